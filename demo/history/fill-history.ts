import type { Database } from '../../store/database.ts';
import {
  fillAlerts,
  fillCoverage,
  fillJourneys,
  fillReadings,
  fillStays,
  markSimulated,
  openHistory,
  type JourneyHour,
  type PastReading,
  type StayHour,
  type WatchedHour,
} from '../../store/history-fill.ts';
import { refreshGaps } from '../../store/gap-refresh.ts';
import { readPlanningSettings } from '../../store/planning-settings.ts';
import { ROLLUPS } from '../../store/rollup-definitions.ts';
import { sayCaughtUp } from '../../store/rollup-freshness.ts';
import { countHistory, putInService } from '../../store/history-places.ts';
import { putPastPace } from '../../store/sensor-paces.ts';
import { sumHistory } from '../../store/history-sums.ts';
import { SENSOR_PLACES } from '../city/places.ts';
import { daysBetween, hourAt, JUNCTIONS, PAST_CAMERAS, squareOf, walksAt, type QuietPath } from './city-past.ts';
import { alertsOf, type AlertPlaces } from './past-alerts.ts';
import { sensorValue } from './weather.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const DAYS_AT_ONCE = 7;
const MONTH_MS = 30 * DAY_MS;
const READINGS_AN_HOUR = 4;
/** The usual is learned from twelve weeks. */
const PATH_DAYS = 85;

/** What a past is made for. */
export type PastOrder = {
  readonly days: number;
  readonly now: Date;
  readonly timeZone: string;
  /** Hours by which the zone's clock is ahead of UTC; the demo's zone has no summer time. */
  readonly offsetH: number;
  readonly alerts: AlertPlaces;
  /** Paths of cameras that watch now. They have a past of the weeks from which the usual is learned. */
  readonly paths: readonly QuietPath[];
  /** Area stamped on what happened at a place at a moment; null: none. */
  readonly areaOf: (deviceId: string, at: number) => string | null;
  /** 0..1 */
  readonly onProgress: (share: number, what: string) => void;
};

/** What was put in. */
export type PastCounts = { readonly observations: number; readonly alerts: number };

/**
 * Fills a database with a past up to last midnight: traffic at junctions, people, sensors, alerts, coverage with breaks.
 * The same order gives the same counts. A past that is there already is left as it is.
 *
 * @returns null when there is one already
 */
export async function fillHistory(database: Database, order: PastOrder): Promise<PastCounts | null> {
  if ((await countHistory(database)) > 0) return null;
  const { days, offsetH, timeZone, areaOf, onProgress } = order;
  const today = new Date(order.now.getTime() + offsetH * HOUR_MS).toISOString().slice(0, 10);
  const first = new Date(Date.parse(`${today}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
  const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`) - offsetH * HOUR_MS;
  const from = new Date(midnight(first));
  const to = new Date(midnight(today));
  const all = daysBetween(first, today);
  const pathsFrom = Math.max(from.getTime(), to.getTime() - PATH_DAYS * DAY_MS);
  let observations = 0;
  let alerts = 0;

  await openHistory(database, timeZone);
  await putInService(
    database,
    order.paths.map(({ cameraId }) => ({
      cameraId,
      areaId: areaOf(cameraId, pathsFrom),
      from: new Date(pathsFrom),
      to,
    })),
  );
  await putInService(
    database,
    PAST_CAMERAS.flatMap(({ id }) =>
      spansOf(
        all.map(({ date }) => midnight(date)),
        to.getTime(),
        (at) => areaOf(id, at),
      ).map((span) => ({ cameraId: id, ...span })),
    ),
  );
  const sensorIds = SENSOR_PLACES.map(({ id }) => id);
  await putPastPace(database, sensorIds, { to, everyS: 3600 / READINGS_AN_HOUR });
  for (let at = 0; at < all.length; at += DAYS_AT_ONCE) {
    const journeys: JourneyHour[] = [];
    const stays: StayHour[] = [];
    const watched: WatchedHour[] = [];
    const readings: PastReading[] = [];
    const past = [];
    for (const [offset, day] of all.slice(at, at + DAYS_AT_ONCE).entries()) {
      const start = midnight(day.date);
      const wetMm = all
        .slice(Math.max(0, at + offset - 5), at + offset + 1)
        .reduce((sum, { rainMm }) => sum + rainMm, 0);
      for (let hour = 0; hour < 24; hour++) {
        const hourStart = start + hour * HOUR_MS;
        for (const junction of JUNCTIONS) {
          const { cameraId } = junction;
          const shared = { at: hourStart, cameraId, areaId: areaOf(cameraId, hourStart) };
          const happened = hourAt(junction, day, hour);
          watched.push({ ...shared, share: happened.share });
          for (const journey of happened.journeys) journeys.push({ ...shared, ...journey });
          if (happened.stays > 0)
            stays.push({ ...shared, zoneId: squareOf(cameraId), count: happened.stays, medianS: happened.medianS });
        }
        for (const path of hourStart < pathsFrom ? [] : order.paths) {
          const { cameraId, lineId } = path;
          const shared = { at: hourStart, cameraId, areaId: areaOf(cameraId, hourStart) };
          watched.push({ ...shared, share: 1 });
          const count = walksAt(path, day, hour);
          if (count > 0)
            journeys.push({ ...shared, fromZoneId: lineId, toZoneId: lineId, class: 'person', count, speedKmh: null });
        }
        for (const { id, quantity } of SENSOR_PLACES) {
          for (let n = 0; n < READINGS_AN_HOUR; n++) {
            const time = hour + n / READINGS_AN_HOUR;
            const value = sensorValue(quantity, id, day, time, wetMm);
            readings.push({ at: start + time * HOUR_MS, sensorId: id, areaId: areaOf(id, hourStart), value });
          }
        }
      }
      past.push(...alertsOf(day, start, order.alerts));
    }
    observations += await fillJourneys(database, journeys, to);
    observations += await fillStays(database, stays, to);
    await fillCoverage(database, watched);
    await fillReadings(database, readings);
    alerts += await fillAlerts(database, past);
    onProgress((0.7 * Math.min(all.length, at + DAYS_AT_ONCE)) / all.length, 'a past, day by day');
  }
  await sumAll(database, { from, to, timeZone }, (share) => onProgress(0.7 + 0.25 * share, 'its sums'));
  await accountForAll(database, order, (share) => onProgress(0.95 + 0.05 * share, 'what was not watched'));
  const devices = [
    ...[...PAST_CAMERAS, ...SENSOR_PLACES, ...order.alerts.cameras].map(({ id }) => id),
    ...order.paths.map(({ cameraId }) => cameraId),
  ];
  await markSimulated(database, { from, to }, [...new Set(devices)]);
  return { observations, alerts };
}

/** Sums what was filled in, a month of each roll-up at a time. */
export async function sumAll(
  database: Database,
  { from, to, timeZone }: { readonly from: Date; readonly to: Date; readonly timeZone: string },
  onProgress: (share: number) => void,
): Promise<void> {
  const parts = Math.ceil((to.getTime() - from.getTime()) / MONTH_MS);
  for (const [done, definition] of ROLLUPS.entries()) {
    for (let part = 0; part < parts; part++) {
      const start = new Date(from.getTime() + part * MONTH_MS);
      const end = new Date(Math.min(to.getTime(), start.getTime() + MONTH_MS));
      await sumHistory(database, definition, { from: start, to: end, timeZone });
      onProgress((done + (part + 1) / parts) / ROLLUPS.length);
    }
  }
}

/** Tells what was not watched and missed by that, so that pages say it from the first moment. */
async function accountForAll(
  database: Database,
  { now, timeZone }: Pick<PastOrder, 'now' | 'timeZone'>,
  onProgress: (share: number) => void,
): Promise<void> {
  for (const rollup of ['observation', 'coverage'] as const) await sayCaughtUp(database, rollup, now);
  const { holidays } = await readPlanningSettings(database);
  const calendar = { timeZone, holidays: holidays.map(({ date }) => date) };
  await refreshGaps(database, calendar, new AbortController().signal, {
    daysAtOnce: DAYS_AT_ONCE,
    told: (done, all) => onProgress(done / all),
  });
}

/** Times of one area each: boundaries change. @param days starts of days, epoch milliseconds, one after the other */
function spansOf(days: readonly number[], endMs: number, areaOf: (atMs: number) => string | null) {
  const changes = days.filter((day, i) => i === 0 || areaOf(day) !== areaOf(days[i - 1] ?? day));
  return changes.map((from, i) => ({
    areaId: areaOf(from),
    from: new Date(from),
    to: new Date(changes[i + 1] ?? endMs),
  }));
}
