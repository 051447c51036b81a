/** Spearman's rank correlation of pairs, −1..1; null: fewer than 10, or one side is always the same. */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length < 10) return null;
  return correlation(ranks(pairs.map(([a]) => a)), ranks(pairs.map(([, b]) => b)));
}

/** Its 95 % interval by Fisher's transformation, with the variance of Fieller, Hartley and Pearson (1957). */
export function rankInterval(rank: number | null, count: number): readonly [number | null, number | null] {
  if (rank === null || count < 10) return [null, null];
  const half = 1.959964 * Math.sqrt(1.06 / (count - 3));
  const z = Math.atanh(Math.max(-0.999999, Math.min(0.999999, rank)));
  return [Math.tanh(z - half), Math.tanh(z + half)];
}

/** Takes what recurs by slot out of values: each less the mean of its slot. */
export function withoutRecurring(values: readonly number[], slots: readonly number[]): number[] {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const [at, value] of values.entries()) {
    const slot = slots[at] ?? 0;
    const before = sums.get(slot) ?? { sum: 0, count: 0 };
    sums.set(slot, { sum: before.sum + value, count: before.count + 1 });
  }
  return values.map((value, at) => {
    const { sum, count } = sums.get(slots[at] ?? 0) ?? { sum: value, count: 1 };
    return value - sum / count;
  });
}

/** Ranks from 1 on; equal values share the mean of theirs. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
  const result = Array.from({ length: values.length }, () => 0);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end + 1 < order.length && order[end + 1]?.value === order[start]?.value) end++;
    for (let at = start; at <= end; at++) result[order[at]?.at ?? 0] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return result;
}

function correlation(a: readonly number[], b: readonly number[]): number | null {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [at, value] of a.entries()) {
    const [da, db] = [value - ma, (b[at] ?? 0) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa === 0 || bb === 0 ? null : ab / Math.sqrt(aa * bb);
}
