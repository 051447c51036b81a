import type { SensorSeriesAnswer } from '../../../contracts/history-sensors.ts';
import { localDay, zoneOffsetMs } from './city-time.ts';
import { slotAt } from './occurrences.ts';

/** What is learned of one hour of the week at a sensor. */
export type LearnedHour = {
  readonly slot: number;
  readonly weeks: number;
  readonly usual: number;
  readonly low: number;
  readonly high: number;
  readonly spread: number;
};

type Point = SensorSeriesAnswer['points'][number];

/** As rules have it: fewer hours tell nothing of what is usual. */
const FEWEST_WEEKS = 4;
const SUNDAY_FIRST_SLOT = 144;
const HOURS_OF_DAY = 24;
const WELL_READ = 0.5;
const SPREADS = 3;

/** Says what is usual at each point, and which points are not. Holidays are compared with Sundays. */
export function withUsual(
  points: readonly Omit<Point, 'usual' | 'unlike'>[],
  learned: readonly LearnedHour[],
  holidays: ReadonlySet<string>,
  timeZone: string,
): Point[] {
  const bySlot = new Map(learned.filter(({ weeks }) => weeks >= FEWEST_WEEKS).map((hour) => [hour.slot, hour]));
  return points.map((point) => {
    const hour = bySlot.size === 0 ? undefined : bySlot.get(slotOfWeek(Date.parse(point.at), holidays, timeZone));
    if (!hour) return { ...point, usual: null, unlike: null };
    const { usual, low, high } = hour;
    return { ...point, usual: { usual, low, high }, unlike: unlike(point, hour) };
  });
}

function unlike(
  { mean, observed }: Pick<Point, 'mean' | 'observed'>,
  { usual, low, high, spread }: LearnedHour,
): Point['unlike'] {
  if (mean === null || observed < WELL_READ || (mean >= low && mean <= high)) return null;
  if (Math.abs(mean - usual) < Math.max(SPREADS * spread, high - low)) return null;
  return mean > usual ? 'above' : 'below';
}

function slotOfWeek(at: number, holidays: ReadonlySet<string>, timeZone: string): number {
  const slot = slotAt('hour-of-week', new Date(at + zoneOffsetMs(at, timeZone)), []) ?? 0;
  return holidays.has(localDay(at, timeZone)) ? SUNDAY_FIRST_SLOT + (slot % HOURS_OF_DAY) : slot;
}
