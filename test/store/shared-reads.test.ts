import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database, type Queryable } from '../../store/database.ts';
import { sharedReads } from '../../store/shared-reads.ts';
import { createDatabase } from '../support/database.ts';

let database: Database;
beforeAll(async () => {
  database = openDatabase({ url: (await createDatabase()).url, name: 'test', onError: () => undefined });
});
afterAll(() => database.end());

test('what is asked twice at once is asked of the database once, each with a list of its own, and nothing is kept', async () => {
  let statements = 0;
  const counting = {
    query: (text: string, values: unknown[]) => {
      statements += 1;
      return database.query(text, values);
    },
  };
  const shared = sharedReads(counting as Queryable);
  const ask = async (n: number) => (await shared.query<{ n: number }>('select $1::int as n', [n])).rows;
  const [one, two, other] = await Promise.all([ask(1), ask(1), ask(2)]);
  expect([one, two, other]).toEqual([[{ n: 1 }], [{ n: 1 }], [{ n: 2 }]]);
  expect(one).not.toBe(two);
  expect(statements).toBe(2);
  expect(await ask(1)).toEqual([{ n: 1 }]);
  expect(statements).toBe(3);

  // A fault is told to all who asked, and not kept either.
  const faulty = () => shared.query('select 1 / $1::int', [0]);
  const faults = await Promise.allSettled([faulty(), faulty()]);
  expect(faults.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(statements).toBe(4);
  await expect(faulty()).rejects.toThrow('division by zero');
  expect(statements).toBe(5);
});
