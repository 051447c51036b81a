import type { ScoredBox } from '../../../../ingest/core/tracking/scored-box.ts';
import { createTracker } from '../../../../ingest/core/tracking/tracker.ts';
import type { ObservationDraft } from '../../../../ingest/core/zones/observation-draft.ts';
import { createScene, type Scene, type SceneSettings } from '../../../../ingest/core/zones/scene.ts';

/** Pictures in these tests are 4:3. */
export const ASPECT = 4 / 3;

/** The right half of the picture below its upper fifth. */
export const RIGHT_HALF = [
  [0.5, 0.2],
  [1, 0.2],
  [1, 1],
  [0.5, 1],
] as const;

/** The whole picture. */
export const EVERYWHERE = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/** An observation with the number of the look that brought it. */
export type Said = ObservationDraft & { readonly look: number };

/** One look: what was detected; `null` is a quiet moment in which nothing moved. */
export type Look = readonly ScoredBox[] | null;

/** A person of a fifth of the picture's height, given by the foot point. */
export function aPerson(
  footX: number,
  footY = 0.7,
  over: Partial<{ w: number; h: number; score: number }> = {},
): ScoredBox {
  return aThing('person', footX, footY, { w: 0.06, h: 0.2, ...over });
}

/** A car seen from the side. */
export function aCar(footX: number, footY = 0.7): ScoredBox {
  return aThing('car', footX, footY, { w: 0.2, h: 0.1 });
}

/** Anything, given by its foot point. */
export function aThing(
  className: string,
  footX: number,
  footY: number,
  { w, h, score = 0.8 }: { w: number; h: number; score?: number },
): ScoredBox {
  return { className, score, box: { x: footX - w / 2, y: footY - h, w, h } };
}

/** A scene with nothing to observe but what is given. */
export function aScene(over: Partial<SceneSettings> = {}): Scene {
  return createScene({ aspect: ASPECT, zones: [], lines: [], ...over });
}

/** `count` looks made by a function of their number. */
export function looks(count: number, of: (at: number) => Look): Look[] {
  return Array.from({ length: count }, (_, at) => of(at));
}

/** Plays looks through a tracker into the scene, one every 200 ms, and returns what was observed. */
export function play(scene: Scene, film: readonly Look[], everyMs = 200): Said[] {
  const tracker = createTracker({ picture: { aspect: ASPECT } });
  return film.flatMap((detections, look) => {
    const at = 10_000 + look * everyMs;
    const tracks = detections ? tracker.update(at, detections) : tracker.carry(at);
    return scene.observe(at, tracks).map((draft) => ({ ...draft, look }));
  });
}

/** Kind of each, with direction or value. */
export function words(said: readonly ObservationDraft[]): string[] {
  return said.map(({ kind, direction, value }) => [kind, direction, value].filter((part) => part !== null).join(' '));
}
