import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, transaction, type Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { createDatabase } from '../support/database.ts';

let database: Database;
beforeAll(async () => {
  database = openDatabase({ url: (await createDatabase()).url, name: 'test', onError: () => undefined });
});
afterAll(() => database.end());

test('a connection that is ended inside a transaction is an error of that transaction, and the next one works', async () => {
  const work = transaction(database, async (connection) => {
    const { rows } = await connection.query<{ pid: number }>('select pg_backend_pid() as pid');
    await database.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    // Time for the news to arrive while nothing is being asked.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await connection.query('select 1');
  });
  await expect(work).rejects.toThrow();
  await expect(transaction(database, (connection) => connection.query('select 1 as one'))).resolves.toMatchObject({
    rows: [{ one: 1 }],
  });
});

test('what a failed transaction wrote is not there', async () => {
  await database.query('create table thing (id int)');
  const work = transaction(database, async (connection) => {
    await connection.query('insert into thing values (1)');
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect((await database.query('select * from thing')).rowCount).toBe(0);
});

test('two processes that start at once migrate once', async () => {
  const [one, other] = await Promise.all([migrate(database), migrate(database)]);
  expect([...one.applied, ...other.applied].length).toBe(Math.max(one.applied.length, other.applied.length));
  expect((await migrate(database)).applied).toEqual([]);
});
