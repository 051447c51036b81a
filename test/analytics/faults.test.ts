import { beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../support/until.ts';
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
import { measure } from './facts.ts';

let city: City;
beforeAll(async () => {
  city = await aCity();
});
beforeEach(() => emptied(city));

test('a commit that fails in the middle leaves nothing behind, and the next try raises the alert once', async () => {
  await rule(city.database, aRule());
  // The step is the last thing written: alert, picture and cursor are there by then.
  await city.database.query(`
    create sequence tries;
    create function fail_twice() returns trigger language plpgsql as $$
    begin
      if nextval('tries') <= 2 then raise exception 'disk on fire'; end if;
      return new;
    end $$;
    create trigger fail before insert on alert_step for each row execute function fail_twice();`);
  const analytics = await judge(city);
  await observe(city.database, anObservation());
  await judged(analytics, city.database);
  const all = await alerts(city.database);
  expect(all).toMatchObject([{ count: 1, version: 1 }]);
  expect(await steps(city.database, all[0]?.id ?? 0)).toEqual(['raised']);
  expect(await (await fetch(`http://127.0.0.1:${analytics.port}/metrics`)).text()).toMatch(
    /errors_total\{part="observations"\} 2/,
  );
});

test('when the database drops every connection, judging goes on where it was', async () => {
  await rule(city.database, aRule());
  const analytics = await judge(city);
  await observe(city.database, anObservation());
  await judged(analytics, city.database);
  await city.database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'citywatch-analytics%'`,
  );
  await observe(city.database, anObservation());
  await until(analytics.leading);
  await judged(analytics, city.database);
  expect(await alerts(city.database)).toMatchObject([{ count: 2 }]);
});

test('a rule that nobody can judge by is told in the status, and the other rules go on', async () => {
  await rule(city.database, aRule());
  await city.database.query(
    `insert into rule (id, version, name, severity, condition, enabled)
     values ('broken', 1, 'x', 'info', '{"kind":"zone-presence","zoneIds":[],"classes":[],"forS":-1}', true)`,
  );
  const analytics = await judge(city);
  await observe(city.database, anObservation());
  await judged(analytics, city.database);
  expect(await alerts(city.database)).toHaveLength(1);
  const health = (await (await fetch(`http://127.0.0.1:${analytics.port}/healthz`)).json()) as {
    rules: { broken: { id: string; reason: string }[] };
  };
  expect(health.rules.broken).toEqual([{ id: 'broken', version: 1, reason: expect.stringContaining('condition') }]);
  expect(await (await fetch(`http://127.0.0.1:${analytics.port}/metrics`)).text()).toMatch(/rules\{state="broken"\} 1/);
});

test('a state nobody can read counts as none, and the rule goes on', async () => {
  await rule(
    city.database,
    aRule({
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
    }),
  );
  await city.database.query(`insert into rule_state values ('flood', 'sensor:lake', '"once upon a time"')`);
  const analytics = await judge(city);
  await measure(city.database, [Date.now(), 6]);
  await judged(analytics, city.database);
  expect(await alerts(city.database)).toMatchObject([{ rule_id: 'flood', count: 1 }]);
});

test('an alert that can never be written is left out and counted, and everything else goes on', async () => {
  await rule(city.database, aRule(), aRule({ id: 'other' }));
  await city.database.query("alter table alert add constraint poison check (rule_id <> 'other')");
  const analytics = await judge(city);
  await observe(city.database, anObservation());
  await judged(analytics, city.database);
  await observe(city.database, anObservation());
  await judged(analytics, city.database);
  await city.database.query('alter table alert drop constraint poison');
  expect((await alerts(city.database)).map((alert) => [alert.rule_id, alert.count])).toEqual([['closed-depot', 2]]);
  expect(await (await fetch(`http://127.0.0.1:${analytics.port}/metrics`)).text()).toMatch(
    /facts_ignored_total\{reader="observations",reason="unwritable"\} 2/,
  );
});

test('analytics stops in order while it is starting', async () => {
  await rule(city.database, aRule());
  const analytics = await judge(city);
  await analytics.stop();
  await until(async () => {
    const { rows } = await city.database.query(
      `select 1 from pg_stat_activity
        where datname = current_database() and application_name like 'citywatch-analytics%'`,
    );
    return rows.length === 0;
  });
  expect(analytics.leading()).toBe(false);
});
