import { Client } from 'pg';
import { expect, it } from 'vitest';
import { createDatabase } from '../support/database.ts';

it('keeps a hypertable in a database of the shared test server', async () => {
  const { url } = await createDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('create extension timescaledb');
  await client.query('create table reading (at timestamptz not null, value double precision)');
  await client.query("select create_hypertable('reading', by_range('at'))");
  await client.query("insert into reading values ('2026-01-01T00:00:00Z', 1)");
  const { rows } = await client.query('select count(*)::int as n from reading');
  expect(rows).toEqual([{ n: 1 }]);
  await client.end();
});
