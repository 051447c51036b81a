/** One day of a period under comparison. */
export type ComparedDay = {
  /** `2026-03-02` */
  readonly day: string;
  /** 1 Monday .. 7 Sunday. */
  readonly weekday: number;
  readonly value: number;
};

/** What a comparison of two periods comes to. */
export type DayComparison = {
  readonly before: number | null;
  readonly after: number | null;
  readonly ratio: number | null;
  readonly ratioLow: number | null;
  readonly ratioHigh: number | null;
  readonly p: number | null;
  readonly verdict: 'more' | 'fewer' | 'no-difference-shown' | 'too-little';
  readonly weekdays: readonly {
    readonly weekday: number;
    readonly before: number | null;
    readonly after: number | null;
    readonly daysBefore: number;
    readonly daysAfter: number;
  }[];
};

const FEWEST_DAYS = 5;
const EXCHANGES = 2000;
const RESAMPLES = 1000;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

type Pair = { readonly before: readonly number[]; readonly after: readonly number[] };

/**
 * Compares days of two periods weekday by weekday. p by exchanging days between the periods at random within weekdays (an
 * exact test in the limit: Good, Permutation Tests, ch. 3); the interval of the ratio by drawing days anew within
 * weekdays (bootstrap percentiles: Efron and Tibshirani 1993, ch. 13), and the weekdays too where one has a single day
 * on a side. The same days give the same answer.
 */
export function compareDays(before: readonly ComparedDay[], after: readonly ComparedDay[]): DayComparison {
  const of = (days: readonly ComparedDay[], weekday: number) =>
    days.filter((day) => day.weekday === weekday).map(({ value }) => value);
  const pairs = WEEKDAYS.map((weekday): Pair => ({ before: of(before, weekday), after: of(after, weekday) }));
  const weekdays = WEEKDAYS.map((weekday, i) => {
    const pair = pairs[i] ?? { before: [], after: [] };
    return {
      weekday,
      before: mean(pair.before),
      after: mean(pair.after),
      daysBefore: pair.before.length,
      daysAfter: pair.after.length,
    };
  });
  const shared = pairs.filter((pair) => pair.before.length > 0 && pair.after.length > 0);
  const level = (side: keyof Pair) => mean(shared.map((pair) => mean(pair[side]) ?? 0));
  const found = { before: level('before'), after: level('after'), weekdays };
  const days = (side: keyof Pair) => shared.reduce((sum, pair) => sum + pair[side].length, 0);
  const ratio = ratioOf(shared);
  if (days('before') < FEWEST_DAYS || days('after') < FEWEST_DAYS || ratio === null)
    return { ...found, ratio, ratioLow: null, ratioHigh: null, p: null, verdict: 'too-little' };
  const roll = dice();
  const far = Math.abs(Math.log(ratio)) - 1e-12;
  let asFar = 0;
  for (let i = 0; i < EXCHANGES; i++) {
    const other = ratioOf(shared.map((pair) => exchange(pair, roll)));
    if (other === null || Math.abs(Math.log(other)) >= far) asFar += 1;
  }
  const p = (asFar + 1) / (EXCHANGES + 1);
  // One day of a weekday says nothing of how such days differ: then the weekdays differ from each other instead.
  const isSparse = shared.some((pair) => pair.before.length < 2 || pair.after.length < 2);
  const ratios = Array.from({ length: RESAMPLES }, () => {
    const drawn = isSparse ? resample(shared, roll) : shared;
    return ratioOf(drawn.map((pair) => ({ before: resample(pair.before, roll), after: resample(pair.after, roll) })));
  })
    .filter((one) => one !== null)
    .sort((a, b) => a - b);
  const at = (q: number) => ratios[Math.round(q * (ratios.length - 1))] ?? null;
  const verdict = p >= 0.05 ? 'no-difference-shown' : ratio > 1 ? 'more' : 'fewer';
  return { ...found, ratio, ratioLow: at(0.025), ratioHigh: at(0.975), p, verdict };
}

function ratioOf(pairs: readonly Pair[]): number | null {
  const before = pairs.reduce((sum, pair) => sum + (mean(pair.before) ?? 0), 0);
  const after = pairs.reduce((sum, pair) => sum + (mean(pair.after) ?? 0), 0);
  return before > 0 && after > 0 ? after / before : null;
}

function exchange({ before, after }: Pair, roll: () => number): Pair {
  const all = [...before, ...after];
  // Fisher and Yates' shuffle.
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(roll() * (i + 1));
    [all[i], all[j]] = [all[j] ?? 0, all[i] ?? 0];
  }
  return { before: all.slice(0, before.length), after: all.slice(before.length) };
}

function resample<T>(values: readonly T[], roll: () => number): T[] {
  // Always within the list.
  return values.map(() => values[Math.floor(roll() * values.length)] as T);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Numbers that look random and are the same each time (mulberry32). */
function dice(): () => number {
  let state = 20_260_101;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
