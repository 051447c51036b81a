import { expect, test } from 'vitest';
import { turnsEach } from '../../gateway/edges/turns-each.ts';

test('whoever asks for much waits for oneself, in order, and others do not; beyond that nothing is done', async () => {
  const turns = turnsEach({ atOnce: 1, waiting: 1 });
  const done: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (whose: string, what: string) =>
    turns.take(whose, async () => {
      await new Promise<void>((resolve) => ends.push(resolve));
      done.push(what);
      return what;
    });
  const [first, second, third, other] = [ask('lan', '1'), ask('lan', '2'), ask('lan', '3'), ask('minh', 'x')];
  expect(await third).toBeNull();
  await expect.poll(() => ends.length).toBe(2);
  for (const end of ends.splice(0)) end();
  expect([await first, await other]).toEqual([{ value: '1' }, { value: 'x' }]);
  await expect.poll(() => ends.length).toBe(1);
  ends[0]?.();
  expect([await second, done]).toEqual([{ value: '2' }, ['1', 'x', '2']]);
  expect(await turns.take('lan', async () => 'again')).toEqual({ value: 'again' });
});

test('work that fails gives its place back', async () => {
  const turns = turnsEach({ atOnce: 1, waiting: 0 });
  await expect(turns.take('lan', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await turns.take('lan', async () => 1)).toEqual({ value: 1 });
});
