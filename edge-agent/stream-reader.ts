import type { Look } from './core/decoding/decode-policy.ts';
import type { ReaderEnd } from './core/reader-choice.ts';
import type { TrackStats } from './core/rtsp/track-receiver.ts';
import type { AccessUnit } from './core/video/access-unit.ts';
import type { Picture } from './core/y4m-reader.ts';

/** One attempt at reading a camera, until it ends. */
export type StreamReader = {
  /** Ends it at once; `onEnd` follows. */
  readonly kill: () => void;
  /** Decodes the newest picture, where not all are decoded. */
  readonly refresh: () => void;
  /** What came, as far as this reader can tell. */
  readonly stats: () => TrackStats | undefined;
};

/** Who is told of a reader's work. `onEnd` comes exactly once, and nothing after it. */
export type StreamReaderListener = {
  /** The camera sends and its pictures can be decoded. */
  readonly onAlive: () => void;
  /** A coded picture, where the reader has them. */
  readonly onUnit: (unit: AccessUnit) => void;
  /** A decoded picture. @param takenMs epoch ms */
  readonly onPicture: (picture: Picture, takenMs: number) => Look;
  /** So many pictures that would have been looked at were not decoded. */
  readonly onPassedOver: (pictures: number, why: 'quiet' | 'decoder-busy') => void;
  readonly onEnd: (end: ReaderEnd & { readonly said: readonly string[] }) => void;
};

const LATE_MS = 3000;
const MOST_LATE = 25;

/**
 * Tells when pictures keep coming seconds late: what piled up somewhere between camera and here never gets less by itself,
 * and nobody looks at pictures so old.
 */
export function createLateWatch(): (takenMs: number, nowMs: number) => boolean {
  let lateInARow = 0;
  return (takenMs, nowMs) => {
    lateInARow = nowMs - takenMs > LATE_MS ? lateInARow + 1 : 0;
    return lateInARow > MOST_LATE;
  };
}
