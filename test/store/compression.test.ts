import { beforeAll, expect, test } from 'vitest';
import { compressionStatements, keepCompression, readCompression } from '../../store/compression.ts';
import type { Database } from '../../store/database.ts';
import { readEdition } from '../../store/edition.ts';
import { isHypertable } from '../../store/housekeeping.ts';
import { migratedDatabase } from '../support/database.ts';

let database: Database;
beforeAll(async () => {
  ({ database } = await migratedDatabase());
});

test('the edition is told by what the server says of itself', async () => {
  const hypertables = await isHypertable(database, 'track');
  const { rows } = await database.query<{ license: string | null }>(
    "select current_setting('timescaledb.license', true) as license",
  );
  const told = rows[0]?.license === 'timescale' ? 'community' : 'apache';
  expect(await readEdition(database)).toBe(hypertables ? told : 'postgres');
});

test('a wish to compress does what the edition can: nothing at all where it has no compression', async ({ skip }) => {
  const edition = await readEdition(database);
  if (edition === 'community') skip('this server compresses');
  expect(await keepCompression(database, 30)).toBe(0);
  expect(await readCompression(database)).toEqual({ edition, days: new Map() });
  // Why it must not be tried.
  await expect(database.query('alter table track set (timescaledb.compress)')).rejects.toThrow();
});

test('on the Community edition it is set, changed and taken back, and left alone when it is as wished', () => {
  const on = (days: number | null) => ({ edition: 'community' as const, days: new Map([['track', days]]) });
  const [alter, add, ...more] = compressionStatements(on(null), 30);
  expect(more).toEqual([]);
  expect(alter).toMatch(
    /^alter table track set \(timescaledb.compress,.*segmentby = 'camera_id'.*orderby = 'first_at'\)$/,
  );
  expect(add).toMatch(/^select add_compression_policy\('track', compress_after => interval '30 days'/);
  expect(compressionStatements(on(30), 30)).toEqual([]);
  expect(compressionStatements(on(30), 60)).toHaveLength(3);
  expect(compressionStatements(on(30), null)).toEqual([expect.stringMatching(/^select remove_compression_policy/)]);
  expect(compressionStatements({ edition: 'apache', days: new Map() }, 30)).toEqual([]);
});

test('that is how a Community server keeps it', async ({ skip }) => {
  if ((await readEdition(database)) !== 'community') skip('needs TimescaleDB Community');
  expect(await keepCompression(database, 30)).toBe(2);
  expect((await readCompression(database)).days.get('track')).toBe(30);
  expect(await keepCompression(database, 30)).toBe(0);
  expect(await keepCompression(database, null)).toBe(1);
});
