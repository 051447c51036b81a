import type { Figure } from '../../../contracts/history.ts';
import type { TimeTick } from '../charts/time-ticks.ts';
import type { Column } from '../charts/time-layout.ts';
import type { Language } from '../text/dictionary.ts';
import type { Format } from '../text/format.ts';
import type { StatsTexts } from '../text/stats.ts';
import { weekdayOf, type CityDays, type Day } from './city-days.ts';
import type { CalendarStep } from './columns.ts';
import { daysOf, type Period } from './period.ts';

/** Numbers and days in the manner of one language, as charts and tables need them. */
export interface StatsFormat {
  /** 12300 → "12,3 N" (vi), "12.3K" (en): for narrow cells. */
  readonly short: (value: number) => string;
  /** Beside an axis: whole as long as there is room. */
  readonly axis: (value: number) => string;
  /** 0.834 → "83 %"; what is not quite nothing or all does not become it. */
  readonly percent: (share: number) => string;
  /** "+12 %", "−3 %" */
  readonly change: (share: number) => string;
  /** Counts whole; car units with a decimal while they are few. */
  readonly amount: (value: number) => string;
  /** "25/11/2026" */
  readonly day: (day: Day) => string;
  /** "Th 4, 25/11/2026" */
  readonly weekday: (day: Day) => string;
  /** "tháng 11/2026", "19/11/2026 – 25/11/2026" */
  readonly period: (period: Period) => string;
  /** What a column of a chart stands for. */
  readonly column: (column: Column, step: CalendarStep) => string;
  readonly tick: (tick: TimeTick) => string;
  /** "quan sát 83 %, ước tính 1.490 ± 60" */
  readonly honesty: (figure: Figure) => string;
}

const LOCALE: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB' };

/** Makes the formats of a language; keep them, they are dear. */
export function createStatsFormat(language: Language, s: StatsTexts, f: Format, days: CityDays): StatsFormat {
  const compact = new Intl.NumberFormat(LOCALE[language], { notation: 'compact', maximumSignificantDigits: 3 });
  const day = (of: Day) => of.split('-').reverse().join('/');
  const short = (of: Day) => day(of).slice(0, 5);
  const weekday = (of: Day) => `${s.overview.dayNames[weekdayOf(of)] ?? ''}, ${day(of)}`;
  const percent = (share: number) => {
    const whole = Math.round(share * 100);
    const digits = (whole === 100 && share < 1) || (whole === 0 && share > 0) ? 1 : 0;
    const shown = digits === 1 && share < 1 ? Math.floor(share * 1000) / 10 : share * 100;
    return `${f.number(shown, digits)} %`;
  };
  const amount = (value: number) => f.number(value, Math.abs(value) < 100 && !Number.isInteger(value) ? 1 : 0);
  return {
    short: (value) => (Math.abs(value) < 1000 ? amount(value) : compact.format(value)),
    axis: (value) => (Math.abs(value) >= 1e6 ? compact.format(value) : f.number(value, 2)),
    percent,
    change: (share) => {
      const size = f.number(Math.abs(share) * 100, Math.abs(share) < 0.1 ? 1 : 0);
      // Neither more nor less.
      return size === '0' ? '0 %' : `${share < 0 ? '−' : '+'}${size} %`;
    },
    amount,
    day,
    weekday,
    period: (period) => {
      switch (period.kind) {
        case 'day':
          return weekday(period.day);
        case 'month':
          return s.period.monthOf(String(Number(period.day.slice(5, 7))), period.day.slice(0, 4));
        case 'year':
          return s.period.yearOf(period.day.slice(0, 4));
        case 'week':
        case 'own': {
          const { from, to } = daysOf(period);
          return from.slice(0, 4) === to.slice(0, 4)
            ? s.period.range(short(from), day(to))
            : s.period.range(day(from), day(to));
        }
      }
    },
    column: ({ from, to }, step) => {
      const first = days.dayOf(from);
      const last = days.dayOf(to - 1);
      switch (step) {
        case '15min':
        case 'hour':
          return `${weekday(first)}, ${f.hourMinute(from)}–${f.hourMinute(to)}`;
        case 'day':
          return weekday(first);
        case 'week':
          return s.period.range(short(first), day(last));
        case 'month':
          return s.period.monthOf(String(Number(first.slice(5, 7))), first.slice(0, 4));
        case 'year':
          return s.period.yearOf(first.slice(0, 4));
      }
    },
    tick: ({ at, unit }) => {
      const of = days.dayOf(at);
      switch (unit) {
        case 'hour':
          return f.hourMinute(at);
        case 'day':
          return short(of);
        case 'month':
          return s.overview.monthShort(String(Number(of.slice(5, 7))));
        case 'year':
          return of.slice(0, 4);
      }
    },
    honesty: ({ observed, estimated, plusMinus }) => {
      const seen = observed === null ? s.figure.unobserved : s.figure.observed(percent(observed));
      if (estimated === null) return observed !== null && observed < 1 ? `${seen}, ${s.figure.noEstimate}` : seen;
      // Everything was watched: then the count is the estimate.
      if (observed === 1 && !plusMinus) return seen;
      const value = amount(Math.round(estimated));
      return `${seen}, ${plusMinus === null ? s.figure.estimatedOnly(value) : s.figure.estimated(value, amount(Math.ceil(plusMinus)))}`;
    },
  };
}
