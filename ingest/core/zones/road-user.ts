import type { Point } from '../geometry/box.ts';
import type { TrackState } from '../tracking/track-state.ts';

/** One road user at one moment, as zones and lines see it: a track, or a two-wheeler with its rider as one. */
export interface RoadUser {
  readonly track: TrackState;
  /** Where it stands by all that is known, picture heights. */
  readonly place: Point;
  /** Foot point in picture heights; null when it was not seen in this look. */
  readonly foot: Point | null;
  /** Uncertainty of the foot point, picture heights. */
  readonly margin: number;
  /** Square root of the box's area, picture heights. */
  readonly size: number;
  /** The track has ended; nothing more will come. */
  readonly ended: boolean;
  /** ... because the person has got on a two-wheeler, and both are one road user from now on. */
  readonly absorbed: boolean;
  /** There to be counted now: seen, or not looked for while nothing moved. */
  readonly present: boolean;
}

/** One look, or one quiet moment, of a camera. */
export interface Moment {
  /** Capture time, epoch ms. */
  readonly atMs: number;
  /** The scene's own time, ms: durations are taken from it. */
  readonly steadyMs: number;
  readonly users: readonly RoadUser[];
}
