import type { Box } from '../../../contracts/geometry.ts';
import type { TrackStage } from './track.ts';

/** One track as others see it after a look. A new object each time: safe to keep. */
export interface TrackState {
  /** Counts up from 1 within one tracker and is never used again. */
  readonly id: number;
  /** `ended` tracks are listed exactly once, in the look that ended them. */
  readonly stage: TrackStage;
  /** Whether it ever was confirmed; a track that ends without was no object. */
  readonly wasConfirmed: boolean;
  /** Class by vote over all looks, and its share of the votes. */
  readonly className: string;
  readonly classShare: number;
  /** Score of the last detection. */
  readonly score: number;
  /** Smoothed box; while the track is not seen, where it should be. In the unit of the detections. */
  readonly box: Box;
  /** Velocity of the box's centre, in the unit of the detections per second. */
  readonly velocity: { readonly x: number; readonly y: number };
  /** True when a detection of this very look belongs to the track. */
  readonly seen: boolean;
  /** True while it is worth drawing: confirmed, and seen now or a moment ago. */
  readonly shown: boolean;
  /** Capture times (epoch ms, as given) of the first and the last detection. */
  readonly bornAt: number;
  readonly lastSeenAt: number;
  /** Time since birth, by a clock that only moves forward. */
  readonly ageMs: number;
  /** Time for which it was not there; 0 when seen. Quiet time counts only once it was looked for twice in vain. */
  readonly unseenMs: number;
  /** Detections so far. */
  readonly looks: number;
}
