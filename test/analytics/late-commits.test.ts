import { beforeAll, beforeEach, expect, test } from 'vitest';
import { writeObservations } from '../../store/observations-write.ts';
import { until } from '../support/until.ts';
import { alerts, anObservation, aRule, aCity, judge, judged, observe, rule, emptied, type City } from './city.ts';

let city: City;
beforeAll(async () => {
  city = await aCity();
});
beforeEach(() => emptied(city));

test('an observation whose transaction is older than others but commits after them is judged, once', async () => {
  await rule(city.database, aRule());
  const analytics = await judge(city);
  // The first row of a day makes its chunk, and whoever writes meanwhile waits for that.
  await observe(city.database, anObservation({ zoneId: null }));
  const late = await city.database.connect();
  await late.query('begin');
  await writeObservations(late, [anObservation()], []);
  await observe(city.database, anObservation(), anObservation());
  // Whatever analytics makes of the two now, it must not step over the one that is not there yet.
  await until(async () => {
    const answer = await fetch(`http://127.0.0.1:${analytics.port}/healthz`);
    return /"heldSince":"/.test(await answer.text()) || (await alerts(city.database))[0]?.count === 2;
  });
  await late.query('commit');
  late.release();
  await judged(analytics, city.database);
  expect(await alerts(city.database)).toMatchObject([{ count: 3 }]);
});

test('many writers at once, some of which give up: each observation that is there is counted once', async () => {
  await rule(city.database, aRule());
  const analytics = await judge(city, { batch: 7 });
  const writer = async (number: number): Promise<void> => {
    for (let i = 0; i < 25; i++) {
      const connection = await city.database.connect();
      try {
        await connection.query('begin');
        await writeObservations(connection, [anObservation(), anObservation()], []);
        if ((i + number) % 3 === 0) await new Promise((resolve) => setTimeout(resolve, (i * number) % 7));
        await connection.query((i + number) % 5 === 0 ? 'rollback' : 'commit');
      } finally {
        connection.release();
      }
    }
  };
  await Promise.all([0, 1, 2, 3, 4, 5].map(writer));
  await judged(analytics, city.database);
  const { rows } = await city.database.query<{ count: number }>('select count(*)::int as count from observation');
  expect(rows[0]?.count).toBe(240);
  expect(await alerts(city.database)).toMatchObject([{ count: 240 }]);
});

test('while an open transaction holds readers back, metrics say for how long', async () => {
  await rule(city.database, aRule());
  const analytics = await judge(city);
  const idle = await city.database.connect();
  await idle.query('begin; select pg_current_xact_id()');
  await observe(city.database, anObservation());
  await until(async () => {
    const text = await (await fetch(`http://127.0.0.1:${analytics.port}/metrics`)).text();
    const held = /reader_held_seconds\{reader="observations"\} ([\d.e-]+)/.exec(text)?.[1];
    return Number(held) > 0;
  });
  await idle.query('rollback');
  idle.release();
  await judged(analytics, city.database);
  expect(await alerts(city.database)).toMatchObject([{ count: 1 }]);
});
