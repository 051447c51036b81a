import { beforeAll, expect, test } from 'vitest';
import type { SpeedAnswer, StayAnswer } from '../../contracts/history.ts';
import { refreshGaps } from '../../store/gap-refresh.ts';
import { sayCaughtUp } from '../../store/rollup-freshness.ts';
import { saveZone } from '../../store/zones.ts';
import { withSession } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { aCrossing, summed } from './support/history.ts';

const HOUR_MS = 3_600_000;
const MONDAY = Date.parse('2026-01-04T17:00:00Z');
const WEEKS = 7;
/** In the fourth week the camera was dark every evening from Monday to Friday. */
const WEEK = 'from=2026-01-26&to=2026-02-02';
const isRush = (hour: number) => hour % 24 >= 16 && hour % 24 < 20;
const isDark = (hour: number) => Math.floor(hour / 168) === 3 && Math.floor(hour / 24) % 7 < 5 && isRush(hour);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  const { database } = gateway;
  await buildCity(database);
  await saveZone(database, {
    id: 'line-north',
    cameraId: 'cam-north',
    name: 'Vạch',
    shape: { kind: 'line', line: { from: [0, 0], to: [1, 1] } },
  });
  await database.query("delete from service_span where camera_id <> 'cam-north'");
  await database.query('update service_span set from_at = $1', [new Date(MONDAY)]);
  await database.query('update known_place set first_at = $1', [new Date(MONDAY)]);
  const hours = Array.from({ length: WEEKS * 168 }, (_, i) => i).filter((i) => !isDark(i));
  // In the evenings ten an hour at 20 km/h, else one at 40; half an hour in the zone in the evening, else six minutes.
  await summed(
    database,
    hours.flatMap((i) => {
      const at = (minute: number) => new Date(MONDAY + i * HOUR_MS + minute * 60_000).toISOString();
      const rush = isRush(i);
      return [
        ...Array.from({ length: rush ? 10 : 1 }, (_, n) =>
          aCrossing(at(3 + n), { kind: 'speed', value: rush ? 20.5 : 40.5 }),
        ),
        aCrossing(at(45), { kind: 'left', zoneId: 'zone-north', value: rush ? 1800 : 360 }),
      ];
    }),
  );
  await database.query(
    `insert into coverage_hourly (bucket, camera_id, area_id, minutes, expected, decoded, quiet, sent, received, looked,
       dropped_edge, dropped, watched)
     select at, 'cam-north', 'north', 60, 300, 0, 0, 0, 0, 0, '{}', '{}', 60 from unnest($1::timestamptz[]) at`,
    [hours.map((i) => new Date(MONDAY + i * HOUR_MS))],
  );
  const end = new Date(MONDAY + WEEKS * 168 * HOUR_MS + 600_000);
  await sayCaughtUp(database, 'observation', end);
  await database.query('update rollup_caught_up set at = $1', [end]);
  await refreshGaps(database, { timeZone: 'Asia/Ho_Chi_Minh', holidays: [] }, new AbortController().signal, {
    daysAtOnce: 28,
  });
});

// eslint-disable-next-line typescript/no-unnecessary-type-parameters -- the answer's schema is checked by the gateway
async function ask<T>(path: string): Promise<T> {
  const browser = await withSession(gateway.url, gateway.database, 'planner');
  const { status, body } = await browser.send('GET', `/api/history/${path}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body as T;
}
const at = (quantiles: readonly { readonly q: number; readonly value: number }[], q: number) =>
  quantiles.find((one) => one.q === q)?.value ?? Number.NaN;
const EVENINGS = { all: 7 * 4, dark: 5 * 4 } as const;

test('speeds say how many were missed, and what the median is with them', async () => {
  const answer = await ask<SpeedAnswer>(`speeds?${WEEK}`);
  const truth = EVENINGS.all * 10 + 7 * 20;
  const seen = truth - EVENINGS.dark * 10;
  expect(answer.count.counted).toBe(seen);
  expect(answer.count.observed).toBeCloseTo(1 - EVENINGS.dark / 168, 3);
  expect(Math.abs((answer.count.estimated ?? 0) - truth)).toBeLessThan(0.05 * truth);
  // What was seen is mostly the quiet of the day; what there was is mostly the evening.
  expect(at(answer.speeds.quantiles, 0.5)).toBeGreaterThan(40);
  expect(at(answer.adjusted?.quantiles ?? [], 0.5)).toBeLessThan(21);
  const trueMean = (EVENINGS.all * 10 * 20.5 + 7 * 20 * 40.5) / truth;
  expect(Math.abs((answer.adjusted?.mean ?? 0) - trueMean)).toBeLessThan(1);
  for (const { value, low, high } of answer.adjusted?.quantiles ?? []) {
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  }
  // The same however the answer is told apart.
  const hourly = await ask<SpeedAnswer>(`speeds?${WEEK}&by=hour-of-day`);
  expect(hourly.adjusted).toEqual(answer.adjusted);
});

test('each hour of the day carries its own account', async () => {
  const { rows } = await ask<SpeedAnswer>(`speeds?${WEEK}&by=hour-of-day`);
  expect(rows).toHaveLength(24);
  expect(rows[3]?.figure).toEqual({ counted: 7, observed: 1, estimated: 7, plusMinus: 0 });
  expect(rows[17]?.figure).toMatchObject({ counted: 20, observed: 0.2857 });
  expect(Math.abs((rows[17]?.figure.estimated ?? 0) - 70)).toBeLessThan(5);
  const evenings = await ask<SpeedAnswer>('speeds?from=2026-01-26T09:00:00Z&to=2026-01-26T13:00:00Z&by=hour-of-day');
  // Nothing was seen of it: the hours are there, with what was missed and nothing about how fast.
  expect(evenings.rows.map(({ slot, count, p50 }) => [slot, count, p50])).toEqual(
    [16, 17, 18, 19].map((h) => [h, 0, null]),
  );
  expect(evenings.adjusted).toBe(null);
});

test('a week that was watched throughout needs no adjustment', async () => {
  const { adjusted, count } = await ask<SpeedAnswer>('speeds?from=2026-01-12&to=2026-01-19');
  expect([adjusted, count.observed, count.plusMinus]).toEqual([null, 1, 0]);
});

test('nobody seen is not nobody there: quarters that were not watched are left out of the occupancy', async () => {
  const { occupancy, darkQuarters, rows, count, stays, adjusted } = await ask<StayAnswer>(
    `stays?${WEEK}&by=hour-of-day`,
  );
  expect(darkQuarters).toBe(EVENINGS.dark * 4);
  expect(occupancy.count).toBe((168 - EVENINGS.dark) * 4);
  const inside = (EVENINGS.all - EVENINGS.dark) * 1800 + 7 * 20 * 360;
  expect(occupancy.mean).toBeCloseTo(inside / ((168 - EVENINGS.dark) * 3600), 6);
  // Half an hour of each hour, by the two evenings that were seen, not by all seven.
  expect(rows[18]?.meanOccupancy).toBeCloseTo(0.5, 6);
  expect(rows[3]?.meanOccupancy).toBeCloseTo(0.1, 6);
  expect(count.counted).toBe(168 - EVENINGS.dark);
  expect(Math.abs((count.estimated ?? 0) - 168)).toBeLessThan(3);
  expect(adjusted?.mean).toBeGreaterThan(stays.mean ?? Infinity);
  const dark = await ask<StayAnswer>('stays?from=2026-01-26T09:00:00Z&to=2026-01-26T13:00:00Z&by=hour-of-day');
  expect([dark.occupancy.mean, dark.darkQuarters, dark.rows[0]?.meanOccupancy]).toEqual([null, 16, null]);
});
