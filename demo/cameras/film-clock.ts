import type { Film } from './h264-film.ts';

/** Which picture of an endlessly repeated film a live camera shows when. Frames are counted on for ever from the camera's start. */
export type FilmClock = {
  /** Number of the last frame due at this moment; negative before the start. */
  frameAt(atMs: number): number;
  /** When a frame is taken, epoch ms (fractional). */
  takenAtMs(frame: number): number;
  /** RTP timestamp of a frame: 90 kHz, 32 bit, continuous over the loop point. */
  timestampOf(frame: number): number;
  /** RTP timestamp of any moment, for sender reports. */
  timestampAt(atMs: number): number;
  /** Index of a frame's picture in the film. */
  unitOf(frame: number): number;
  /** The first frame at or after `frame` that is a keyframe. */
  nextKeyframe(frame: number): number;
};

const RTP_HZ = 90_000;

/**
 * @param startMs when frame 0 is taken
 * @param startOffsetS how far into the film frame 0 lies, seconds
 * @param baseTimestamp RTP timestamp of frame 0, so that cameras do not all count alike
 */
export function createFilmClock(film: Film, { fps, startMs, startOffsetS, baseTimestamp }: ClockStart): FilmClock {
  const length = film.units.length;
  const first = Math.round(startOffsetS * fps);
  const timestampAt = (atMs: number): number => wrap(baseTimestamp + Math.round(((atMs - startMs) * RTP_HZ) / 1000));
  const unitOf = (frame: number): number => (((frame + first) % length) + length) % length;
  return {
    frameAt: (atMs) => Math.floor(((atMs - startMs) * fps) / 1000 + 1e-6),
    takenAtMs: (frame) => startMs + (frame * 1000) / fps,
    timestampOf: (frame) => wrap(baseTimestamp + Math.round((frame * RTP_HZ) / fps)),
    timestampAt,
    unitOf,
    nextKeyframe(frame) {
      let at = frame;
      while (film.units[unitOf(at)]?.keyframe !== true) at++;
      return at;
    },
  };
}

type ClockStart = {
  readonly fps: number;
  readonly startMs: number;
  readonly startOffsetS: number;
  readonly baseTimestamp: number;
};

function wrap(timestamp: number): number {
  return ((timestamp % 2 ** 32) + 2 ** 32) % 2 ** 32;
}
