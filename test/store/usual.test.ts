import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../store/database.ts';
import { WHOLE_CITY, scopeOf } from '../../store/scope.ts';
import { readUsual, type UsualHour } from '../../store/history/usual.ts';
import { refreshUsual } from '../../store/usual-refresh.ts';
import { usualOfSensors } from '../../store/usual-sensors.ts';
import { migratedDatabase } from '../support/database.ts';
import { insertSums } from './insert-sums.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const START = Date.parse('2026-01-04T17:00:00Z'); // Monday, midnight in Vĩnh Yên
const HOUR_MS = 3_600_000;
const WEEK = 168;
const calendar = (...holidays: readonly string[]) => ({ timeZone: ZONE, holidays });
const at = (hour: number): Date => new Date(START + hour * HOUR_MS);
const patience = (): AbortSignal => new AbortController().signal;
/** Monday, eight in the morning. */
const EIGHT = 8;

let database: Database;
beforeAll(async () => {
  ({ database } = await migratedDatabase());
});
beforeEach(async () => {
  await database.query(`truncate observation_hourly_packed, service_span, gap_hourly, gap_account, usual_account, usual_watched,
    usual_count, known_place`);
  await database.query(
    "insert into known_place (kind, id, name, camera_id, first_at) values ('line', 'line', 'L', 'cam', $1)",
    [at(0)],
  );
  await database.query("insert into service_span (camera_id, area_id, from_at) values ('cam', 'ward', $1)", [at(0)]);
});

/** So many of a class cross the line in an hour after the start. */
async function crossed(...hours: readonly (readonly [hour: number, thing: string | null, count: number])[]) {
  await insertSums(
    database,
    `insert into observation_hourly (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum)
     select at, 'crossed', 'cam', 'line', class, 'forward', 'ward', n, 0, 0
       from unnest($1::timestamptz[], $2::text[], $3::int[]) h(at, class, n)`,
    [hours.map(([hour]) => at(hour)), hours.map(([, thing]) => thing), hours.map(([, , count]) => count)],
  );
}
async function dark(...hours: readonly number[]): Promise<void> {
  await database.query(
    `insert into gap_hourly (bucket, camera_id, area_id, in_service, watched, known)
     select at, 'cam', 'ward', 60, 10, true from unnest($1::timestamptz[]) at`,
    [hours.map(at)],
  );
}
async function gapsToldUntil(hour: number): Promise<void> {
  await database.query(
    `insert into gap_account (until, renewed_at) values ($1, $1)
     on conflict (one) do update set until = excluded.until`,
    [at(hour)],
  );
}
const mondays = (n: number): readonly number[] => Array.from({ length: n }, (_, week) => week * WEEK + EIGHT);
async function usualAt(slot: number, thing: string | null = null): Promise<UsualHour | undefined> {
  const hours = await readUsual(database, { zoneId: 'line', what: 'crossed', thing, scope: WHOLE_CITY });
  return hours.find((hour) => hour.slot === slot);
}

test('the usual is the median of the watched hours, all classes together and each by itself', async () => {
  const counts = [20, 22, 18, 25, 19];
  await crossed(
    ...mondays(5).flatMap((hour, week) => [
      [hour, 'car', counts[week] ?? 0] as const,
      [hour, 'bus', 2] as const,
      [hour, null, 1] as const,
    ]),
  );
  await gapsToldUntil(5 * WEEK);
  expect(await refreshUsual(database, calendar(), patience())).toEqual(at(5 * WEEK));
  expect(await usualAt(EIGHT)).toMatchObject({ usual: 23, weeks: 5 });
  expect(await usualAt(EIGHT, 'car')).toMatchObject({
    usual: 20,
    low: expect.closeTo(18.2),
    spread: expect.closeTo(1.4826 * 2),
  });
  expect(await usualAt(EIGHT, 'bus')).toMatchObject({ usual: 2, spread: 0 });
  const entered = await readUsual(database, { zoneId: 'line', what: 'entered', thing: null, scope: WHOLE_CITY });
  expect(entered.find(({ slot }) => slot === EIGHT)).toMatchObject({ usual: 0, weeks: 5 });
  // Nothing was ever counted then: that too is known.
  expect(await usualAt(EIGHT + 1)).toEqual({ slot: 9, usual: 0, low: 0, high: 0, spread: 0, weeks: 5 });
});

test('one extraordinary week does not move it far', async () => {
  await crossed(...mondays(9).map((hour, week) => [hour, 'car', week === 4 ? 900 : 20 + (week % 3)] as const));
  await gapsToldUntil(9 * WEEK);
  await refreshUsual(database, calendar(), patience());
  const usual = await usualAt(EIGHT);
  expect(usual?.usual).toBe(21);
  expect(usual?.spread).toBeLessThan(2);
});

test('hours nobody watched, holidays, and times before the line was drawn tell nothing', async () => {
  await crossed(...mondays(6).map((hour, week) => [hour, 'car', week < 3 ? 5 : 30] as const));
  await dark(EIGHT);
  await database.query('update known_place set first_at = $1', [at(2 * WEEK)]);
  await gapsToldUntil(6 * WEEK);
  // The Monday of the third week.
  await refreshUsual(database, calendar('2026-01-19'), patience());
  expect(await usualAt(EIGHT)).toMatchObject({ usual: 30, weeks: 3 });
  await refreshUsual(database, calendar(), patience());
  expect(await usualAt(EIGHT)).toMatchObject({ weeks: 4, low: expect.closeTo(8.75) });
});

test('learning hour by hour, interrupted again and again, comes to the same as learning all at once', async () => {
  const hours = Array.from({ length: 5 * WEEK }, (_, hour) => hour);
  await crossed(...hours.map((hour) => [hour, 'car', (hour * 7919) % 40] as const));
  await dark(...hours.filter((hour) => hour % 11 === 0));
  for (let hour = 4 * WEEK; hour <= 5 * WEEK; hour += 37) {
    await gapsToldUntil(hour);
    const abort = new AbortController();
    await refreshUsual(database, calendar(), abort.signal, (done) => {
      if (done >= 24) abort.abort();
    });
    if (hour % 2 === 0) await refreshUsual(database, calendar(), patience());
  }
  await gapsToldUntil(5 * WEEK);
  await refreshUsual(database, calendar(), patience());
  const read = () => readUsual(database, { zoneId: 'line', what: 'crossed', thing: 'car', scope: WHOLE_CITY });
  const stepwise = await read();
  await database.query('truncate usual_account, usual_watched, usual_count');
  await refreshUsual(database, calendar(), patience());
  expect(stepwise).toHaveLength(WEEK);
  expect(stepwise).toEqual(await read());
});

test('what came three days late is learned after all', async () => {
  await crossed(...mondays(5).map((hour) => [hour, 'car', 20] as const));
  await dark(4 * WEEK + EIGHT);
  await gapsToldUntil(4 * WEEK + EIGHT + 1);
  await refreshUsual(database, calendar(), patience());
  expect(await usualAt(EIGHT)).toMatchObject({ weeks: 4 });
  await database.query('truncate gap_hourly');
  await gapsToldUntil(4 * WEEK + EIGHT + 73);
  await refreshUsual(database, calendar(), patience());
  expect(await usualAt(EIGHT)).toMatchObject({ weeks: 5 });
});

test('somebody of another ward reads nothing of it', async () => {
  await crossed(...mondays(5).map((hour) => [hour, 'car', 20] as const));
  await gapsToldUntil(5 * WEEK);
  await refreshUsual(database, calendar(), patience());
  const of = (area: string) =>
    readUsual(database, { zoneId: 'line', what: 'crossed', thing: null, scope: scopeOf('x', [area]) });
  expect(await of('ward')).toHaveLength(WEEK);
  expect(await of('other')).toEqual([]);
});

test('the usual of a sensor is the median of the means of well-read hours, without holidays', async () => {
  await database.query('truncate measurement_hourly, usual_sensor');
  const read = (hour: number, mean: number, count: number, sensor = 'lake') =>
    database.query(
      `insert into measurement_hourly (bucket, sensor_id, area_id, count, suspect, value_sum, value_min, value_max)
       values ($1, $4, 'ward', $3::int, 0, $2::float8 * $3::int, $2::float8, $2::float8)`,
      [at(hour), mean, count, sensor],
    );
  // The fifth Monday is a holiday; hours of a sensor nobody registered count when there is anything.
  for (const [week, mean] of [2, 2.2, 1.8, 2.1, 9, 2].entries()) await read(week * WEEK + EIGHT, mean, 30);
  // One that promises a reading a minute, and kept less than half of that in one week.
  await database.query("insert into agent (id, name, token_hash) values ('pole', 'Pole', '')");
  await database.query(
    `insert into sensor (id, agent_id, name, quantity, unit, lat, lon, url, every_s)
     values ('pond', 'pole', 'Pond', 'water-level', 'm', 21.3, 105.6, 'http://x', 60)`,
  );
  await read(EIGHT, 50, 29, 'pond');
  await read(EIGHT + WEEK, 5, 30, 'pond');
  // Promised every two minutes then, every second now.
  await database.query(
    "insert into sensor_pace (sensor_id, from_at, to_at, every_s) values ('lake', '-infinity', $1, 120), ('lake', $1, null, 1)",
    [at(6 * WEEK)],
  );
  await gapsToldUntil(6 * WEEK);
  await refreshUsual(database, calendar('2026-02-02'), patience());
  const learned = await usualOfSensors(database, ['lake', 'pond']);
  expect(learned).toEqual([
    {
      sensorId: 'lake',
      slot: EIGHT,
      weeks: 5,
      usual: expect.closeTo(2),
      low: expect.closeTo(1.84),
      high: expect.closeTo(2.18),
      spread: expect.closeTo(0.14826),
    },
    { sensorId: 'pond', slot: EIGHT, weeks: 1, usual: 5, low: 5, high: 5, spread: 0 },
  ]);
});
