import { beforeAll, expect, test } from 'vitest';
import { readAlertFeed } from '../../store/alert-feed.ts';
import { cursorNow } from '../../store/cursor.ts';
import type { Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { writeObservations } from '../../store/observations-write.ts';
import { OBSERVATION_ROLLUP } from '../../store/rollup-definitions.ts';
import { refreshRollups } from '../../store/rollup-refresh.ts';
import { adoptTimeZone } from '../../store/rollup-zone.ts';
import { aCity, anObservation } from '../analytics/city.ts';
import { cameraIs } from '../analytics/facts.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
/** By so much the cluster the dump is from was further on. */
const FURTHER = 5_000_000_000;
const TABLES = ['observation', 'measurement', 'health_event', 'device_state', 'coverage', 'reader', 'alert_step'];

let database: Database;
beforeAll(async () => {
  ({ database } = await aCity());
  await adoptTimeZone(database, [OBSERVATION_ROLLUP], ZONE);
  await cross();
  await cameraIs(database, 'gate', 'online', Date.now());
  await refreshRollups(database, ZONE, [OBSERVATION_ROLLUP]);
});

const cross = async () =>
  void (await writeObservations(
    database,
    [anObservation({ kind: 'crossed', zoneId: 'kerb', direction: 'forward' })],
    [],
  ));

const summed = async (): Promise<number> => {
  await refreshRollups(database, ZONE, [OBSERVATION_ROLLUP]);
  const { rows } = await database.query<{ count: number }>(
    "select sum(count)::int as count from observation_daily where kind = 'crossed'",
  );
  return rows[0]?.count ?? 0;
};

/** What a dump of a cluster with higher numbers brings along. */
async function bringHigherNumbers(): Promise<void> {
  await database.query(
    TABLES.map((name) => `update ${name} set xid = (xid::text::bigint + ${FURTHER})::text::xid8`).join(';') +
      `; update alert set changed_xid = (changed_xid::text::bigint + ${FURTHER})::text::xid8;
       delete from rollup_dirty`,
  );
}

test('a database of this cluster is none that was restored, however often it is looked at', async () => {
  expect([await migrate(database), await migrate(database)]).toMatchObject([{ restored: false }, { restored: false }]);
});

test('what was summed before a dump is not summed again after it was restored, and what comes is; again and again', async () => {
  for (let round = 0; round < 3; round++) {
    await bringHigherNumbers();
    expect(await migrate(database)).toMatchObject({ restored: true });
    expect(await migrate(database)).toMatchObject({ restored: false });
    expect(await summed()).toBe(1 + round);
    await cross();
    expect(await summed()).toBe(2 + round);
  }
});

test('what is written after a restore comes after everything that was written before, and is settled', async () => {
  await bringHigherNumbers();
  await migrate(database);
  const since = await cursorNow(database);
  await cross();
  const newest = async () =>
    (
      await database.query<{ newest: boolean; settled: boolean }>(
        `select xid = max(xid) over () as newest, xid < settled_xid() as settled from observation order by id desc limit 1`,
      )
    ).rows;
  // As soon as every transaction on the server that began before has ended, those of other tests too.
  await expect.poll(newest).toEqual([{ newest: true, settled: true }]);
  await expect
    .poll(() => readAlertFeed(database, { since, limit: 10 }))
    .toMatchObject({ entries: [], unsettled: false });
});
