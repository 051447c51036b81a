import { insidePolygon, type DirectedLine, type PicturePoint, type Polygon } from '../../../contracts/geometry.ts';
import { segmentsMeet, turn } from '../../../contracts/plane.ts';
import type { ObservationFact } from '../facts.ts';

/** A zone or line laid over tracks. */
export type LaidShape = { readonly zoneId: string } & (
  | { readonly kind: 'zone'; readonly polygon: Polygon }
  | { readonly kind: 'line'; readonly line: DirectedLine }
);

/** A track that was kept. */
export type KeptTrack = {
  readonly trackId: string;
  readonly cameraId: string;
  readonly areaId: string | null;
  readonly class: ObservationFact['class'];
  /** Epoch milliseconds. */
  readonly firstAt: number;
  /** Foot points, thinned: [ms after firstAt, x, y]. */
  readonly path: readonly (readonly [number, number, number])[];
};

/**
 * What a track did at a place that was drawn after it had passed: entered, left, crossed, in the order of time. Nearly what
 * perception would have told: of the box only the foot point is kept, so there is no margin at the edges.
 *
 * @param firstId number of the first fact; each gets one of its own
 */
export function factsOfTrack(track: KeptTrack, shape: LaidShape, firstId: number): readonly ObservationFact[] {
  const steps = shape.kind === 'zone' ? visits(track, shape.polygon) : crossings(track, shape.line);
  return steps.map((step, i) => {
    const at = track.firstAt + step.ms;
    return {
      id: firstId + i,
      kind: step.kind,
      cameraId: track.cameraId,
      areaId: track.areaId,
      zoneId: shape.zoneId,
      trackId: track.trackId,
      class: track.class,
      direction: step.direction,
      value: step.value,
      deviation: null,
      box: null,
      capturedAt: at,
      receivedAt: at,
      perceivedAt: at,
    };
  });
}

type Step = Pick<ObservationFact, 'kind' | 'direction' | 'value'> & { readonly ms: number };

function visits({ path }: KeptTrack, polygon: Polygon): readonly Step[] {
  const steps: Step[] = [];
  let enteredMs: number | null = null;
  const leave = (ms: number): void => {
    if (enteredMs === null) return;
    steps.push({ kind: 'left', direction: null, value: (ms - enteredMs) / 1000, ms });
    enteredMs = null;
  };
  for (const [ms, x, y] of path) {
    const inside = insidePolygon([x, y], polygon);
    if (inside && enteredMs === null) {
      enteredMs = ms;
      steps.push({ kind: 'entered', direction: null, value: null, ms });
    } else if (!inside) leave(ms);
  }
  leave(path.at(-1)?.[0] ?? 0);
  return steps;
}

function crossings({ path }: KeptTrack, { from, to }: DirectedLine): readonly Step[] {
  const steps: Step[] = [];
  let before: { readonly at: PicturePoint; readonly side: number } | null = null;
  for (const [ms, x, y] of path) {
    const at: PicturePoint = [x, y];
    const side = Math.sign(turn(from, to, at));
    // Exactly on the line it is on neither side yet.
    if (side === 0) continue;
    if (before && before.side !== side && segmentsMeet(before.at, at, from, to)) {
      steps.push({ kind: 'crossed', direction: side > 0 ? 'forward' : 'backward', value: null, ms });
    }
    before = { at, side };
  }
  return steps;
}
