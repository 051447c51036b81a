import { beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { alerts, aRule, aCity, judge, judged, rule, steps, emptied, type City } from './city.ts';
import { aClock, agentIs, cameraIs, measure } from './facts.ts';

let city: City;
beforeAll(async () => {
  city = await aCity();
});
beforeEach(() => emptied(city));

const flood = (forS: number, clearForS: number) =>
  aRule({
    id: 'flood',
    condition: { kind: 'sensor-threshold', sensorIds: ['lake'], side: 'above', limit: 5, clearAt: 4, forS, clearForS },
  });
const blind = aRule({
  id: 'blind',
  condition: { kind: 'camera-health', cameraIds: [], conditions: ['offline'], forS: 10, clearForS: 60 },
});

test('water above its limit becomes an alert; over when it has fallen to clearAt; rising again is a repeat', async () => {
  await rule(city.database, flood(0, 0));
  const t = Date.now();
  const analytics = await judge(city, { clock: aClock(t) });
  const read = async (...readings: [number, number][]): Promise<void> => {
    await measure(city.database, ...readings);
    await judged(analytics, city.database);
  };
  await read([t - 60_000, 3], [t - 50_000, 5.2]);
  const [alert] = await alerts(city.database);
  expect(alert).toMatchObject({
    rule_id: 'flood',
    place_key: 'sensor:lake',
    device_kind: 'sensor',
    device_name: 'Đầm Vạc',
    value: 5.2,
    unit: 'm',
    area_id: 'vinh-yen',
    lat: 21.3,
    zone_id: null,
    captured_at: new Date(t - 50_000),
    received_at: new Date(t - 49_950),
    count: 1,
  });
  await read([t - 40_000, 4.5], [t - 30_000, 5.5]);
  expect(await alerts(city.database)).toMatchObject([{ count: 1, cleared_at: null }]);
  await read([t - 20_000, 4]);
  expect(await alerts(city.database)).toMatchObject([{ count: 1, cleared_at: new Date(t - 20_000) }]);
  await read([t - 10_000, 6], [t - 40_000, 6]);
  expect(await alerts(city.database)).toMatchObject([{ count: 2, cleared_at: null }]);
  expect(await steps(city.database, alert?.id ?? 0)).toEqual(['raised', 'cleared']);
});

test('a hold that began before a restart is full at its time, once', async () => {
  await rule(city.database, flood(25, 0));
  const t = Date.now();
  const clock = aClock(t);
  const first = await judge(city, { clock });
  await measure(city.database, [t, 6]);
  await judged(first, city.database);
  await first.stop();
  expect(await alerts(city.database)).toEqual([]);
  const second = await judge(city, { clock });
  await until(second.leading);
  clock.set(t + 26_000);
  await until(async () => (await alerts(city.database)).length > 0);
  const third = await judge(city, { clock });
  await second.stop();
  await until(third.leading);
  await judged(third, city.database);
  expect(await alerts(city.database)).toMatchObject([{ count: 1, captured_at: new Date(t + 25_000) }]);
});

test('a flapping camera is one alert, raised once', async () => {
  await rule(city.database, blind);
  const t = Date.now() - 3_600_000;
  const clock = aClock(t);
  const analytics = await judge(city, { clock });
  for (let s = 0; s < 300; s += 30) {
    clock.set(t + s * 1000);
    await cameraIs(city.database, 'gate', 'offline', t + s * 1000);
    await judged(analytics, city.database);
    clock.set(t + (s + 15) * 1000);
    await cameraIs(city.database, 'gate', 'online', t + (s + 15) * 1000);
    await judged(analytics, city.database);
  }
  expect(await alerts(city.database)).toMatchObject([
    { rule_id: 'blind', place_key: 'camera:gate', count: 1, cleared_at: null },
  ]);
  clock.set(t + 400_000);
  await until(async () => (await alerts(city.database))[0]?.cleared_at !== null);
  const { rows } = await city.database.query("select text from alert_step where kind = 'raised'");
  expect(rows).toEqual([{ text: 'offline: unreachable' }]);
});

test('when an agent is gone each of its cameras becomes an alert, also for a rule written afterwards', async () => {
  const t = Date.now();
  const analytics = await judge(city, { clock: aClock(t) });
  await cameraIs(city.database, 'gate', 'online', t - 120_000);
  await agentIs(city.database, 'pole-1', 'offline', t - 60_000);
  await judged(analytics, city.database);
  await rule(city.database, { ...blind, condition: { ...blind.condition, forS: 0 } as typeof blind.condition });
  await until(async () => (await alerts(city.database)).length === 2);
  expect((await alerts(city.database)).map((alert) => alert.place_key).sort()).toEqual(['camera:gate', 'camera:yard']);
});
