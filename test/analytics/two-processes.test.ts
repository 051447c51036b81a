import { beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { alerts, anObservation, aRule, aCity, judge, judged, observe, rule, emptied, type City } from './city.ts';

let city: City;
beforeAll(async () => {
  city = await aCity();
});
beforeEach(() => emptied(city));

test('of two processes one judges; when it stops, the other goes on where it was', async () => {
  await rule(city.database, aRule());
  const first = await judge(city);
  await until(first.leading);
  const second = await judge(city);
  await observe(city.database, anObservation());
  await judged(first, city.database);
  expect(second.leading()).toBe(false);
  await first.stop();
  await observe(city.database, anObservation());
  await until(second.leading);
  await judged(second, city.database);
  expect(await alerts(city.database)).toMatchObject([{ count: 2 }]);
});

test('a process that lost the lead without knowing cannot write, and stands for the lead again', async () => {
  await rule(city.database, aRule());
  const analytics = await judge(city);
  await until(analytics.leading);
  await observe(city.database, anObservation());
  await judged(analytics, city.database);
  // Another has moved the reader to the end of all facts, past the one that is written next.
  await city.database.query("update reader set turn = turn + 1, xid = '9000000000' where name = 'observations'");
  await observe(city.database, anObservation());
  await until(async () => {
    const { rows } = await city.database.query(
      "select 1 from reader where name = 'observations' and xid < '9000000000'",
    );
    return rows.length === 0 && analytics.leading();
  });
  expect(await alerts(city.database)).toMatchObject([{ count: 1 }]);
});
