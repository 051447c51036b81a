import { beyondT } from './student-t.ts';

/** A day of a comparison: `at` counts days, `error` is how far it is, in proportion, from what its weekday and period are like. */
export type DayError = {
  readonly at: number;
  readonly weekday: number;
  readonly isAfter: boolean;
  readonly error: number;
  /** What a change of this day's error by one changes the logarithm of the ratio by. */
  readonly weight: number;
};

/** How sure the logarithm of a ratio is. */
export type ChangeError = {
  /** How likely chance alone makes a change at least so far from none. */
  readonly beyond: (change: number) => number;
  /** Half width of the 95 % interval. */
  readonly within: number;
};

/** How alike neighbouring days may be: correlations that are looked at, and how likely each is before looking. */
const LIKENESS = Array.from({ length: 20 }, (_, i) => {
  const rho = i * 0.05;
  return { rho, before: rho === 0 ? 0.5 : 1 };
});

/**
 * How sure the change between two periods is, when days that follow each other are alike (rain, school holidays, works
 * last). Errors of days are taken for a first-order autoregressive series whose correlation is not known: each likeness
 * counts by how likely it makes what was seen (restricted likelihood, weekdays and change taken out: Harville 1977), and
 * gives the change a t distribution; their mixture is the answer (Gelman et al., Bayesian Data Analysis, ch. 14). Days may
 * be missing. null: there are too few.
 */
export function changeError(unordered: readonly DayError[]): ChangeError | null {
  const days = unordered.toSorted((a, b) => a.at - b.at);
  const weekdays = [...new Set(days.map(({ weekday }) => weekday))];
  const columns = weekdays.length + 1;
  const freedom = days.length - columns;
  if (freedom < 1) return null;
  const rows = days.map(({ weekday, isAfter }) => [...weekdays.map((one) => Number(one === weekday)), Number(isAfter)]);
  const told = LIKENESS.flatMap(({ rho, before }) => {
    const fit = fitOf(days, rows, rho);
    if (fit === null) return [];
    const logLikely = Math.log(before) - 0.5 * (freedom * Math.log(fit.squares) + fit.logDeterminants);
    return [{ logLikely, sd: Math.sqrt((fit.squares / freedom) * spreadOf(days, rho)) }];
  });
  const most = Math.max(...told.map(({ logLikely }) => logLikely));
  const parts = told.map(({ logLikely, sd }) => ({ share: Math.exp(logLikely - most), sd }));
  const all = parts.reduce((sum, { share }) => sum + share, 0);
  if (all === 0) return null;
  const beyond = (change: number) =>
    parts.reduce((sum, { share, sd }) => sum + (share / all) * beyondT(Math.abs(change) / sd, freedom), 0);
  let [low, high] = [0, 1];
  while (beyond(high) > 0.05 && high < 1e6) high *= 2;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (beyond(middle) > 0.05) low = middle;
    else high = middle;
  }
  return { beyond, within: high };
}

/** Least squares under one likeness: what is left, and the logarithms of the two determinants of the restricted likelihood. */
function fitOf(
  days: readonly DayError[],
  rows: readonly (readonly number[])[],
  rho: number,
): { readonly squares: number; readonly logDeterminants: number } | null {
  const columns = (rows[0] ?? []).length;
  // Last column and row: the errors themselves.
  const products = Array.from({ length: columns + 1 }, () => new Float64Array(columns + 1));
  let logDeterminants = 0;
  const white = new Float64Array(columns + 1);
  for (const [i, day] of days.entries()) {
    const [before, row, rowBefore] = [days[i - 1], rows[i] ?? [], rows[i - 1]];
    const carried = before === undefined ? 0 : rho ** (day.at - before.at);
    const own = Math.sqrt(1 - carried * carried);
    logDeterminants += 2 * Math.log(own);
    for (let c = 0; c < columns; c++) white[c] = ((row[c] ?? 0) - carried * (rowBefore?.[c] ?? 0)) / own;
    white[columns] = (day.error - carried * (before?.error ?? 0)) / own;
    for (let a = 0; a <= columns; a++) {
      const line = products[a] as Float64Array;
      for (let b = 0; b <= a; b++) line[b] = (line[b] ?? 0) + (white[a] ?? 0) * (white[b] ?? 0);
    }
  }
  // Cholesky's factor in place: its last diagonal element is what no column explains.
  for (let a = 0; a <= columns; a++) {
    const line = products[a] as Float64Array;
    for (let b = 0; b <= a; b++) {
      const other = products[b] as Float64Array;
      let sum = line[b] ?? 0;
      for (let c = 0; c < b; c++) sum -= (line[c] ?? 0) * (other[c] ?? 0);
      if (a !== b) line[b] = sum / (other[b] ?? 1);
      else if (a === columns) return { squares: Math.max(sum, 1e-12), logDeterminants };
      else if (sum <= 1e-12) return null;
      else {
        line[b] = Math.sqrt(sum);
        logDeterminants += Math.log(sum);
      }
    }
  }
  return null;
}

/** Variance of the weighted sum of errors of variance 1. */
function spreadOf(days: readonly DayError[], rho: number): number {
  let [sum, carried] = [0, 0];
  for (const [i, { at, weight }] of days.entries()) {
    const before = days[i - 1];
    carried = before === undefined ? 0 : rho ** (at - before.at) * (carried + before.weight);
    sum += weight * weight + 2 * weight * carried;
  }
  return sum;
}
