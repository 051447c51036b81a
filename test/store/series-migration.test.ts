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
insert into observation_15min (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum)
  select at, 'crossed', camera, zone, class, 'forward', 'ward', n, 0, 0
    from (values (timestamptz '2026-01-31 16:45Z', 'gate', 'kerb', 'car', 3), ('2026-01-31 17:00Z', 'gate', 'kerb', 'car', 5),
                 ('2026-01-31 17:45Z', 'gate', 'lane', 'car', 7), ('2026-02-01 16:45Z', 'gate', 'kerb', 'bus', 2),
                 ('2026-01-31 17:00Z', 'yard', 'wall', 'car', 9)) q(at, camera, zone, class, n);
insert into rollup_zone (time_zone) values ('Asia/Ho_Chi_Minh');
insert into value_daily (bucket, kind, camera_id, zone_id, bin, count)
  select timestamptz '2026-01-01Z', 'left', 'gate', 'square', bin, 2 from generate_series(1, 3) bin;
insert into presence_15min (bucket, camera_id, zone_id, quarters, seconds) values ('2026-01-01Z', 'gate', 'square', 2, 1.5);
insert into movement_daily (bucket, camera_id, from_zone_id, zone_id, class, count, seconds) values ('2026-01-01Z', 'gate', 'east', 'west', 'car', 4, 20.25)`;
/** Days of Vietnam begin at 17:00Z. */
const HOURS = {
  camera: ['Jan 31 gate car 23:3', 'Feb 1 gate bus 23:2', 'Feb 1 gate car 0:12', 'Feb 1 yard car 0:9'],
  way: ['Jan 31 gate kerb 23:3', 'Feb 1 gate kerb 0:5,23:2', 'Feb 1 gate lane 0:7', 'Feb 1 yard wall 0:9'],
  area: ['Jan 31 ward car 23:3', 'Feb 1 ward bus 23:2', 'Feb 1 ward car 0:21'],
  city: ['Jan 31 car 23:3', 'Feb 1 bus 23:2', 'Feb 1 car 0:21'],
};
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
  for (const [level, days] of Object.entries(HOURS)) expect(await hoursOf(level), level).toEqual(days);

  async function hoursOf(level: string): Promise<readonly string[]> {
    const { rows } = await database.query<{ told: string }>(
      `select concat_ws(' ', to_char(bucket at time zone 'Asia/Ho_Chi_Minh', 'Mon FMDD'), j ->> 'camera_id', j ->> 'zone_id',
                        case when '${level}' = 'area' then j ->> 'area_id' end, j ->> 'class',
              (select string_agg(concat(ltrim(key, 'h'), ':', value), ',' order by ltrim(key, 'h')::int)
                 from jsonb_each_text(j) where key ~ '^h[0-9]' and value <> '0')) as told
         from observation_${level}_hours t cross join lateral (select to_jsonb(t) as j) j
        order by bucket, j ->> 'camera_id', j ->> 'zone_id', j ->> 'class'`,
    );
    return rows.map(({ told }) => told);
  }
});
