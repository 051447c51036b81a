import type { Holiday, PlanningSettings } from '../../../contracts/planning.ts';
import { vietnamHolidays } from '../../../contracts/vietnam-holidays.ts';
import { plusDays, type Day } from '../stats/city-days.ts';

/** Days off under one name, first and last. */
export interface HolidaySpan {
  readonly vi: string;
  readonly en: string;
  readonly from: Day;
  readonly to: Day;
}

/** What planners count by, as it is written in the form: holidays as spans. */
export interface PlanningDraft extends Omit<PlanningSettings, 'holidays'> {
  readonly spans: readonly HolidaySpan[];
}

/** Longer ones are a slip of the keyboard. */
const LONGEST_DAYS = 60;

/** Days in their order, joined where they follow each other under one name. */
export function spansOf(holidays: readonly Holiday[]): readonly HolidaySpan[] {
  const spans: HolidaySpan[] = [];
  for (const { date, name } of holidays.toSorted((a, b) => a.date.localeCompare(b.date))) {
    const { vi, en } = typeof name === 'string' ? { vi: name, en: name } : name;
    const last = spans.at(-1);
    if (last && last.vi === vi && last.en === en && plusDays(last.to, 1) === date)
      spans[spans.length - 1] = { ...last, to: date };
    else spans.push({ vi, en, from: date, to: date });
  }
  return spans;
}

/** The days of spans. One that ends before it begins, or is longer than can be, is its first day alone. */
export function daysOfSpans(spans: readonly HolidaySpan[]): readonly Holiday[] {
  return spans.flatMap(({ vi, en, from, to }) => {
    const end = to < from || to > plusDays(from, LONGEST_DAYS) ? from : to;
    const days: Holiday[] = [];
    for (let date = from; date <= end; date = plusDays(date, 1)) days.push({ date, name: { vi, en } });
    return days;
  });
}

/** The public holidays of a year that are not among the spans yet, joined with them in their order. */
export function withOffered(spans: readonly HolidaySpan[], year: number): readonly HolidaySpan[] {
  const days = daysOfSpans(spans);
  const taken = new Set(days.map(({ date }) => date));
  return spansOf([...days, ...vietnamHolidays(year).filter(({ date }) => !taken.has(date))]);
}

/** What is stored, to be written in. */
export function planningDraft({ holidays, ...rest }: PlanningSettings): PlanningDraft {
  return { ...rest, spans: spansOf(holidays) };
}

/** What was written, to be stored. */
export function planningOf({ spans, ...rest }: PlanningDraft): PlanningSettings {
  return { ...rest, holidays: [...daysOfSpans(spans)] };
}
