/** The middle of some numbers (the mean of the two middle ones), NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? NaN)) / 2;
}

/** A log that only tells what went wrong. */
export const quiet = {
  info(): void {},
  warn: (...said: unknown[]): void => console.error(...said),
  error: (...said: unknown[]): void => console.error(...said),
};
