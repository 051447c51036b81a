import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { DeltaFlush } from '../../../store/delta-mark.ts';
import { startDeltaFlusher } from '../../../ingest/edges/delta-flush.ts';
import { undoLater } from '../../support/cleanup.ts';

class Poisoned extends Error {}

/** A flusher of numbers whose writes fail as long as `failure` says so. */
function aFlusher() {
  const counted: number[] = [];
  const tried: (DeltaFlush & { readonly rows: readonly number[] })[] = [];
  const state = { failure: null as Error | null };
  const flusher = startDeltaFlusher<number>({
    writer: 'test',
    everyMs: 3_600_000,
    take: () => counted.splice(0),
    async write(flush, rows) {
      tried.push({ ...flush, rows });
      await Promise.resolve();
      if (state.failure) throw state.failure;
    },
    isFaultOf: (error) => error instanceof Poisoned,
    log: pino({ level: 'silent' }),
  });
  undoLater(() => flusher.stop());
  return { counted, tried, state, flusher };
}

test('what was counted is written once, and nothing when nothing was counted', async () => {
  const { counted, tried, flusher } = aFlusher();
  counted.push(1, 2);
  await flusher.flush();
  await flusher.flush();
  expect(tried).toEqual([{ writer: 'test', number: 1, rows: [1, 2] }]);
});

describe('a flush whose answer was lost', () => {
  test('is written again under its own number before anything newer', async () => {
    const { counted, tried, state, flusher } = aFlusher();
    counted.push(1);
    state.failure = new Error('connection terminated');
    expect(await flusher.flush()).toBe(false);
    counted.push(2);
    state.failure = null;
    expect(await flusher.flush()).toBe(true);
    await flusher.flush();
    expect(tried.map(({ number, rows }) => [number, ...rows])).toEqual([
      [1, 1],
      [1, 1],
      [2, 2],
    ]);
  });

  test('is written with what came since when the process stops', async () => {
    const { counted, tried, state, flusher } = aFlusher();
    counted.push(1);
    state.failure = new Error('connection terminated');
    await flusher.flush();
    counted.push(2);
    state.failure = null;
    await flusher.stop();
    expect(tried.at(-1)).toEqual({ writer: 'test', number: 2, rows: [2] });
  });
});

test('counters the database will never take do not hold up the others', async () => {
  const { counted, tried, state, flusher } = aFlusher();
  counted.push(1);
  state.failure = new Poisoned();
  await flusher.flush();
  state.failure = null;
  counted.push(2);
  await flusher.flush();
  expect(tried.at(-1)).toEqual({ writer: 'test', number: 2, rows: [2] });
});

test('two at the same moment are one', async () => {
  const { counted, tried, flusher } = aFlusher();
  counted.push(1);
  await Promise.all([flusher.flush(), flusher.flush()]);
  expect(tried).toHaveLength(1);
});
