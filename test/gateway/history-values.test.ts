import { beforeAll, expect, test } from 'vitest';
import { DEFAULT_PLANNING } from '../../contracts/planning.ts';
import { saveZone } from '../../store/zones.ts';
import { withSession } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { aCrossing, summed } from './support/history.ts';

const WEEK = 'from=2026-03-02&to=2026-03-09';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
  await saveZone(gateway.database, {
    id: 'line-north',
    cameraId: 'cam-north',
    name: 'Vạch',
    shape: { kind: 'line', line: { from: [0, 0], to: [1, 1] } },
  });
  await summed(gateway.database, [
    ...[30, 40, 50, 60].map((value) => aCrossing('2026-03-02T05:00:00Z', { kind: 'speed', value })),
    // Half an hour from ten to noon on, and a minute.
    aCrossing('2026-03-02T05:20:00Z', { kind: 'left', zoneId: 'zone-north', value: 1800 }),
    aCrossing('2026-03-02T06:01:00Z', { kind: 'left', zoneId: 'zone-north', value: 60 }),
    // Four weeks with ten, then four with twenty a day.
    ...Array.from({ length: 56 }, (_, day) =>
      Array.from({ length: day < 28 ? 10 : 20 }, (_, i) =>
        aCrossing(new Date(Date.parse('2026-04-05T20:00:00Z') + day * 86_400_000 + i * 60_000).toISOString()),
      ),
    ).flat(),
  ]);
});

async function ask(path: string, username = 'planner'): Promise<unknown> {
  const browser = await withSession(gateway.url, gateway.database, username);
  return (await browser.send('GET', `/api/history/${path}`)).body;
}

test('speeds: percentiles within a kilometre an hour, and how many were too fast', async () => {
  const answer = await ask(`speeds?${WEEK}&limitKmh=50&by=hour-of-day`);
  expect(answer).toMatchObject({ speeds: { count: 4, mean: 45 }, binErrorKmh: 1, overLimit: 0.5 });
  expect(answer).toMatchObject({ rows: [{ slot: 12, count: 4, overLimit: 0.5 }] });
  const { p50 } = (answer as { rows: { p50: number }[] }).rows[0] ?? { p50: 0 };
  expect(Math.abs(p50 - 40)).toBeLessThanOrEqual(1);
});

test('stays: how long, and how many were there at once', async () => {
  const answer = await ask(`stays?from=2026-03-02T04:00:00Z&to=2026-03-02T07:00:00Z&zoneIds=zone-north`);
  expect(answer).toMatchObject({ stays: { count: 2, mean: 930 }, occupancy: { count: 12 } });
  const { occupancy } = answer as { occupancy: { mean: number; bins: { from: number; count: number }[] } };
  expect(occupancy.mean).toBeCloseTo(1860 / (3 * 3600), 5);
  expect(occupancy.bins).toEqual([
    { from: 0, to: 1, count: 11 },
    { from: 1, to: 2, count: 1 },
  ]);
});

test('comparison: twice as many is more', async () => {
  const query = 'comparison?from=2026-04-06&to=2026-05-04&vsFrom=2026-05-04&vsTo=2026-06-01';
  expect(await ask(query)).toMatchObject({
    before: { perDay: 10, days: 28 },
    after: { perDay: 20, days: 28 },
    ratio: 2,
    ratioLow: expect.closeTo(2, 4),
    ratioHigh: expect.closeTo(2, 4),
    verdict: 'more',
  });
  expect(await ask(`${query}&vsTo=2026-05-01`.replace('&vsTo=2026-06-01', ''))).toHaveProperty('error');
  const overlapping = 'comparison?from=2026-04-06&to=2026-05-04&vsFrom=2026-05-01&vsTo=2026-06-01';
  expect(JSON.stringify(await ask(overlapping))).toContain('overlap');
});

test('comparison: holidays are left out unless they are asked for, and days that are not summed yet are no days', async () => {
  const query = 'comparison?from=2026-04-06&to=2026-05-04&vsFrom=2026-05-04&vsTo=2026-06-15';
  const holidays = [{ date: '2026-04-30', name: { vi: 'Ngày Giải phóng', en: 'Reunification Day' } }];
  await gateway.database.query("insert into setting (key, value) values ('planning', $1)", [
    JSON.stringify({ ...DEFAULT_PLANNING, holidays }),
  ]);
  expect(await ask(query)).toMatchObject({
    before: { days: 27, daysHoliday: 1 },
    after: { days: 28, daysHoliday: 0, perDay: 20 },
    ratio: 2,
  });
  expect(await ask(`${query}&withoutHolidays=false`)).toMatchObject({ before: { days: 28, daysHoliday: 0 } });
});

test('hot spots: what happened at each camera, step by step, and nothing of another ward', async () => {
  const query = 'hot-spots?from=2026-04-06&to=2026-06-01&step=week';
  expect(await ask(query)).toMatchObject({
    steps: { length: 8 },
    spots: [{ deviceId: 'cam-north', place: { lat: 21.4 }, total: 840, values: [70, 70, 70, 70, 140, 140, 140, 140] }],
  });
  expect(await ask(query, 'planner-south')).toMatchObject({ spots: [] });
  expect(await ask('hot-spots?from=2026-04-06&to=2026-06-01&of=alerts')).toMatchObject({ spots: [] });
});

test('comparison: in car units three motorcycles and a car are one and three quarters', async () => {
  const motorcycles = (at: string, count: number) =>
    Array.from({ length: count }, () => aCrossing(at, { class: 'motorcycle' }));
  const [first, second] = ['2026-07-06T05:00:00Z', '2026-07-13T05:00:00Z'] as const;
  await summed(gateway.database, [
    aCrossing(first),
    ...motorcycles(first, 1),
    aCrossing(second),
    ...motorcycles(second, 3),
  ]);
  const query = 'comparison?from=2026-07-06&to=2026-07-07&vsFrom=2026-07-13&vsTo=2026-07-14';
  expect(await ask(query)).toMatchObject({ before: { perDay: 2 }, after: { perDay: 4 }, ratio: 2 });
  expect(await ask(`${query}&unit=car-units`)).toMatchObject({ before: { perDay: 1.25 }, after: { perDay: 1.75 } });
});
