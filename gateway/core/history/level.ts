import type { TimeStep } from '../../../contracts/history.ts';
import { hasWholeHours, startsDay } from './city-time.ts';

/** Length of the buckets a question is answered from. */
export type Level = '15min' | 'hourly' | 'daily';

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const FINEST: Readonly<Record<TimeStep, Level>> = {
  none: 'daily',
  '15min': '15min',
  hour: 'hourly',
  day: 'daily',
  week: 'daily',
  month: 'daily',
  year: 'daily',
  'hour-of-day': 'hourly',
  weekday: 'daily',
  'hour-of-week': 'hourly',
  'month-of-year': 'daily',
  season: 'daily',
};
/** Shortest length of a step that follows the calendar. */
const LENGTH_MS: Readonly<Partial<Record<TimeStep, number>>> = {
  '15min': QUARTER_MS,
  hour: HOUR_MS,
  day: 23 * HOUR_MS,
  week: 167 * HOUR_MS,
  month: 671 * HOUR_MS,
  year: 8_759 * HOUR_MS,
};

/** The longest buckets that answer exactly: their ends fall on the period's and on the steps'. */
export function levelFor(by: TimeStep, fromMs: number, toMs: number, timeZone: string): Level {
  const wanted = FINEST[by];
  if (wanted === 'daily' && startsDay(fromMs, timeZone) && startsDay(toMs, timeZone)) return 'daily';
  if (wanted === '15min') return '15min';
  const onHours = fromMs % HOUR_MS === 0 && toMs % HOUR_MS === 0;
  return onHours && hasWholeHours(fromMs, toMs, timeZone) ? 'hourly' : '15min';
}

/** How many steps of the calendar a period has at most; 1 for steps that recur. */
export function stepCount(by: TimeStep, fromMs: number, toMs: number): number {
  const length = LENGTH_MS[by];
  return length === undefined ? 1 : Math.ceil((toMs - fromMs) / length);
}

/** Whether a moment is on a quarter of an hour: the finest sums. */
export function onQuarter(atMs: number): boolean {
  return atMs % QUARTER_MS === 0;
}

/** Whether a moment is on a full hour, where sums have no finer ends. */
export function onHour(atMs: number): boolean {
  return atMs % HOUR_MS === 0;
}
