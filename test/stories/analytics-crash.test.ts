import { beforeAll, beforeEach, expect, test } from 'vitest';
import {
  alerts,
  anObservation,
  aRule,
  aCity,
  judged,
  observe,
  rule,
  steps,
  type City,
  emptied,
} from '../analytics/city.ts';
import { startBuilt, type TestProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

let city: City;
beforeAll(async () => {
  city = await aCity();
});
beforeEach(async () => {
  await emptied(city);
  await rule(city.database, aRule());
});

function startProcess(env: NodeJS.ProcessEnv = {}): Promise<TestProgram> {
  return startBuilt('analytics', {
    env: { ...process.env, CITYWATCH_DATABASE_URL: city.url, CITYWATCH_PORT: '0', ...env },
  });
}
const counted = async (): Promise<number> =>
  (await alerts(city.database)).reduce((total, alert) => total + alert.count, 0);

test('analytics killed in the middle of raising an alert loses nothing and doubles nothing', async () => {
  // Raising hangs at its last row, with alert, picture and cursor written but not committed.
  await city.database.query(`
    create table hang (at text);
    create function hang() returns trigger language plpgsql as $$
    begin
      if exists (select from hang) then perform pg_sleep(60); end if;
      return new;
    end $$;
    create trigger hang before insert on alert_step for each row execute function hang();
    insert into hang values ('raised');`);
  const first = await startProcess();
  await first.printed(/this process has the lead/);
  await observe(city.database, anObservation());
  await until(async () => {
    const { rows } = await city.database.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
    );
    return rows.length > 0;
  });
  first.child.kill('SIGKILL');
  await first.ended;
  await city.database.query('delete from hang');
  // The server does not look at a client's socket while it sleeps; a real statement would have ended by itself.
  await city.database.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
  );
  expect(await counted()).toBe(0);

  await startProcess();
  await until(async () => (await counted()) > 0);
  const [alert] = await alerts(city.database);
  expect(alert).toMatchObject({ count: 1, version: 1 });
  expect(await steps(city.database, alert?.id ?? 0)).toEqual(['raised']);
});

test('of two processes one is killed again and again while facts come: each is counted once', async () => {
  let running: readonly TestProgram[] = await Promise.all([startProcess(), startProcess()]);
  await Promise.race(running.map((one) => one.printed(/this process has the lead/)));
  let told = 0;
  const facts = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await observe(city.database, anObservation());
    told += count;
  };
  for (let round = 0; round < 3; round++) {
    await facts(20);
    const writing = facts(20);
    const leader = running.find((one) => /this process has the lead/.test(one.output()));
    leader?.child.kill('SIGKILL');
    await leader?.ended;
    running = [...running.filter((one) => one !== leader), await startProcess()];
    await writing;
    await Promise.race(running.map((one) => one.printed(/this process has the lead/)));
  }
  await until(async () => (await counted()) >= told);
  expect(await counted()).toBe(told);
  expect(await alerts(city.database)).toHaveLength(1);
});

test('settings that are wrong are listed all at once, without their values, and nothing starts', async () => {
  const program = await startProcess({
    CITYWATCH_DATABASE_URL: 'mysql://root:secret@nowhere/db',
    CITYWATCH_PORT: '99999',
    CITYWATCH_TIME_ZONE: 'Mars/Olympus',
  });
  expect(await program.ended).toBe(1);
  for (const name of ['CITYWATCH_DATABASE_URL', 'CITYWATCH_PORT', 'CITYWATCH_TIME_ZONE'])
    expect(program.output()).toContain(name);
  expect(program.output()).not.toMatch(/secret|Mars|\n\s+at /);
});

test('analytics told to stop makes durable what it has judged, and ends with 0', async () => {
  const program = await startProcess();
  const [, port] = await program.printed(/"port":(\d+)/);
  await program.printed(/this process has the lead/);
  await observe(city.database, anObservation({ zoneId: null }));
  await judged({ port: Number(port) }, city.database);
  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  const { rows } = await city.database.query(
    "select id = (select max(id) from observation) as durable from reader where name = 'observations'",
  );
  expect(rows).toEqual([{ durable: true }]);
});
