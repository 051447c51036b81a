/** What was wrong with a picture's timestamp and has been healed. */
export type TimestampFault = 'jumped' | 'stood-still';

/** A stream's own time, counted on without end. */
export type MediaTime = {
  /**
   * @param timestamp of a picture, 32 bit
   * @param arrivalMs a clock that never goes back
   * @returns ticks of 90 kHz
   */
  readonly next: (
    timestamp: number,
    arrivalMs: number,
  ) => { readonly mediaTime: number; readonly fault: TimestampFault | undefined };
  /** Where a timestamp near the newest ones lies in the same count; undefined before the first picture. */
  readonly of: (timestamp: number) => number | undefined;
};

const TICKS_PER_MS = 90;
/** Pictures come in coding order: with B-frames the time of showing goes back a little now and then. */
const MOST_BACK_MS = 1000;
const MOST_AHEAD_MS = 10_000;

/**
 * Turns 32-bit timestamps into one count, over their turns, and over what cameras do to them: a jump (a clock that was set, a restarted
 * encoder) or standing still; then the count goes on by the time that has passed here.
 * @param clockHz ticks per second of the timestamps
 * @param startAt where the count begins, so that it can go on over a new connection
 */
export function createMediaTime(clockHz: number, startAt: number): MediaTime {
  const scale = 90_000 / clockHz;
  let last: { readonly timestamp: number; readonly mediaTime: number; readonly arrivalMs: number } | undefined;
  let newest = startAt;
  const stepTo = (timestamp: number, from: number): number => ((timestamp - from) | 0) * scale;

  return {
    next(timestamp, arrivalMs) {
      let mediaTime = newest;
      let fault: TimestampFault | undefined;
      if (last !== undefined) {
        const step = stepTo(timestamp, last.timestamp);
        const passedMs = Math.max(1, arrivalMs - last.arrivalMs);
        if (step === 0) fault = 'stood-still';
        else if (step < -MOST_BACK_MS * TICKS_PER_MS || step > (MOST_AHEAD_MS + passedMs) * TICKS_PER_MS)
          fault = 'jumped';
        mediaTime =
          fault === undefined ? last.mediaTime + step : Math.max(newest, last.mediaTime) + passedMs * TICKS_PER_MS;
      }
      last = { timestamp, mediaTime, arrivalMs };
      newest = Math.max(newest, mediaTime);
      return { mediaTime: Math.round(mediaTime), fault };
    },
    of: (timestamp) => (last === undefined ? undefined : last.mediaTime + stepTo(timestamp, last.timestamp)),
  };
}
