import type { AdjustedSpread, Figure } from '../../../contracts/history.ts';
import { QUANTILES, quantile, type Bin } from './spread.ts';

/** What was seen in one hour of the day, and what it would have been. */
export type SeenPart = { readonly bins: readonly Bin[]; readonly figure: Figure };

/** Up to this share of the whole may belong to hours of which nothing was seen. */
const MOST_UNSEEN = 0.05;
/** Of less nothing was missed that matters. */
const LEAST_MISSED = 0.05;
/** Half width of the 95 % interval in standard deviations. */
const Z95 = 1.96;

/**
 * The spread there would have been had everything been watched: values of each part weigh by what was estimated of it
 * (post-stratification; e.g. Lohr, Sampling, ch. 4). Intervals are those of quantiles under weights (Woodruff 1952) with
 * Kish's effective number: chance alone, as if every value were independent of the others.
 *
 * @param mean the exact mean of what was seen; null: none.
 * @returns null when nothing was missed, or it cannot be said.
 */
export function adjustedSpread(parts: readonly SeenPart[], total: Figure, mean: number | null): AdjustedSpread {
  if (total.estimated === null || total.estimated - total.counted < LEAST_MISSED) return null;
  const weighted = new Map<string, Bin>();
  const seen = new Map<string, Bin>();
  let [unseen, sum, squares] = [0, 0, 0];
  for (const { bins, figure } of parts) {
    const values = bins.reduce((all, { count }) => all + count, 0);
    if (figure.estimated === null) return null;
    if (values === 0 || figure.counted === 0) {
      unseen += figure.estimated;
      continue;
    }
    const weight = figure.estimated / figure.counted;
    for (const bin of bins) {
      add(weighted, bin, bin.count * weight);
      add(seen, bin, bin.count);
    }
    sum += weight * values;
    squares += weight * weight * values;
  }
  if (sum === 0 || unseen > MOST_UNSEEN * total.estimated) return null;
  const bins = inOrder(weighted);
  const effective = (sum * sum) / squares;
  const [binMean, seenMean] = [meanOf(bins), meanOf(inOrder(seen))];
  return {
    mean: mean === null || seenMean === 0 ? null : (mean * binMean) / seenMean,
    quantiles: QUANTILES.flatMap((q) => {
      const within = Z95 * Math.sqrt((q * (1 - q)) / effective);
      const [value, low, high] = [q, q - within, q + within].map((at) => quantile(bins, Math.min(1, Math.max(0, at))));
      return value == null || low == null || high == null ? [] : [{ q, value, low, high }];
    }),
  };
}

function add(all: Map<string, Bin>, { from, to }: Bin, count: number): void {
  const key = String(from);
  all.set(key, { from, to, count: (all.get(key)?.count ?? 0) + count });
}

function inOrder(bins: ReadonlyMap<string, Bin>): readonly Bin[] {
  return [...bins.values()].sort((a, b) => a.from - b.from);
}

function meanOf(bins: readonly Bin[]): number {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce((sum, { from, to, count }) => sum + (count * (from + to)) / 2, 0) / all;
}
