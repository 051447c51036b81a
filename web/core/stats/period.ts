import { daysBetween, monthStart, parseDay, plusDays, plusYears, type CityDays, type Day } from './city-days.ts';

/** Stretch of days a page is about, both ends included. Kept by its calendar, so that steps are months and not 30 days. */
export type Period =
  | { readonly kind: 'day'; readonly day: Day }
  /** Seven days, the last of them this. */
  | { readonly kind: 'week'; readonly day: Day }
  /** Its first day. */
  | { readonly kind: 'month'; readonly day: Day }
  | { readonly kind: 'year'; readonly day: Day }
  | { readonly kind: 'own'; readonly from: Day; readonly to: Day };

/** First and last day, both included. */
export interface Days {
  readonly from: Day;
  readonly to: Day;
}

/** Days of one period at most: longer ones are a question nobody asks, or a slip of the finger. */
export const MAX_DAYS = 3700;

/** The days of a period. */
export function daysOf(period: Period): Days {
  switch (period.kind) {
    case 'day':
      return { from: period.day, to: period.day };
    case 'week':
      return { from: plusDays(period.day, -6), to: period.day };
    case 'month':
      return { from: period.day, to: plusDays(monthStart(period.day, 1), -1) };
    case 'year':
      return { from: period.day, to: plusDays(plusYears(period.day, 1), -1) };
    case 'own':
      return { from: period.from, to: period.to };
  }
}

/** How many days a period has. */
export function lengthOf(period: Period): number {
  const { from, to } = daysOf(period);
  return daysBetween(from, to) + 1;
}

/** The period of a kind that holds a day. */
export function periodWith(kind: 'day' | 'week' | 'month' | 'year', day: Day): Period {
  switch (kind) {
    case 'day':
    case 'week':
      return { kind, day };
    case 'month':
      return { kind, day: monthStart(day) };
    case 'year':
      return { kind, day: `${day.slice(0, 4)}-01-01` };
  }
}

/** The next period of the same kind, or the one before. */
export function stepped(period: Period, by: 1 | -1): Period {
  switch (period.kind) {
    case 'day':
      return { kind: 'day', day: plusDays(period.day, by) };
    case 'week':
      return { kind: 'week', day: plusDays(period.day, 7 * by) };
    case 'month':
      return { kind: 'month', day: monthStart(period.day, by) };
    case 'year':
      return { kind: 'year', day: plusYears(period.day, by) };
    case 'own': {
      const days = lengthOf(period) * by;
      return { kind: 'own', from: plusDays(period.from, days), to: plusDays(period.to, days) };
    }
  }
}

/** What a period is compared with. */
export type Against =
  /** The period of the same kind just before. */
  | { readonly kind: 'previous' }
  /** The same days a year before. */
  | { readonly kind: 'year-before' }
  | { readonly kind: 'own'; readonly from: Day; readonly to: Day };

/** The period something is compared with. */
export function periodAgainst(period: Period, against: Against): Period {
  switch (against.kind) {
    case 'previous':
      return stepped(period, -1);
    case 'year-before': {
      const { from, to } = daysOf(period);
      // Weeks are compared with weeks: 364 days keep the weekdays where they are.
      if (period.kind === 'week' || period.kind === 'day') return { ...period, day: plusDays(period.day, -364) };
      if (period.kind !== 'own') return { ...period, day: plusYears(period.day, -1) };
      return { kind: 'own', from: plusYears(from, -1), to: plusYears(to, -1) };
    }
    case 'own':
      return against;
  }
}

/** First moment, and the first moment after. */
export function momentsOf({ from, to }: Days, days: CityDays): { readonly from: number; readonly to: number } {
  return { from: days.startOf(from), to: days.startOf(plusDays(to, 1)) };
}

/** Reads "month:2026-11-01" or "2026-11-01..2026-11-25"; null when it is no period. */
export function parsePeriod(text: string | null): Period | null {
  if (text === null) return null;
  const [kind = '', rest] = text.split(':', 2);
  if (rest === undefined) return parseDays(text);
  const day = parseDay(rest);
  if (day === null || (kind !== 'day' && kind !== 'week' && kind !== 'month' && kind !== 'year')) return null;
  return periodWith(kind, day);
}

/** Reads "2026-11-01..2026-11-25"; null when it ends before it starts or is too long. */
export function parseDays(text: string): Extract<Period, { kind: 'own' }> | null {
  const [a, b] = text.split('..', 2);
  const from = parseDay(a);
  const to = parseDay(b);
  if (from === null || to === null || from > to || daysBetween(from, to) >= MAX_DAYS) return null;
  return { kind: 'own', from, to };
}

/** Writes a period; the inverse of {@link parsePeriod}. */
export function formatPeriod(period: Period): string {
  return period.kind === 'own' ? `${period.from}..${period.to}` : `${period.kind}:${period.day}`;
}
