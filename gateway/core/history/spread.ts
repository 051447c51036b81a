import type { Spread } from '../../../contracts/history.ts';

/** A bin `[from, to)` and how many fell into it. */
export type Bin = { readonly from: number; readonly to: number; readonly count: number };

/** Quantiles an answer tells. */
export const QUANTILES = [0.05, 0.1, 0.15, 0.25, 0.5, 0.75, 0.85, 0.9, 0.95] as const;

/** Bin of speeds and numbers of people: one unit wide. */
export function unitBin(bin: number): { readonly from: number; readonly to: number } {
  return { from: bin, to: bin + 1 };
}

/** Bin of seconds: 24 to each power of ten (SQL: value_bin). */
export function secondsBin(bin: number): { readonly from: number; readonly to: number } {
  return { from: 10 ** (bin / 24), to: 10 ** ((bin + 1) / 24) };
}

/** How far a value read from a bin of seconds may be from the truth, as a fraction of it. */
export const SECONDS_BIN_ERROR = 10 ** (1 / 24) - 1;

/** A value below which a share of all lies, interpolated within its bin; null: of none. */
export function quantile(bins: readonly Bin[], q: number): number | null {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return null;
  let below = 0;
  for (const { from, to, count } of bins) {
    if (count > 0 && below + count >= q * all) return from + (to - from) * Math.max(0, (q * all - below) / count);
    below += count;
  }
  return bins.at(-1)?.to ?? null;
}

/** Share of all above a limit, interpolated within its bin; null: of none. */
export function shareAbove(bins: readonly Bin[], limit: number): number | null {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return null;
  const above = bins.reduce(
    (sum, { from, to, count }) => sum + count * Math.min(1, Math.max(0, (to - limit) / (to - from))),
    0,
  );
  return above / all;
}

/** A histogram with its quantiles. @param bins in order. */
export function spreadOf(bins: readonly Bin[], mean: number | null): Spread {
  return {
    count: bins.reduce((sum, { count }) => sum + count, 0),
    mean,
    quantiles: QUANTILES.flatMap((q) => {
      const value = quantile(bins, q);
      return value === null ? [] : [{ q, value }];
    }),
    bins: [...bins],
  };
}

/** Bins of all steps together, in order. */
export function together(
  sums: readonly { readonly bin: number; readonly count: number }[],
  edges: (bin: number) => { readonly from: number; readonly to: number },
): Bin[] {
  const counts = new Map<number, number>();
  for (const { bin, count } of sums) counts.set(bin, (counts.get(bin) ?? 0) + count);
  return [...counts].sort(([a], [b]) => a - b).map(([bin, count]) => ({ ...edges(bin), count }));
}
