import { daysBetween, monthStart, plusDays, plusYears, weekdayOf, type CityDays } from '../stats/city-days.ts';

/** A mark on a time axis, and how finely it wants to be written. */
export interface TimeTick {
  readonly at: number;
  readonly unit: 'hour' | 'day' | 'month' | 'year';
}

const HOUR_STEPS = [1, 2, 3, 6, 12];
const DAY_STEPS = [1, 2, 7, 14];
const MONTH_STEPS = [1, 2, 3, 6];
const DAY_MS = 86_400_000;

/**
 * Marks for the time from one moment to another, at most `most` of them, on round hours, days, Mondays, months or years
 * of the city's own clock.
 */
export function timeTicks(from: number, to: number, most: number, days: CityDays): readonly TimeTick[] {
  if (!(to > from) || most < 1) return [];
  const span = to - from;
  const within = ({ at }: TimeTick) => at >= from && at <= to;
  const first = days.dayOf(from);
  const last = days.dayOf(to);
  const hours = HOUR_STEPS.find((step) => span / 3_600_000 / step <= most);
  if (hours !== undefined) {
    const ticks: TimeTick[] = [];
    for (let day = first; day <= last; day = plusDays(day, 1)) {
      for (let hour = 0; hour < 24; hour += hours) {
        const at = hour === 0 ? days.startOf(day) : days.at(day, hour * 60);
        // An hour the clock skips would stand where the next one does.
        if (hour > 0 && days.minuteOf(at) !== hour * 60) continue;
        ticks.push({ at, unit: hour === 0 ? 'day' : 'hour' });
      }
    }
    return ticks.filter(within);
  }
  const step = DAY_STEPS.find((one) => span / DAY_MS / one <= most);
  if (step !== undefined) {
    const ticks: TimeTick[] = [];
    // Weeks begin on Mondays; other steps count from the first day, so that a mark stands at the left edge.
    const start = step >= 7 ? plusDays(first, (8 - weekdayOf(first)) % 7) : first;
    for (let day = start; day <= last; day = plusDays(day, step)) ticks.push({ at: days.startOf(day), unit: 'day' });
    return ticks.filter(within);
  }
  const months = daysBetween(first, last) / 30.44;
  const monthStep = MONTH_STEPS.find((one) => months / one <= most);
  const ticks: TimeTick[] = [];
  if (monthStep !== undefined) {
    const january = `${first.slice(0, 4)}-01-01`;
    for (let day = january; day <= last; day = monthStart(day, monthStep)) {
      ticks.push({ at: days.startOf(day), unit: day.slice(5, 7) === '01' ? 'year' : 'month' });
    }
    return ticks.filter(within);
  }
  const yearStep = Math.ceil(months / 12 / most);
  for (let day = `${first.slice(0, 4)}-01-01`; day <= last; day = plusYears(day, yearStep)) {
    ticks.push({ at: days.startOf(day), unit: 'year' });
  }
  return ticks.filter(within);
}
