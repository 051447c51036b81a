import type { FlowAnswer, TimeStep } from '../../../contracts/history.ts';
import { zoneOffsetMs } from './city-time.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Number of the slot a moment of the local calendar falls into, or null for steps that do not recur. */
export function slotAt(by: TimeStep, local: Date, seasonOfMonth: readonly number[]): number | null {
  const weekday = local.getUTCDay() === 0 ? 7 : local.getUTCDay();
  switch (by) {
    case 'hour-of-day':
      return local.getUTCHours();
    case 'weekday':
      return weekday;
    case 'hour-of-week':
      return (weekday - 1) * 24 + local.getUTCHours();
    case 'month-of-year':
      return local.getUTCMonth() + 1;
    case 'season':
      return seasonOfMonth[local.getUTCMonth()] ?? 0;
    case 'none':
    case '15min':
    case 'hour':
    case 'day':
    case 'week':
    case 'month':
    case 'year':
      return null;
  }
}

/** Length of a slot when it occurs once, hours: 1 or 24; months and seasons are told in days. */
function hoursOf(by: TimeStep): number {
  return by === 'hour-of-day' || by === 'hour-of-week' ? 1 : 24;
}

/**
 * How often each slot occurred in a period, parts of one included: hours for slots of an hour, days for weekdays, months
 * and seasons.
 *
 * @param seasonOfMonth season of each month, January first.
 */
export function occurrences(
  by: TimeStep,
  { fromMs, toMs, timeZone }: { readonly fromMs: number; readonly toMs: number; readonly timeZone: string },
  seasonOfMonth: readonly number[] = [],
): FlowAnswer['occurrences'] {
  if (slotAt(by, new Date(0), seasonOfMonth) === null) return [];
  const hours = new Map<number, number>();
  eachHour(fromMs, toMs, timeZone, (local, share) => {
    const slot = slotAt(by, local, seasonOfMonth) ?? 0;
    hours.set(slot, (hours.get(slot) ?? 0) + share);
  });
  return [...hours].map(([slot, total]) => ({ slot, times: total / hoursOf(by) })).sort((a, b) => a.slot - b.slot);
}

/** Calls with each local hour of a period (as if UTC) and the share of it that lies inside. */
export function eachHour(
  fromMs: number,
  toMs: number,
  timeZone: string,
  tell: (local: Date, share: number, atMs: number) => void,
): void {
  let day = Math.floor(fromMs / DAY_MS) * DAY_MS;
  for (; day < toMs; day += DAY_MS) {
    const [first, last] = [zoneOffsetMs(day, timeZone), zoneOffsetMs(day + DAY_MS, timeZone)];
    for (let at = Math.max(day, fromMs); at < Math.min(day + DAY_MS, toMs);) {
      const offset = first === last ? first : zoneOffsetMs(at, timeZone);
      const next = Math.min((Math.floor((at + offset) / HOUR_MS) + 1) * HOUR_MS - offset, day + DAY_MS, toMs);
      tell(new Date(at + offset), (next - at) / HOUR_MS, at);
      at = next;
    }
  }
}
