/** Since when consoles have been looking without a gap. */
export type WatchSpan = {
  readonly came: (nowMs: number) => void;
  readonly left: (nowMs: number) => void;
  /** null: nobody is looking. */
  readonly sinceMs: () => number | null;
};

/** A line that broke and came back within so long was no time in which nobody looked, milliseconds. */
const GAP_MS = 120_000;

/** Nobody has looked yet. */
export function createWatchSpan(): WatchSpan {
  let looking = 0;
  let sinceMs: number | null = null;
  let leftMs: number | null = null;
  return {
    came: (nowMs) => {
      if (looking++ > 0) return;
      if (sinceMs === null || leftMs === null || nowMs - leftMs > GAP_MS) sinceMs = nowMs;
    },
    left: (nowMs) => {
      looking--;
      leftMs = nowMs;
    },
    sinceMs: () => (looking === 0 ? null : sinceMs),
  };
}
