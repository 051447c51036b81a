/** One bin of a histogram: from, up to but not including to. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Bins without holes and without empty ends; holes are filled by one empty bin each. */
export function wholeBins(bins: readonly Bin[]): readonly Bin[] {
  const sorted = [...bins].sort((a, b) => a.from - b.from);
  const first = sorted.findIndex(({ count }) => count > 0);
  const last = sorted.findLastIndex(({ count }) => count > 0);
  if (first === -1) return [];
  const whole: Bin[] = [];
  for (const bin of sorted.slice(first, last + 1)) {
    const end = whole.at(-1)?.to;
    if (end !== undefined && end < bin.from) whole.push({ from: end, to: bin.from, count: 0 });
    whole.push(bin);
  }
  return whole;
}

/**
 * Where a value stands on an axis on which every bin is equally wide, in bins from the left: bins of long stays are wider
 * than those of short ones, and a fair axis would leave no room for the short.
 */
export function inBins(value: number, bins: readonly Bin[]): number {
  const index = bins.findIndex(({ to }) => value < to);
  if (index === -1) return bins.length;
  const bin = bins[index];
  if (!bin) return 0;
  return index + Math.max(0, Math.min(1, (value - bin.from) / (bin.to - bin.from)));
}
