import type { RuleCondition } from '../../contracts/rules.ts';
import { FEWEST_WEEKS } from './deviation.ts';
import { localDate, localTime } from './hours.ts';

type UsualCondition = Extract<RuleCondition, { kind: 'sensor-usual' }>;

/** What is usual in an hour of the week: median, a standard deviation told robustly, and how many hours it is known from. */
export type UsualHour = { readonly usual: number; readonly spread: number; readonly weeks: number };

/** What is usual at sensors, by sensor and hour of the week (0: Monday 00:00 … 167); holidays count as Sundays. */
export type SensorUsual = {
  readonly bySensor: ReadonlyMap<string, ReadonlyMap<number, UsualHour>>;
  /** Days of the city's calendar, `2026-02-17`. */
  readonly holidays: ReadonlySet<string>;
};

/** Nothing is learned yet. */
export const NOTHING_USUAL: SensorUsual = { bySensor: new Map(), holidays: new Set() };

const SUNDAY = 7;
/** It is over when the value has come back half of the way. */
const BACK = 0.5;

/** From where on a value is unlike the usual of its hour, and up to where it must come back; null: too little is learned. */
export function usualLimits(
  { side, spreads, atLeast }: UsualCondition,
  sensorId: string,
  atMs: number,
  { bySensor, holidays }: SensorUsual,
  timeZone: string,
): { readonly limit: number; readonly clearAt: number; readonly hour: UsualHour } | null {
  const hour = bySensor.get(sensorId)?.get(slotOf(atMs, holidays, timeZone));
  if (!hour || hour.weeks < FEWEST_WEEKS) return null;
  const away = Math.max(spreads * hour.spread, atLeast) * (side === 'above' ? 1 : -1);
  return { limit: hour.usual + away, clearAt: hour.usual + BACK * away, hour };
}

function slotOf(atMs: number, holidays: ReadonlySet<string>, timeZone: string): number {
  const { weekday, minute } = localTime(atMs, timeZone);
  const day = holidays.size > 0 && holidays.has(localDate(atMs, timeZone)) ? SUNDAY : weekday;
  return (day - 1) * 24 + Math.floor(minute / 60);
}
