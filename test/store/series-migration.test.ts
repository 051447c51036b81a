import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { undoLater } from '../support/cleanup.ts';
import { createDatabase } from '../support/database.ts';

const MIGRATIONS = new URL('../../store/migrations/', import.meta.url);

/** Sums as they were kept before series had numbers, with groups that differ only in what is not known. */
const BEFORE = `
insert into observation_hourly (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum, value_max)
  select at, 'crossed', 'gate', zone, class, 'forward', 'ward', n, 1, 0.5, n
    from (values (timestamptz '2026-01-01Z', 'kerb', 'car', 3), ('2026-01-01Z', null, 'car', 5), ('2026-01-01Z', 'kerb', null, 7),
                 ('2026-06-01Z', 'kerb', 'car', 9)) h(at, zone, class, n);
insert into value_daily (bucket, kind, camera_id, zone_id, bin, count)
  select timestamptz '2026-01-01Z', 'left', 'gate', 'square', bin, 2 from generate_series(1, 3) bin;
insert into presence_15min (bucket, camera_id, zone_id, quarters, seconds) values ('2026-01-01Z', 'gate', 'square', 2, 1.5);
insert into movement_daily (bucket, camera_id, from_zone_id, zone_id, class, count, seconds) values ('2026-01-01Z', 'gate', 'east', 'west', 'car', 4, 20.25)`;
const TABLES = ['observation_hourly', 'value_daily', 'presence_15min', 'movement_daily', 'crossing_hourly'];

test('sums that are there when series get numbers say the same afterwards', async () => {
  const { url } = await createDatabase();
  const database = openDatabase({ url, name: 'test', onError: () => undefined });
  undoLater(() => database.end());
  const earlier = await mkdtemp(path.join(tmpdir(), 'citywatch-migrations-'));
  undoLater(() => rm(earlier, { recursive: true, force: true }));
  for (const name of (await readdir(MIGRATIONS)).filter((one) => one < '0180'))
    await cp(fileURLToPath(new URL(name, MIGRATIONS)), path.join(earlier, name));
  await migrate(database, pathToFileURL(`${earlier}/`));
  await database.query(BEFORE);
  const said = async (): Promise<unknown> =>
    Promise.all(
      TABLES.map(async (table) => (await database.query(`select to_jsonb(t) as row from ${table} t order by 1`)).rows),
    );
  const before = await said();
  expect((await migrate(database)).applied).toContain('0180-series.sql');
  expect(await said()).toEqual(before);
});
