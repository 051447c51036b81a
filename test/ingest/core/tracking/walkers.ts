import type { ScoredBox } from '../../../../ingest/core/tracking/scored-box.ts';
import type { TrackState } from '../../../../ingest/core/tracking/track-state.ts';
import type { Tracker } from '../../../../ingest/core/tracking/tracker.ts';

/** A person-shaped detection, fractions of a 4:3 picture, given by its centre. */
export function aPerson(cx: number, cy = 0.5, over: Partial<ScoredBox> = {}): ScoredBox {
  return { className: 'person', score: 0.8, box: { x: cx - 0.03, y: cy - 0.1, w: 0.06, h: 0.2 }, ...over };
}

/** Looks at frames one after another, `everyMs` apart. */
export function feed(tracker: Tracker, frames: readonly (readonly ScoredBox[])[], everyMs = 100): TrackState[][] {
  return frames.map((frame, at) => [...tracker.update(50_000 + at * everyMs, frame)]);
}

/** Ids of the objects that are seen. */
export function shownIds(states: readonly TrackState[]): number[] {
  return states.filter(({ seen, wasConfirmed }) => seen && wasConfirmed).map(({ id }) => id);
}

/** A list of `count`. */
export function range<T>(count: number, of: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => of(at));
}
