import { expect, test } from 'vitest';
import { openExportDesk, type ExportWork } from '../../../gateway/edges/exports/export-desk.ts';

const TO = 1_000_000;

/** Three pages of two rows; their last times are a quarter, a half and the whole of the period. */
async function* somePages(): AsyncGenerator<{ rows: string[][]; atMs: number }> {
  for (const share of [0.25, 0.5, 1]) yield { rows: [['a'], ['b']], atMs: share * TO };
}

function aWork(over: Partial<ExportWork> = {}): ExportWork & { readonly said: unknown[] } {
  const said: unknown[] = [];
  return {
    username: 'planner',
    pages: somePages(),
    period: [0, TO],
    signal: new AbortController().signal,
    tell: async (progress) => said.push(progress) > 0,
    onEnd: async (state, rows) => void said.push([state, rows]),
    said,
    ...over,
  };
}

/** A clock that is read once a page, two seconds apart. */
const slowly = () => {
  let ms = 0;
  return () => (ms += 2000);
};

async function taken(pages: AsyncIterable<readonly unknown[]>): Promise<number> {
  let rows = 0;
  for await (const page of pages) rows += page.length;
  return rows;
}

test('how far a file is goes by the time of its rows: nothing is counted before', async () => {
  const work = aWork();
  expect(await taken(openExportDesk(slowly()).take(work))).toBe(6);
  expect(work.said).toEqual([{ rows: 2, share: 0.25 }, { rows: 4, share: 0.5 }, { rows: 6, share: 1 }, ['done', 6]]);
});

test('it is told with the first page, then once a second at most', async () => {
  const work = aWork();
  await taken(openExportDesk(() => 0).take(work));
  expect(work.said).toEqual([{ rows: 2, share: 0.25 }, ['done', 6]]);
});

test('a file that is not wanted any more is cut off, so that nobody takes it for whole', async () => {
  const said: unknown[] = [];
  const work = aWork({ tell: async ({ rows }) => rows < 4, onEnd: async (...end) => void said.push(end) });
  await expect(taken(openExportDesk(slowly()).take(work))).rejects.toThrow('not wanted');
  expect(said).toEqual([['cancelled', 4]]);
});

test('two files for each account and four in all; a place is free again when its file ends', async () => {
  const desk = openExportDesk(() => 0);
  const first = desk.take(aWork());
  desk.take(aWork());
  expect(() => desk.take(aWork())).toThrow('too many');
  expect(() => desk.ask('planner')).toThrow('too many');
  desk.take(aWork({ username: 'a' }));
  desk.take(aWork({ username: 'b' }));
  expect(() => desk.ask('c')).toThrow('too many');
  await taken(first);
  desk.ask('c');
  desk.ask('planner');
});
