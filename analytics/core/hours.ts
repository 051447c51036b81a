import type { Hours } from '../../contracts/rules.ts';

/** A moment as the clocks and calendars of a zone show it. */
type LocalTime = {
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
  /** Minutes since local midnight by the clock on the wall, 0..1439. */
  readonly minute: number;
};

const formats = new Map<string, Intl.DateTimeFormat>();
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** What the clock on the wall and the calendar of `timeZone` (IANA name) show at a moment (epoch milliseconds). */
export function localTime(atMs: number, timeZone: string): LocalTime {
  let format = formats.get(timeZone);
  if (!format) {
    // Making a format costs a hundred times what using it costs.
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  let weekday = 0;
  let minute = 0;
  for (const { type, value } of format.formatToParts(atMs)) {
    if (type === 'weekday') weekday = WEEKDAYS.indexOf(value) + 1;
    if (type === 'hour') minute += Number(value) * 60;
    if (type === 'minute') minute += Number(value);
  }
  return { weekday, minute };
}

const dates = new Map<string, Intl.DateTimeFormat>();

/** The day of the calendar of `timeZone` at a moment, `2026-02-17`. */
export function localDate(atMs: number, timeZone: string): string {
  let format = dates.get(timeZone);
  if (!format) {
    // Sweden writes days as ISO 8601 does.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    dates.set(timeZone, format);
  }
  return format.format(atMs);
}

/**
 * Whether a rule is awake at a moment: by the clock on the wall, `from` included and `to` not. A span over midnight
 * belongs to the day on which it begins; `from` equal to `to` is 24 hours from `from` on. null: always awake.
 */
export function awake(hours: Hours | null, atMs: number, timeZone: string): boolean {
  if (!hours) return true;
  const { weekday, minute } = localTime(atMs, timeZone);
  const from = minuteOfDay(hours.from);
  const to = minuteOfDay(hours.to);
  const today = hours.days.includes(weekday);
  const yesterday = hours.days.includes(weekday === 1 ? 7 : weekday - 1);
  if (from < to) return today && minute >= from && minute < to;
  return (today && minute >= from) || (yesterday && minute < to);
}

function minuteOfDay(timeOfDay: string): number {
  const [hour = '0', minute = '0'] = timeOfDay.split(':');
  return Number(hour) * 60 + Number(minute);
}
