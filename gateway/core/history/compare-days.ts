import { changeError, type DayError } from './change-error.ts';

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
const DAY_MS = 86_400_000;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

type Pair = { readonly before: readonly number[]; readonly after: readonly number[] };

/**
 * Compares days of two periods weekday by weekday. How sure that is depends on how much days differ, and on how alike
 * those are that follow each other ({@link changeError}). No day may be in both periods.
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
  const shared = pairs.filter(isShared);
  const level = (side: keyof Pair) => mean(shared.map((pair) => mean(pair[side]) ?? 0));
  const found = { before: level('before'), after: level('after'), weekdays };
  const days = (side: keyof Pair) => shared.reduce((sum, pair) => sum + pair[side].length, 0);
  const ratio = ratioOf(shared);
  if (days('before') < FEWEST_DAYS || days('after') < FEWEST_DAYS || ratio === null)
    return { ...found, ratio, ratioLow: null, ratioHigh: null, p: null, verdict: 'too-little' };
  const sure = changeError(errorsOf(before, after, pairs));
  if (sure === null) return { ...found, ratio, ratioLow: null, ratioHigh: null, p: null, verdict: 'too-little' };
  const change = Math.log(ratio);
  const p = sure.beyond(change);
  const verdict = p >= 0.05 ? 'no-difference-shown' : ratio > 1 ? 'more' : 'fewer';
  const [ratioLow, ratioHigh] = [Math.exp(change - sure.within), Math.exp(change + sure.within)];
  return { ...found, ratio, ratioLow, ratioHigh, p, verdict };
}

/** How far each day is, in proportion, from the mean of its weekday in its period. Weekdays with nothing say nothing. */
function errorsOf(before: readonly ComparedDay[], after: readonly ComparedDay[], pairs: readonly Pair[]): DayError[] {
  const level = (side: keyof Pair) =>
    pairs.reduce((sum, pair) => sum + (isShared(pair) ? (mean(pair[side]) ?? 0) : 0), 0);
  const levels = { before: level('before'), after: level('after') };
  return [before, after].flatMap((days, at) => {
    const side = at === 0 ? 'before' : 'after';
    return days.flatMap(({ day, weekday, value }) => {
      const pair = pairs[weekday - 1];
      if (pair === undefined || !isShared(pair)) return [];
      // What the weekday is like, told by both periods: that of one alone has few days.
      const share = ((mean(pair.before) ?? 0) / levels.before + (mean(pair.after) ?? 0) / levels.after) / 2;
      if (share <= 0) return [];
      const weight = share / pair[side].length;
      return [
        {
          at: Date.parse(`${day}T00:00:00Z`) / DAY_MS,
          weekday,
          isAfter: side === 'after',
          error: value / (share * levels[side]) - 1,
          weight: side === 'after' ? weight : -weight,
        },
      ];
    });
  });
}

const isShared = (pair: Pair) => pair.before.length > 0 && pair.after.length > 0;

function ratioOf(pairs: readonly Pair[]): number | null {
  const before = pairs.reduce((sum, pair) => sum + (mean(pair.before) ?? 0), 0);
  const after = pairs.reduce((sum, pair) => sum + (mean(pair.after) ?? 0), 0);
  return before > 0 && after > 0 ? after / before : null;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
