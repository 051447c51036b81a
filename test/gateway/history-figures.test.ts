import { beforeAll, describe, expect, test } from 'vitest';
import type { ComparisonAnswer } from '../../contracts/history-comparison.ts';
import type { SensorTrafficAnswer } from '../../contracts/history-sensors.ts';
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

test('of a time that is not told yet to its end nothing is estimated from the part that is', async () => {
  const { total } = await flows('from=2026-02-16&to=2026-03-16');
  expect(total.count.counted).toBe(14 * 96);
  expect([total.count.estimated, total.count.plusMinus]).toEqual([null, null]);
});

test('a comparison takes a day that was half watched for what it would have been', async () => {
  const browser = await withSession(gateway.url, gateway.database, 'planner');
  const query = 'from=2026-01-26&to=2026-02-02&vsFrom=2026-02-02&vsTo=2026-02-09';
  const { body } = await browser.send('GET', `/api/history/comparison?${query}`);
  const { before, after, verdict } = body as ComparisonAnswer;
  expect([before.days, before.perDay, after.days, verdict]).toEqual([7, 96, 7, 'no-difference-shown']);
  expect(Math.abs((after.perDay ?? 0) - 96)).toBeLessThan(1);
});

test('a sensor that follows what was counted goes together with it, hours that nobody watched left out', async () => {
  const first = Date.parse('2026-02-01T17:00:00Z');
  // A reading for each vehicle there really was; water rises in the day as traffic does.
  await gateway.database.query(
    `insert into measurement_hourly (bucket, sensor_id, area_id, count, suspect, value_sum, value_min, value_max)
     select at, 'water-north', 'north', 360, 0, 360 * v, v, v from unnest($1::timestamptz[], $2::float8[]) h(at, v)`,
    [
      Array.from({ length: 168 }, (_, i) => new Date(first + i * HOUR_MS)),
      Array.from({ length: 168 }, (_, i) => (i % 24 >= 6 && i % 24 < 18 ? 6 : 2)),
    ],
  );
  const browser = await withSession(gateway.url, gateway.database, 'planner');
  const path = 'sensor-and-traffic?from=2026-02-02&to=2026-02-09&by=hour&sensorId=water-north';
  const { body } = await browser.send('GET', `/api/history/${path}`);
  const { points, correlation } = body as SensorTrafficAnswer;
  expect(points[3 * 24 + 13]?.traffic.count).toMatchObject({ counted: 0, observed: 0 });
  expect(correlation).toMatchObject({ steps: 168 - 12, rank: expect.closeTo(1, 9), withoutWeek: null });
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

async function file(of: string, { username = 'planner', format = 'csv', more = '' } = {}) {
  const browser = await withSession(gateway.url, gateway.database, username);
  const asked = new URLSearchParams({ format, of, language: 'en', bom: 'no', separator: 'semicolon' });
  const { body, status } = await browser.send('GET', `/api/history/file?${asked}${more}`);
  const text = Buffer.isBuffer(body) ? body.toString('utf8') : JSON.stringify(body);
  const [heads = [], ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(';'));
  return { status, text, heads, rows: rows.map((row) => Object.fromEntries(row.map((cell, i) => [heads[i], cell]))) };
}

describe('an answer as a file', () => {
  test('carries what each figure carries on the page, the dark hours too', async () => {
    const { rows } = await file('flows?from=2026-02-05&to=2026-02-06&by=hour&split=class');
    const dark = rows.filter((row) => row['Observed share'] === '0');
    expect(dark.length).toBeGreaterThanOrEqual(12);
    for (const row of dark) {
      expect(row).toMatchObject({ Counted: '0', Simulated: 'false', Boundaries: 'of the time' });
      expect(Number(row['Estimated'])).toBeGreaterThan(1);
      expect(Number(row['± (95 % interval)'])).toBeGreaterThan(0);
    }
    expect(dark[0]).toMatchObject({
      Time: '2026-02-05 12:00:00',
      'Period from': '2026-02-05 00:00:00',
    });
  });

  const week = 'from=2026-02-02&to=2026-02-09';
  test.each([
    [`flows?${week}&by=hour-of-week&split=direction,camera`, 'Observed share'],
    [`flows?from=2025-11-01&to=2025-12-01&by=none`, 'Observed share'],
    [`movements?${week}&cameraId=cam-north`, '± (95 % interval)'],
    [`stays?${week}&by=hour-of-day`, 'Observed share'],
    [`speeds?${week}&by=weekday&limitKmh=50`, 'Observed share'],
    [`comparison?${week}&vsFrom=2026-02-09&vsTo=2026-02-16`, 'Before, observed share'],
    [`hot-spots?${week}&step=hour-of-day`, 'Observed share'],
    ['usual?zoneId=line-north', 'Weeks'],
    [`alerts?${week}&by=rule`, 'Simulated'],
    [`alert-tables?${week}&by=rule,area,unit,type,day`, 'Simulated'],
    [`sensor-series?${week}&sensorId=water-north`, 'Share of readings'],
    [`sensor-and-traffic?${week}&sensorId=water-north`, 'Observed share'],
    [`events?${week}&of=observations&limit=500`, 'Simulated'],
  ])('%s', async (of, head) => {
    const { status, heads } = await file(of);
    expect([status, heads]).toEqual([200, expect.arrayContaining([head])]);
    for (const format of ['xlsx', 'geojson', 'parquet']) expect((await file(of, { format })).status, format).toBe(200);
  });

  test('and the export of counts say the same of each hour as the page does', async () => {
    const browser = await withSession(gateway.url, gateway.database, 'planner');
    const { body } = await browser.send(
      'GET',
      '/api/exports/flows?format=geojson&step=hour&from=2026-02-04T17:00:00.000Z&to=2026-02-05T17:00:00.000Z',
    );
    const { features } = body as {
      features: { properties: { bucket: string; class: string; direction: string } & Record<string, number> }[];
    };
    const { rows } = await flows('from=2026-02-05&to=2026-02-06&by=hour&split=class,direction');
    const name = (...parts: unknown[]) => parts.join(' ');
    const exported = new Map(
      features.map(({ properties: p }) => [
        name(Date.parse(p.bucket), p.class, p.direction),
        { counted: p['count'], observed: p['observed_share'], estimated: p['estimated'], plusMinus: p['plus_minus'] },
      ]),
    );
    expect(exported.size).toBe(rows.length);
    for (const { at, key, count } of rows)
      expect(exported.get(name(Date.parse(at ?? ''), key.class, key.direction)), at ?? '').toEqual(count);
  });

  test('has all that a search finds, page after page', async () => {
    const { rows } = await file(`events?from=2026-01-05&to=2026-01-19&of=observations`);
    expect(rows).toHaveLength(2 * (168 * 2 + 7 * 12 * 4));
    expect(new Set(rows.map((row) => row['Event number'])).size).toBe(rows.length);
  });

  test('says of made-up steps that they are', async () => {
    await gateway.database.query(
      "insert into simulated_span (from_at, to_at) values ('2026-02-02T17:00:00Z', '2026-02-03T17:00:00Z')",
    );
    const { rows } = await file(`flows?${week}&by=day`);
    expect(rows.map((row) => row['Simulated'])).toEqual(['true', 'true', ...Array.from({ length: 5 }, () => 'false')]);
    await gateway.database.query('delete from simulated_span');
  });

  test.each([
    ['no question', 'of: begins with'],
    ['places', 'of: begins with'],
    ['constructor?from=2026-01-01', 'of: begins with'],
    ["flows'; drop table area;--?from=2026-02-02&to=2026-02-09", 'of: begins with'],
    ['flows?from=2026-02-09&to=2026-02-02', 'ends before it starts'],
    ['flows?from=2026-02-30&to=2026-03-02', 'of: from'],
    ["flows?from=2026-02-02&to=2026-02-09&areaIds=' or 1=1", 'of: areaIds'],
    ['flows?from=2026-02-02&to=2026-02-09&areaIds=no-such', 'there never was an area no-such'],
    ['flows?from=2025-02-02&to=2026-02-09&by=15min', 'at most 10000'],
    ['movements?from=2026-02-02&to=2026-02-09&cameraId=cam-south', ''],
  ])('of %s is refused with what is wrong', async (of, said) => {
    const { status, text } = await file(of, { username: 'police-north' });
    expect([status, text]).toEqual([400, expect.stringContaining(said)]);
  });

  test('shows another ward nothing', async () => {
    const { rows } = await file(`flows?${week}&by=none`, { username: 'planner-south' });
    expect(rows[0]).toMatchObject({ Counted: '0', 'Observed share': '', Estimated: '' });
  });
});

test('days on which a camera was dark before anything was known of it are rows that say so, on the page and in files', async () => {
  const { database } = gateway;
  const dayBefore = new Date(MONDAY - 24 * HOUR_MS);
  await database.query(
    `insert into gap_hourly (bucket, camera_id, area_id, in_service, watched, known)
     select at, 'cam-north', 'north', 60, 0, false from generate_series($1::timestamptz, $1::timestamptz + interval '23 hours', interval '1 hour') at`,
    [dayBefore],
  );
  await database.query("update service_span set from_at = $1 where camera_id = 'cam-north'", [dayBefore]);
  await database.query("update known_place set first_at = $1 where id = 'line-north'", [dayBefore]);
  const period = 'from=2026-01-04&to=2026-01-06&by=day';
  const unknown = { counted: 0, observed: 0, estimated: null, plusMinus: null };
  for (const split of ['', '&split=camera', '&split=zone', '&split=area']) {
    const { rows } = await flows(`${period}${split}`);
    expect(rows.map(({ at, count }) => [at, count.counted])).toEqual([
      [dayBefore.toISOString(), 0],
      [new Date(MONDAY).toISOString(), 96],
    ]);
    expect(rows[0]?.count).toEqual(unknown);
  }
  const browser = await withSession(gateway.url, gateway.database, 'planner');
  const of = encodeURIComponent(`flows?${period}`);
  const { body } = await browser.send('GET', `/api/history/file?format=csv&of=${of}`);
  expect(String(body).split('\r\n')[1]).toMatch(/^2026-01-04 00:00:00,0,0,,,/);
});
