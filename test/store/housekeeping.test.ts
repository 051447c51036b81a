import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../store/database.ts';
import { everywhere, isHypertable, removeOlder } from '../../store/housekeeping.ts';
import { aCity, emptied, type City } from '../analytics/city.ts';
import { plainDatabase } from './plain-database.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW - days * 86_400_000);
const patience = (): AbortSignal => new AbortController().signal;

async function fill(database: Database): Promise<void> {
  await database.query(
    `insert into observation (at, kind, camera_id, received_at, perceived_at, natural_key)
     select $1::timestamptz - g * interval '1 hour', 'entered', 'gate', now(), now(), 'o' || g from generate_series(0, 239) g`,
    [new Date(NOW)],
  );
  await database.query(
    `insert into snapshot (at, camera_id, width, height, jpeg)
     select $1::timestamptz - g * interval '1 hour', 'gate', 1, 1, '\\x00' from generate_series(0, 239) g`,
    [new Date(NOW)],
  );
}
const counts = async (database: Database): Promise<unknown> =>
  (
    await database.query(
      `select (select count(*)::int from observation where at < $1) as old,
              (select count(*)::int from observation where at >= $1) as young, (select count(*)::int from snapshot) as pictures`,
      [daysAgo(5)],
    )
  ).rows[0];

describe('where the tables are hypertables', () => {
  let city: City;
  beforeAll(async () => {
    city = await aCity();
  });
  beforeEach(() => emptied(city));

  test('whole chunks go, and only those that are old as a whole', async ({ skip }) => {
    const { database } = city;
    if (!(await isHypertable(database, 'observation'))) skip('needs TimescaleDB');
    await fill(database);
    const removed = await removeOlder(database, 'observation', everywhere(daysAgo(5)), patience());
    expect(removed.rows).toBe(0);
    expect(removed.chunks).toBeGreaterThanOrEqual(4);
    expect(await counts(database)).toMatchObject({ young: 121, pictures: 240 });
    expect(Number(Object(await counts(database)).old)).toBeLessThan(24);
  });

  test('a chunk that is in use for long is left for the next time', async ({ skip }) => {
    const { database } = city;
    if (!(await isHypertable(database, 'observation'))) skip('needs TimescaleDB');
    await fill(database);
    const reader = await database.connect();
    await reader.query('begin');
    await reader.query('select 1 from observation limit 1');
    await expect(removeOlder(database, 'observation', everywhere(daysAgo(5)), patience())).rejects.toThrow(
      /lock timeout/,
    );
    await reader.query('commit');
    reader.release();
    expect(await counts(database)).toMatchObject({ old: 119, young: 121 });
    expect((await removeOlder(database, 'observation', everywhere(daysAgo(5)), patience())).chunks).toBeGreaterThan(0);
  });

  test('evidence of alerts stays when the pictures it was copied from go', async () => {
    const { database } = city;
    await fill(database);
    await database.query(
      `insert into rule (id, version, name, severity, condition, enabled) values ('r', 1, 'r', 'info', '{}', true);
       insert into alert (rule_id, rule_version, rule_name, condition, severity, device_kind, device_id, device_name,
                          place_key, source_key, last_at, captured_at)
         values ('r', 1, 'r', '{}', 'info', 'camera', 'gate', 'gate', 'x', 'x', now(), now());
       insert into evidence (alert_id, kind, at, mime, sha256, content)
         select alert.id, 'snapshot', snapshot.at, 'image/jpeg', sha256(jpeg), jpeg
           from alert, snapshot order by snapshot.at limit 1`,
    );
    await removeOlder(database, 'snapshot', everywhere(daysAgo(2)), patience());
    expect(Number(Object(await counts(database)).pictures)).toBeLessThan(60);
    expect((await database.query('select 1 from evidence')).rows).toHaveLength(1);
  });
});

describe('where the tables are plain', () => {
  let database: Database;
  beforeAll(async () => {
    database = await plainDatabase();
  });

  test('exactly the old rows go, in batches, and roll-ups keep what they had summed', async () => {
    await fill(database);
    expect(await isHypertable(database, 'observation')).toBe(false);
    expect(await removeOlder(database, 'observation', everywhere(daysAgo(5)), patience(), { batch: 50 })).toEqual({
      chunks: 0,
      rows: 119,
    });
    expect(await counts(database)).toEqual({ old: 0, young: 121, pictures: 240 });
    expect((await database.query('select 1 from rollup_dirty')).rows).toEqual([]);
    await database.query("delete from observation where natural_key = 'o1'");
    expect((await database.query('select 1 from rollup_dirty')).rows).toHaveLength(1);
  });

  test('it can be told to stop between batches', async () => {
    await database.query('truncate observation, snapshot');
    await fill(database);
    const abort = new AbortController();
    abort.abort();
    expect(await removeOlder(database, 'observation', everywhere(daysAgo(5)), abort.signal, { batch: 50 })).toEqual({
      chunks: 0,
      rows: 50,
    });
  });
});
