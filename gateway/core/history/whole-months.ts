import type { TimeStep } from '../../../contracts/history.ts';
import { localDay, startOfDay } from './city-time.ts';

/** Steps that months of the calendar add up to. */
const OF_MONTHS: ReadonlySet<TimeStep> = new Set(['none', 'month', 'year', 'month-of-year', 'season']);

/** The whole months of the zone's calendar within a period, where steps are made of months; null: there are none. */
export function wholeMonths(
  by: TimeStep,
  { from, to }: { readonly from: Date; readonly to: Date },
  timeZone: string,
): { readonly from: Date; readonly to: Date } | null {
  if (!OF_MONTHS.has(by)) return null;
  const firstDay = localDay(from.getTime(), timeZone);
  const first = monthStart(firstDay, firstDay.endsWith('-01') ? 0 : 1);
  const after = monthStart(localDay(to.getTime(), timeZone), 0);
  if (first >= after) return null;
  return { from: new Date(startOfDay(first, timeZone)), to: new Date(startOfDay(after, timeZone)) };
}

/** First day of the month of a day, or so many months later. */
function monthStart(day: string, later: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + later, 1)).toISOString().slice(0, 10);
}
