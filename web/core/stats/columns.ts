import type { TimeStep } from '../../../contracts/history.ts';
import type { Column } from '../charts/time-layout.ts';
import { daysBetween, monthStart, plusDays, plusYears, weekdayOf, type CityDays, type Day } from './city-days.ts';
import type { Days } from './period.ts';

/** Steps of time that follow the calendar. */
export type CalendarStep = Extract<TimeStep, '15min' | 'hour' | 'day' | 'week' | 'month' | 'year'>;

/** The step that makes a chart of some 30 to 170 columns of so many days. */
export function stepFor({ from, to }: Days): CalendarStep {
  const days = daysBetween(from, to) + 1;
  if (days <= 2) return '15min';
  if (days <= 14) return 'hour';
  if (days <= 140) return 'day';
  return days <= 1200 ? 'week' : 'month';
}

const QUARTER_MS = 900_000;

/** All steps of a stretch of days, also those in which nothing was counted; the first and last may be cut. */
export function columnsOf(step: CalendarStep, { from, to }: Days, days: CityDays): readonly Column[] {
  const end = days.startOf(plusDays(to, 1));
  if (step === '15min' || step === 'hour') {
    const ms = step === '15min' ? QUARTER_MS : 4 * QUARTER_MS;
    const columns: Column[] = [];
    for (let at = days.startOf(from); at < end; at += ms) columns.push({ from: at, to: Math.min(end, at + ms) });
    return columns;
  }
  const starts: number[] = [days.startOf(from)];
  for (let day = next(step, from); day <= to; day = next(step, day)) starts.push(days.startOf(day));
  return starts.map((at, i) => ({ from: at, to: starts[i + 1] ?? end }));
}

function next(step: CalendarStep, day: Day): Day {
  switch (step) {
    case 'week':
      return plusDays(day, 8 - weekdayOf(day));
    case 'month':
      return monthStart(day, 1);
    case 'year':
      return plusYears(`${day.slice(0, 4)}-01-01`, 1);
    case '15min':
    case 'hour':
    case 'day':
      return plusDays(day, 1);
  }
}

/** Puts rows of an answer into their columns; a row before its column's start (the period cut the step) still finds it. */
export function intoColumns<T extends { readonly at: string | null }>(
  rows: readonly T[],
  columns: readonly Column[],
): readonly (readonly T[])[] {
  const found: T[][] = columns.map(() => []);
  for (const row of rows) {
    if (row.at === null) continue;
    const at = Date.parse(row.at);
    // The last column that starts at or before it.
    let low = 0;
    let high = columns.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((columns[middle]?.from ?? Infinity) <= at) low = middle;
      else high = middle - 1;
    }
    found[low]?.push(row);
  }
  return found;
}
