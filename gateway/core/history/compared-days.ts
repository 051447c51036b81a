import type { Figure } from '../../../contracts/history.ts';
import { localDay, startOfDay } from './city-time.ts';
import type { ComparedDay } from './compare-days.ts';
import { MOST_UNKNOWN, type Watch } from './figures.ts';

const DAY_MS = 86_400_000;
/** Days of which less was watched are left out. */
const ENOUGH_WATCHED = 0.5;

/** Days of a period that can be compared, and how many cannot. */
export type ComparableDays = {
  readonly days: readonly ComparedDay[];
  readonly tooDark: number;
  readonly holidays: number;
  /** Not over yet, or not told yet. */
  readonly open: number;
};

/**
 * Whole days of a period with what was probably there. A day on which nothing stood in service, or of which too little was
 * watched to say what was missed, is no day on which nothing happened.
 *
 * @param figures of days that counted or missed anything, by date.
 * @param watchOf how much of a day was watched, by its first moment; `untold`: nobody gives an account, all days count.
 */
export function comparedDays(
  { from, to }: { readonly from: Date; readonly to: Date },
  {
    figures,
    watchOf,
    toldUntilMs,
    firstMs,
    holidays,
    timeZone,
  }: {
    readonly figures: ReadonlyMap<string, Figure>;
    readonly watchOf: ((atMs: number) => Watch | null) | 'untold';
    readonly toldUntilMs: number;
    /** Since when there are data. */
    readonly firstMs: number;
    readonly holidays: ReadonlySet<string>;
    readonly timeZone: string;
  },
): ComparableDays {
  const days: ComparedDay[] = [];
  let [tooDark, left, open] = [0, 0, 0];
  const [first, end] = [localDay(firstMs, timeZone), localDay(to.getTime(), timeZone)];
  for (let day = localDay(from.getTime(), timeZone); day < end; day = dayAfter(day)) {
    if (day < first) continue;
    const figure = figures.get(day);
    if (startOfDay(dayAfter(day), timeZone) > toldUntilMs) open += 1;
    else if (holidays.has(day)) left += 1;
    else if (watchOf !== 'untold' && isTooDark(watchOf(startOfDay(day, timeZone)))) tooDark += 1;
    else {
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
      days.push({ day, weekday: weekday === 0 ? 7 : weekday, value: figure?.estimated ?? figure?.counted ?? 0 });
    }
  }
  return { days, tooDark, holidays: left, open };
}

function isTooDark(watch: Watch | null): boolean {
  if (watch === null || watch.inService <= 0) return true;
  return watch.missing > (1 - ENOUGH_WATCHED) * watch.inService || watch.unknown > MOST_UNKNOWN * watch.inService;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}
