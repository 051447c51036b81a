import { beforeAll, beforeEach, expect, test } from 'vitest';
import { deleteRule } from '../../store/rules.ts';
import { until } from '../support/until.ts';
import { alerts, anObservation, aRule, aCity, judge, judged, observe, rule, type City, emptied } from './city.ts';
import { measure } from './facts.ts';

let city: City;
beforeAll(async () => {
  city = await aCity();
});
beforeEach(() => emptied(city));

const flood = aRule({
  id: 'flood',
  condition: {
    kind: 'sensor-threshold',
    sensorIds: ['lake'],
    side: 'above',
    limit: 5,
    clearAt: 4,
    forS: 0,
    clearForS: 0,
  },
});

async function rulesInUse(port: number, enabled: number): Promise<void> {
  await until(async () => {
    const health = (await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()) as { rules: { enabled: number } };
    return health.rules.enabled === enabled;
  });
}
const raised = async ({ database }: City): Promise<unknown> =>
  (await alerts(database)).map((alert) => [alert.rule_id, alert['rule_version'], alert.count]);

test('a rule written, switched off, changed or deleted is in use at once', async () => {
  const analytics = await judge(city);
  const see = async (): Promise<void> => {
    await observe(city.database, anObservation());
    await judged(analytics, city.database);
  };
  await see();
  expect(await raised(city)).toEqual([]);
  await rule(city.database, aRule());
  await rulesInUse(analytics.port, 1);
  await see();
  expect(await raised(city)).toEqual([['closed-depot', 1, 1]]);
  await rule(city.database, aRule({ enabled: false }));
  await rulesInUse(analytics.port, 0);
  await see();
  expect(await raised(city)).toEqual([['closed-depot', 1, 1]]);
  await rule(city.database, aRule());
  await rulesInUse(analytics.port, 1);
  await see();
  expect(await raised(city)).toEqual([['closed-depot', 1, 2]]);
  await deleteRule(city.database, 'closed-depot', null);
  await rulesInUse(analytics.port, 0);
  await see();
  expect(await raised(city)).toEqual([['closed-depot', 1, 2]]);
});

test('a new rule about a sensor judges the value that is there already', async () => {
  const analytics = await judge(city);
  await measure(city.database, [Date.now(), 6]);
  await judged(analytics, city.database);
  await rule(city.database, flood);
  await until(async () => (await alerts(city.database)).length > 0);
  expect(await raised(city)).toEqual([['flood', 1, 1]]);
});

test('a rule that was switched off forgets what it had raised, so that switching it on raises it again', async () => {
  await rule(city.database, flood);
  const analytics = await judge(city);
  await measure(city.database, [Date.now(), 6]);
  await judged(analytics, city.database);
  expect(await raised(city)).toEqual([['flood', 1, 1]]);
  await rule(city.database, { ...flood, enabled: false });
  await until(async () => (await city.database.query('select 1 from rule_state')).rows.length === 0);
  await city.database.query("update alert set state = 'resolved'");
  await rule(city.database, flood);
  await until(async () => (await alerts(city.database)).length > 1);
  expect(await raised(city)).toEqual([
    ['flood', 1, 1],
    ['flood', 3, 1],
  ]);
});
