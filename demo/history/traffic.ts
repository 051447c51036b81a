import { chance } from './chance.ts';
import type { DayFacts } from './calendar.ts';

/** A line at a junction over which vehicles come and go: an arm of it. */
export type Arm = { readonly zoneId: string; readonly weight: number };

/** A junction that one camera watches. */
export type Junction = {
  readonly cameraId: string;
  readonly arms: readonly Arm[];
  /** Journeys through it on a plain working day. */
  readonly perDay: number;
};

/** Part of the traffic by class. */
export const CLASS_SHARES = [
  { class: 'motorcycle', share: 0.66 },
  { class: 'car', share: 0.22 },
  { class: 'truck', share: 0.05 },
  { class: 'bus', share: 0.03 },
  { class: 'bicycle', share: 0.04 },
] as const;

const WORKDAY = [4, 2, 2, 3, 8, 25, 62, 98, 80, 58, 55, 62, 60, 50, 52, 60, 78, 100, 76, 55, 42, 30, 18, 9];
const WEEKEND = [6, 4, 3, 3, 6, 15, 32, 48, 58, 62, 64, 66, 58, 50, 52, 58, 66, 72, 74, 70, 58, 42, 25, 13];
const WHOLE = WORKDAY.reduce((sum, part) => sum + part, 0);

/** Journeys that are to be expected in an hour of a day, 0..23 by the city's clock, of one class and way. */
export function expectedJourneys(
  { perDay, arms }: Junction,
  day: DayFacts,
  hour: number,
  way: { readonly from: number; readonly to: number; readonly class: (typeof CLASS_SHARES)[number] },
): number {
  const [origin, destination] = [arms[way.from], arms[way.to]];
  if (origin === undefined || destination === undefined || way.from === way.to) return 0;
  const others = arms.reduce((sum, arm, at) => (at === way.from ? sum : sum + arm.weight), 0);
  const profile = day.weekday >= 6 ? WEEKEND : WORKDAY;
  const wet = day.rainMm > 10 ? 0.75 : day.rainMm > 0 ? 0.92 : 1;
  const exposed = way.class.class === 'motorcycle' || way.class.class === 'bicycle';
  // Lorries keep out of the centre in rush hours.
  const lorry = way.class.class === 'truck' && (hour === 7 || hour === 17) ? 0.3 : 1;
  const spread = 0.93 + 0.14 * chance(`${day.date} all`);
  return (
    perDay *
    origin.weight *
    (destination.weight / others) *
    way.class.share *
    ((profile[hour] ?? 0) / WHOLE) *
    (exposed ? wet : 1) *
    lorry *
    (day.tet ?? 1) *
    spread
  );
}

/** What part of an hour a camera really watched: nearly all, but for stated breaks. */
export function watchedShare(cameraId: string, day: DayFacts, hour: number): number {
  if (inOutage(cameraId, day, hour)) return 0;
  const storm = day.rainMm > 20 && hour >= 14 && hour <= 18 ? 0.7 : 1;
  return (
    storm * (chance(`${cameraId} ${day.date} ${hour}`) < 0.03 ? 0.6 : 0.985 + 0.015 * chance(`${day.date} ${hour}`))
  );
}

/** A cut cable in March at each third camera for three days, and a black-out of the whole city on an evening in August. */
function inOutage(cameraId: string, { date }: DayFacts, hour: number): boolean {
  const monthDay = date.slice(5);
  if (monthDay === '08-14' && hour >= 18 && hour <= 22) return true;
  const isCut = monthDay >= '03-10' && monthDay <= '03-12';
  return isCut && chance(`cable ${cameraId}`) < 0.34;
}
