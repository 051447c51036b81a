import { beforeAll, expect, test } from 'vitest';
import type { FlowAnswer } from '../../contracts/history.ts';
import { refreshGaps } from '../../store/gap-refresh.ts';
import { sayCaughtUp } from '../../store/rollup-freshness.ts';
import { refreshUsual } from '../../store/usual-refresh.ts';
import { saveZone } from '../../store/zones.ts';
import { withSession } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { aCrossing, summed } from './support/history.ts';

const MONDAY = Date.parse('2026-01-04T17:00:00Z');
const HOUR_MS = 3_600_000;
const WEEKS = 8;
/** The camera was dark from noon to midnight on the Thursday of the fifth week. */
const DARK = { from: 24 * (28 + 3) + 12, to: 24 * (28 + 4) } as const;

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
  await database.query("update service_span set from_at = $1 where camera_id = 'cam-north'", [new Date(MONDAY)]);
  await database.query("update known_place set first_at = $1 where id = 'line-north'", [new Date(MONDAY)]);
  const hours = Array.from({ length: WEEKS * 168 }, (_, i) => i).filter((i) => i < DARK.from || i >= DARK.to);
  // Two cars an hour, and from six to eighteen four motorcycles more.
  await summed(
    database,
    hours.flatMap((i) => {
      const at = (minute: number) => new Date(MONDAY + i * HOUR_MS + minute * 60_000).toISOString();
      const cars = [aCrossing(at(5)), aCrossing(at(25), { direction: 'backward' })];
      const day = i % 24 >= 6 && i % 24 < 18;
      return day ? [...cars, ...[10, 20, 30, 40].map((m) => aCrossing(at(m), { class: 'motorcycle' }))] : cars;
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
  await refreshUsual(database, { timeZone: 'Asia/Ho_Chi_Minh', holidays: [] }, new AbortController().signal);
});

async function flows(query: string, username = 'planner'): Promise<FlowAnswer> {
  const browser = await withSession(gateway.url, gateway.database, username);
  const { body, status } = await browser.send('GET', `/api/history/flows?${query}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body as FlowAnswer;
}

test('a week with a dark half day says how much of it was seen and what it would have been', async () => {
  const { total } = await flows('from=2026-02-02&to=2026-02-09');
  const all = 168 * 2 + 7 * 12 * 4;
  expect(total.count.counted).toBe(all - 12 * 2 - 6 * 4);
  expect(total.count.observed).toBeCloseTo(1 - 12 / 168, 3);
  expect(total.count.estimated).toBeCloseTo(all, -0.5);
  expect(total.count.plusMinus).toBeGreaterThan(5);
  expect(total.count.plusMinus).toBeLessThan(30);
  expect(total.carUnits.estimated).toBeCloseTo(168 * 2 + 7 * 12, -0.5);
});

test('each day carries its own account, and a day that was watched needs no estimate', async () => {
  const { rows } = await flows('from=2026-02-02&to=2026-02-09&by=day');
  expect(rows.map(({ count }) => count.observed)).toEqual([1, 1, 1, 0.5, 1, 1, 1]);
  expect(rows[0]?.count).toEqual({ counted: 96, observed: 1, estimated: 96, plusMinus: 0 });
  expect(rows[3]?.count.counted).toBe(48);
  expect(Math.abs((rows[3]?.count.estimated ?? 0) - 96)).toBeLessThan(4);
});

test('hours of the day, classes, directions, cameras, lines and areas carry theirs', async () => {
  const week = 'from=2026-02-02&to=2026-02-09';
  const hours = await flows(`${week}&by=hour-of-day`);
  expect(hours.rows.map(({ count }) => count.observed)).toEqual([
    ...Array.from({ length: 12 }, () => 1),
    ...Array.from({ length: 12 }, () => 0.8571),
  ]);
  const classes = await flows(`${week}&by=none&split=class`);
  expect(classes.parts.map(({ key, count }) => [key.class, Math.round(count.estimated ?? 0)])).toEqual([
    ['car', expect.closeTo(336, -0.5)],
    ['motorcycle', expect.closeTo(336, -0.5)],
  ]);
  for (const split of ['direction', 'camera', 'zone', 'area', 'camera,class']) {
    const { parts } = await flows(`${week}&by=none&split=${split}`);
    expect(parts.every(({ count }) => count.observed === 0.9286 && count.plusMinus !== null)).toBe(true);
  }
});

test('a quarter of an hour says how much of its hour was seen', async () => {
  const { rows } = await flows('from=2026-02-05T03:00:00Z&to=2026-02-05T06:00:00Z&by=15min');
  expect(rows).toHaveLength(6);
  expect(rows.every(({ count }) => count.observed === 1 && count.estimated === null)).toBe(true);
  const { total } = await flows('from=2026-02-05T05:00:00Z&to=2026-02-05T07:00:00Z&by=15min');
  expect(total.count).toMatchObject({ counted: 0, observed: 0 });
  expect(total.count.estimated).toBeGreaterThan(8);
});

test('steps that counted nothing because nobody watched are there, with what was missed', async () => {
  const { rows } = await flows('from=2026-02-05T05:00:00Z&to=2026-02-05T07:00:00Z&by=hour');
  expect(rows).toHaveLength(2);
  expect(rows[0]?.count).toMatchObject({ counted: 0, observed: 0 });
});

test('of a time in which no camera was in service nothing is said', async () => {
  const { total } = await flows('from=2025-11-01&to=2025-12-01');
  expect(total.count).toEqual({ counted: 0, observed: null, estimated: null, plusMinus: null });
});

test('another ward hears nothing of these cameras', async () => {
  const { total } = await flows('from=2026-02-02&to=2026-02-09', 'planner-south');
  expect(total.count).toEqual({ counted: 0, observed: null, estimated: null, plusMinus: null });
});

test('the usual of an hour of the week leaves the dark hours out', async () => {
  const browser = await withSession(gateway.url, gateway.database, 'planner');
  const { body } = await browser.send('GET', '/api/history/usual?zoneId=line-north');
  const { hours } = body as { hours: { slot: number; usual: number; weeks: number }[] };
  expect(hours).toHaveLength(168);
  expect(hours[3 * 24 + 10]).toMatchObject({ slot: 82, usual: 6, weeks: 8 });
  expect(hours[3 * 24 + 14]).toMatchObject({ usual: 6, low: 6, high: 6, weeks: 7 });
  expect(hours[3 * 24 + 20]).toMatchObject({ usual: 2, weeks: 7 });
});
