/** Steps of shade a heat map uses: few enough to tell apart. 0 is "nothing", 1 the least, this the most. */
export const LEVELS = 6;

/** How shades stand for values. `limits[i]` is the least value of level i + 2. */
export interface Levels {
  readonly limits: readonly number[];
  /** 0 for nothing at all, 1 to {@link LEVELS} by size. */
  readonly of: (value: number) => number;
}

/**
 * Divides values into shades that hold about equally many each, so that one festival day does not make all others look
 * alike; limits are rounded to two digits to be readable. Values of zero or less are no part of it.
 */
export function levelsOf(values: Iterable<number>): Levels {
  const sorted = [...values].filter((value) => value > 0 && Number.isFinite(value)).sort((a, b) => a - b);
  const limits: number[] = [];
  for (let level = 1; level < LEVELS; level++) {
    const limit = sorted[Math.floor((sorted.length * level) / LEVELS)];
    if (limit === undefined) break;
    const round = Number(limit.toPrecision(2));
    if (round > (limits.at(-1) ?? sorted[0] ?? 0)) limits.push(round);
  }
  return {
    limits,
    of: (value) => {
      if (!(value > 0)) return 0;
      const above = limits.filter((limit) => value >= limit).length;
      // Fewer limits than shades: spread them, so that the most is always the strongest.
      return limits.length === 0 ? LEVELS : 1 + Math.round((above * (LEVELS - 1)) / limits.length);
    },
  };
}
