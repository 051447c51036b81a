import { beforeAll, beforeEach, expect, test } from 'vitest';
import { writeEdgeCoverage } from '../../store/coverage.ts';
import { until } from '../support/until.ts';
import { aCity, anObservation, emptied, judge, observe, type City } from './city.ts';
import { measure } from './facts.ts';

// Ten to midnight in Hanoi: twenty minutes later it is the next day there, though not in Greenwich.
const EVENING = Date.parse('2026-11-23T16:50:00Z');

let city: City;
beforeAll(async () => {
  city = await aCity();
});
beforeEach(() => emptied(city));

test('analytics keeps quarters, hours and days of the city, also of an imported history', async () => {
  const years = 2 * 365 * 86_400_000;
  for (const at of [EVENING, EVENING + 1_200_000, EVENING - years])
    await observe(
      city.database,
      anObservation({ kind: 'crossed', zoneId: 'kerb', direction: 'forward', capturedAt: at }),
    );
  await measure(city.database, [EVENING, 1.5], [EVENING + 60_000, 2.5]);
  await writeEdgeCoverage(city.database, [
    { cameraId: 'gate', minute: EVENING, expected: 300, decoded: 299, quiet: 280, sent: 19, dropped: {}, areaId: null },
  ]);
  const analytics = await judge(city);
  await until(async () => {
    const health = (await (await fetch(`http://127.0.0.1:${analytics.port}/healthz`)).json()) as {
      rollups?: { caughtUpAt: string | null }[];
    };
    return health.rollups?.length === 6 && health.rollups.every((lane) => lane.caughtUpAt !== null);
  });
  const { rows } = await city.database.query(
    'select bucket, zone_id, direction, count from crossing_daily order by bucket',
  );
  const crossed = { zone_id: 'kerb', direction: 'forward', count: 1 };
  expect(rows).toEqual([
    { bucket: new Date('2024-11-22T17:00:00Z'), ...crossed },
    { bucket: new Date('2026-11-22T17:00:00Z'), ...crossed },
    { bucket: new Date('2026-11-23T17:00:00Z'), ...crossed },
  ]);
  expect((await city.database.query('select count, value_sum, value_last from measurement_daily')).rows).toEqual([
    { count: 2, value_sum: '4.0', value_last: 2.5 },
  ]);
  expect((await city.database.query('select minutes, expected, quiet from coverage_hourly')).rows).toEqual([
    { minutes: 1, expected: 300, quiet: 280 },
  ]);
});
