import { dayOfLunar } from '../../contracts/lunar-calendar.ts';
import { chance } from './chance.ts';

const DAY_MS = 86_400_000;

/** A day as traffic and weather know it. */
export type DayFacts = {
  /** `2026-02-17` */
  readonly date: string;
  /** 1 (Monday) to 7 */
  readonly weekday: number;
  /** 0 far from Tết, else what part of the usual traffic there is; above 1 in the week before. */
  readonly tet: number | null;
  /** Millimetres of rain. */
  readonly rainMm: number;
  /** 1..12 */
  readonly month: number;
};

/** What is known of a day of the city's calendar. */
export function dayFacts(date: string): DayFacts {
  const at = Date.parse(`${date}T00:00:00Z`);
  const month = Number(date.slice(5, 7));
  const wet = [0.12, 0.16, 0.22, 0.3, 0.42, 0.5, 0.52, 0.5, 0.4, 0.26, 0.16, 0.1][month - 1] ?? 0.2;
  const rains = chance(`rain ${date}`) < wet;
  const heavy = month >= 5 && month <= 9 ? 38 : 9;
  return {
    date,
    weekday: ((new Date(at).getUTCDay() + 6) % 7) + 1,
    tet: tetFactor(at),
    rainMm: rains ? Math.round(heavy * chance(`how much ${date}`) ** 2 * 10) / 10 : 0,
    month,
  };
}

/** Streets are full in the week before Tết and empty in the days of it. */
function tetFactor(at: number): number | null {
  const first = dayOfLunar(new Date(at).getUTCFullYear(), 1, 1);
  const days = Math.round((at - Date.parse(`${first}T00:00:00Z`)) / DAY_MS);
  if (days >= -7 && days <= -2) return 1.35;
  if (days === -1) return 0.8;
  if (days >= 0 && days <= 3) return 0.3;
  if (days >= 4 && days <= 6) return 0.65;
  return null;
}
