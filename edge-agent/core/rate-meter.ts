/** Counts events per second over the last seconds. */
export type RateMeter = {
  readonly add: (atMs: number) => void;
  readonly perSecond: (atMs: number) => number;
};

/** @param windowS whole seconds looked back over, each in one slot */
export function createRateMeter(windowS: number): RateMeter {
  const counts = new Uint32Array(windowS + 1);
  let second = 0;
  let since: number | undefined;
  const moveTo = (atMs: number): number => {
    const now = Math.floor(atMs / 1000);
    since ??= atMs;
    for (let s = Math.max(second + 1, now - windowS); s <= now; s++) counts[s % counts.length] = 0;
    second = Math.max(second, now);
    return now % counts.length;
  };
  return {
    add(atMs) {
      const slot = moveTo(atMs);
      counts[slot] = (counts[slot] ?? 0) + 1;
    },
    perSecond(atMs) {
      moveTo(atMs);
      let sum = 0;
      for (const count of counts) sum += count;
      // The running second is counted as far as it has come, and so is a window that has only begun.
      const spanMs = Math.min(windowS * 1000 + (atMs % 1000), atMs - (since ?? atMs));
      return spanMs < 1000 ? sum : (sum * 1000) / spanMs;
    },
  };
}
