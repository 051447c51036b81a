import { expect, test } from 'vitest';
import { openDatabase } from '../../store/database.ts';
import { queryUntil } from '../../store/query-until.ts';
import { undoLater } from '../support/cleanup.ts';
import { createDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

test('a statement nobody waits for any more ends in the server at once, and its connection goes on', async () => {
  const { url } = await createDatabase();
  const database = openDatabase({ url, name: 'test', max: 2, onError: () => undefined });
  undoLater(() => database.end());
  const running = async (): Promise<number> => {
    const { rows } = await database.query<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where state = 'active' and query like '%pg_sleep(60)%' and pid <> pg_backend_pid()",
    );
    return rows[0]?.n ?? 0;
  };
  const leave = new AbortController();
  const asked = queryUntil(database, leave.signal, { rowMode: 'array', text: 'select pg_sleep(60)' });
  const refused = expect(asked).rejects.toThrow('aborted');
  await until(async () => (await running()) === 1);
  leave.abort();
  await refused;
  expect(await running()).toBe(0);
  // The same two connections as before answer what is asked next.
  const next = new AbortController().signal;
  const answers = [1, 2, 3].map((n) => queryUntil<[number]>(database, next, { rowMode: 'array', text: `select ${n}` }));
  expect((await Promise.all(answers)).map(({ rows }) => rows)).toEqual([[[1]], [[2]], [[3]]]);
  await expect(queryUntil(database, leave.signal, { rowMode: 'array', text: 'select 1' })).rejects.toThrow('aborted');
});
