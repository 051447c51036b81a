const DAY_MS = 86_400_000;

/** A day of the calendar, "2026-11-25": no time zone, no hour. */
export type Day = string;

/** Reads "2026-11-25"; null when there is no such day. */
export function parseDay(text: string | null | undefined): Day | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) && Number(text.slice(0, 4)) >= 1970
    ? text
    : null;
}

/** The day so many days later; negative: earlier. */
export function plusDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The first of the month so many months later. */
export function monthStart(day: Day, months = 0): Day {
  const [year = 1970, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

/** The same day so many years later; the 29th of February becomes the 28th. */
export function plusYears(day: Day, years: number): Day {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year + years, month, 0)).getUTCDate();
  return new Date(Date.UTC(year + years, month - 1, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Days from one to the other. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(day: Day): number {
  return ((new Date(day).getUTCDay() + 6) % 7) + 1;
}

/** The calendar of a time zone, daylight saving included. Making one is dear: keep it. */
export interface CityDays {
  /** The day it is at a moment. */
  readonly dayOf: (at: number) => Day;
  /** Minutes past midnight by the clock on the wall. */
  readonly minuteOf: (at: number) => number;
  /** When a day begins, ms; where the clock skips midnight, the first moment of the day. */
  readonly startOf: (day: Day) => number;
  /** The moment when the wall shows this time of a day. */
  readonly at: (day: Day, minute: number) => number;
}

/** Makes the calendar of an IANA time zone. */
export function cityDays(timeZone: string): CityDays {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  /** The wall's time as if it were UTC. */
  const wall = (at: number): number => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
  const moment = (wanted: number): number => {
    // The offset before and after a change of the clock differ: the guess with one is tried with the other.
    const first = wanted - (wall(wanted) - wanted);
    const second = wanted - (wall(first) - first);
    if (wall(second) === wanted) return second;
    return wall(first) === wanted ? first : Math.max(first, second);
  };
  return {
    dayOf: (at) => new Date(wall(at)).toISOString().slice(0, 10),
    minuteOf: (at) => Math.floor((wall(at) % DAY_MS) / 60_000),
    startOf: (day) => moment(Date.parse(day)),
    at: (day, minute) => moment(Date.parse(day) + minute * 60_000),
  };
}
