/** How many events a socket may send: a bucket that refills. */
export type EventBudget = {
  /** `pass`: taken; `drop`: too many, ignored; `cut`: goes on in spite of being ignored. */
  readonly spend: (nowMs: number) => 'pass' | 'drop' | 'cut';
};

const PER_SECOND = 20;
const BURST = 100;
/** Dropped in a row before the socket is cut. */
const PATIENCE = 500;

/** A budget of 20 events a second, 100 at once: far above what a console does. */
export function createEventBudget(): EventBudget {
  let tokens = BURST;
  let filledAtMs: number | null = null;
  let dropped = 0;
  return {
    spend: (nowMs) => {
      tokens = Math.min(BURST, tokens + (Math.max(0, nowMs - (filledAtMs ?? nowMs)) / 1000) * PER_SECOND);
      filledAtMs = nowMs;
      if (tokens >= 1) {
        tokens--;
        dropped = 0;
        return 'pass';
      }
      return ++dropped > PATIENCE ? 'cut' : 'drop';
    },
  };
}
