import { beforeAll, beforeEach, expect, test } from 'vitest';
import { escalateOverdue } from '../../store/alerts-escalate.ts';
import { saveSetting } from '../../store/settings.ts';
import { until } from '../support/until.ts';
import { alerts, anObservation, aRule, aCity, judge, observe, rule, steps, type City, emptied } from './city.ts';

const LIMITS = { critical: 300, warning: 900, info: null };
let city: City;
beforeAll(async () => {
  city = await aCity();
});
beforeEach(async () => {
  await emptied(city);
});

async function anAlert(severity: string, state: string, raisedAgoS: number, deadlineAgoS?: number): Promise<number> {
  await rule(city.database, aRule({ id: `r-${severity}` }));
  const { rows } = await city.database.query<{ id: number }>(
    `insert into alert (rule_id, rule_version, rule_name, condition, severity, state, device_kind, device_id, device_name,
       place_key, source_key, last_at, captured_at, raised_at, deadline_at)
     select id, version, name, condition, $1, $2, 'camera', 'gate', 'gate', gen_random_uuid()::text, 'x', now(), now(),
       now() - make_interval(secs => $3), now() - make_interval(secs => $4) from rule_now where id = $5 returning id`,
    [severity, state, raisedAgoS, deadlineAgoS ?? null, `r-${severity}`],
  );
  return rows[0]?.id ?? 0;
}

test.each([
  ['a critical alert nobody has touched for five minutes', 'critical', 'raised', 301, undefined, true],
  ['a critical alert that is newer', 'critical', 'raised', 299, undefined, false],
  ['a warning after a quarter of an hour', 'warning', 'raised', 901, undefined, true],
  ['a warning before', 'warning', 'raised', 899, undefined, false],
  ['a note, never', 'info', 'raised', 1e6, undefined, false],
  ['an alert somebody has acknowledged', 'critical', 'acknowledged', 1e6, undefined, false],
  ['a dispatched alert past its deadline', 'warning', 'dispatched', 10, 1, true],
  ['a dispatched alert before its deadline', 'warning', 'dispatched', 1e6, -10, false],
  ['a dispatched alert without one', 'warning', 'dispatched', 1e6, undefined, false],
  ['an alert whose unit is on scene', 'critical', 'on-scene', 1e6, 10, false],
])('%s', async (_, severity, state, raisedAgoS, deadlineAgoS, escalated) => {
  const id = await anAlert(severity, state, raisedAgoS, deadlineAgoS);
  expect(await escalateOverdue(city.database, LIMITS)).toEqual(escalated ? [id] : []);
  expect(await alerts(city.database)).toMatchObject([{ version: escalated ? 2 : 1, state }]);
});

test('a deadline is told once; a new deadline may be told again', async () => {
  const id = await anAlert('warning', 'dispatched', 100, 50);
  expect(await escalateOverdue(city.database, LIMITS)).toEqual([id]);
  expect(await escalateOverdue(city.database, LIMITS)).toEqual([]);
  await city.database.query("update alert set deadline_at = now() - interval '1 second'");
  expect(await escalateOverdue(city.database, LIMITS)).toEqual([id]);
  expect(await steps(city.database, id)).toEqual(['escalated', 'escalated']);
});

test('an alert nobody acts on is escalated once, however often anybody looks and whatever the limit becomes', async () => {
  const id = await anAlert('critical', 'raised', 400);
  const both = await Promise.all([1, 2, 3].map(() => escalateOverdue(city.database, LIMITS)));
  expect(both.flat()).toEqual([id]);
  expect(await escalateOverdue(city.database, { ...LIMITS, critical: 200 })).toEqual([]);
  expect(await steps(city.database, id)).toEqual(['escalated']);
});

test('an alert that somebody acknowledges at this very moment is not escalated', async () => {
  const id = await anAlert('critical', 'raised', 400);
  const person = await city.database.connect();
  await person.query('begin');
  await person.query("update alert set state = 'acknowledged' where id = $1", [id]);
  const escalating = escalateOverdue(city.database, LIMITS);
  await until(async () => {
    const { rows } = await city.database.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return rows.length > 0;
  });
  await person.query('commit');
  person.release();
  expect(await escalating).toEqual([]);
  expect(await steps(city.database, id)).toEqual([]);
});

test('analytics escalates by the stored limits while it judges', async () => {
  await saveSetting(city.database, 'escalation', { critical: 1 });
  await rule(city.database, aRule());
  await judge(city);
  await observe(city.database, anObservation());
  await until(async () => {
    const [alert] = await alerts(city.database);
    return alert !== undefined && (await steps(city.database, alert.id)).includes('escalated');
  });
  expect(await alerts(city.database)).toMatchObject([{ state: 'raised', count: 1 }]);
});
