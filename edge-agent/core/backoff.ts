/** How long to wait before trying again: doubling from `firstMs` to `maxMs`, each time between half and the whole of it. */
export type Backoff = { readonly firstMs: number; readonly maxMs: number };

/**
 * @param failures failed attempts in a row, 1 or more
 * @param random 0..1, spreads attempts so that cameras of one switch do not all come back in the same second
 */
export function backoffMs({ firstMs, maxMs }: Backoff, failures: number, random: number): number {
  // 2^30 is beyond any sensible maximum; without the bound the power overflows after a month of failures.
  const whole = Math.min(maxMs, firstMs * 2 ** Math.min(30, failures - 1));
  return whole * (0.5 + random / 2);
}
