/** Tells whether a camera gives far fewer pictures than it should or used to. */
export type RateJudge = {
  /** @param fps pictures per second over the last seconds; @param atMs a clock that never goes back */
  readonly isLow: (fps: number, atMs: number) => boolean;
  /** The stream was opened anew. */
  readonly reset: () => void;
};

const SETTLE_MS = 10_000;
const HOLD_MS = 4000;
const FORGET_PER_S = 0.001;

/** @param sampleFps what is asked for; a camera that never gives that much is measured by its own best */
export function createRateJudge(sampleFps: number): RateJudge {
  let openedMs: number | undefined;
  let best = 0;
  let lastMs = 0;
  let lowSinceMs: number | undefined;
  return {
    isLow(fps, atMs) {
      openedMs ??= atMs;
      if (atMs - openedMs < SETTLE_MS) return false;
      best = Math.max(fps, best * Math.exp((-FORGET_PER_S * Math.max(0, atMs - lastMs)) / 1000));
      lastMs = atMs;
      const low = fps < 0.5 * Math.min(sampleFps, best);
      if (!low) lowSinceMs = undefined;
      else lowSinceMs ??= atMs;
      return lowSinceMs !== undefined && atMs - lowSinceMs >= HOLD_MS;
    },
    reset() {
      openedMs = undefined;
      lowSinceMs = undefined;
    },
  };
}
