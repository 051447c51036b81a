import { beforeAll, beforeEach, expect, test } from 'vitest';
import {
  alerts,
  anObservation,
  aRule,
  aCity,
  judge,
  judged,
  observe,
  rule,
  steps,
  emptied,
  type City,
} from './city.ts';
import { writeObservations } from '../../store/observations-write.ts';

let city: City;
beforeAll(async () => {
  city = await aCity();
});
beforeEach(() => emptied(city));

test('a person entering a closed zone becomes one alert with names, place, clock and picture', async () => {
  await rule(city.database, aRule());
  const analytics = await judge(city);
  const seen = anObservation();
  const jpeg = Buffer.from([0xff, 0xd8, 1, 2, 3, 0xff, 0xd9]);
  await writeObservations(
    city.database,
    [seen],
    [{ cameraId: 'gate', capturedAt: seen.capturedAt, width: 640, height: 480, jpeg }],
  );
  await judged(analytics, city.database);

  const [alert, ...more] = await alerts(city.database);
  expect(more).toEqual([]);
  expect(alert).toMatchObject({
    rule_id: 'closed-depot',
    rule_version: 1,
    rule_name: 'Người trong kho cấm',
    severity: 'critical',
    state: 'raised',
    device_kind: 'camera',
    device_id: 'gate',
    device_name: 'Cổng chính',
    zone_id: 'depot',
    zone_name: 'Kho cấm',
    area_id: 'vinh-yen',
    lat: 21.31,
    lon: 105.6,
    class: 'person',
    box: [0.1, 0.2, 0.25, 0.5],
    count: 1,
    captured_at: new Date(seen.capturedAt),
    received_at: new Date(seen.receivedAt),
    perceived_at: new Date(seen.perceivedAt),
  });
  expect(await steps(city.database, alert?.id ?? 0)).toEqual(['raised']);
  const { rows } = await city.database.query('select content, sha256 = sha256(content) as sealed from evidence');
  expect(rows).toEqual([{ content: jpeg, sealed: true }]);
});

test('further persons in the zone raise the count of the active alert, and its place in the feed', async () => {
  await rule(city.database, aRule());
  const analytics = await judge(city);
  await observe(city.database, anObservation());
  await judged(analytics, city.database);
  const [before] = await alerts(city.database);
  await observe(city.database, anObservation(), anObservation());
  await observe(city.database, anObservation());
  await judged(analytics, city.database);
  const all = await alerts(city.database);
  expect(all).toHaveLength(1);
  expect(all[0]?.count).toBe(4);
  expect(BigInt(String(all[0]?.['changed_xid']))).toBeGreaterThan(BigInt(String(before?.['changed_xid'])));
  expect(await steps(city.database, all[0]?.id ?? 0)).toEqual(['raised']);
});
