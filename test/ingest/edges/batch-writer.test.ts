import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import { startBatchWriter, type BatchWriter } from '../../../ingest/edges/batch-writer.ts';

class Poisoned extends Error {}

/** A writer whose writes are let through, or fail, one by one. */
function aWriter({ batchWeight = 100, fullWeight = 1_000 } = {}): {
  readonly writer: BatchWriter<number>;
  readonly written: number[][];
  readonly refused: number[];
  /** Settles the write that is under way; with an error it fails. */
  readonly settle: (error?: Error) => Promise<void>;
} {
  const written: number[][] = [];
  const refused: number[] = [];
  let under: { readonly items: readonly number[]; readonly settle: (error?: Error) => void } | null = null;
  const writer = startBatchWriter<number>({
    name: 'test',
    write: (items) =>
      new Promise((resolve, reject) => {
        under = {
          items,
          settle(error) {
            under = null;
            if (error) {
              reject(error);
              return;
            }
            written.push([...items]);
            resolve();
          },
        };
      }),
    weigh: () => 1,
    batchWeight,
    fullWeight,
    isFaultOf: (error) => error instanceof Poisoned,
    refuse: (item) => refused.push(item),
    clock: () => 0,
    log: pino({ level: 'silent' }),
  });
  const settle = async (error?: Error): Promise<void> => {
    const now = await vi.waitFor(() => {
      if (!under) throw new Error('nothing is being written');
      return under;
    });
    now.settle(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { writer, written, refused, settle };
}

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

test('an item that comes while nothing is being written is written at once; those that come meanwhile go together', async () => {
  const { writer, written, settle } = aWriter();
  for (const item of from(1, 5)) writer.push(item);
  await settle();
  await settle();
  expect(written).toEqual([[1], [2, 3, 4, 5]]);
  expect(writer.size()).toBe(0);
});

test('a batch is no heavier than it may be', async () => {
  const { writer, written, settle } = aWriter({ batchWeight: 2 });
  for (const item of from(1, 6)) writer.push(item);
  for (let n = 0; n < 4; n++) await settle();
  expect(written).toEqual([[1], [2, 3], [4, 5], [6]]);
});

test('a write that fails is tried again until it succeeds, in order and with nothing lost', async () => {
  const { writer, written, settle } = aWriter();
  writer.push(1);
  writer.push(2);
  await settle(new Error('connection refused'));
  expect(writer.failingSince()).toBe(0);
  writer.push(3);
  await settle(new Error('connection refused'));
  await settle();
  expect(writer.failingSince()).toBeNull();
  await settle();
  expect(written).toEqual([[1], [2, 3]]);
});

test('an item the database will never take is found among others, refused alone, and the others are written', async () => {
  const { writer, written, refused, settle } = aWriter();
  writer.push(0);
  for (const item of from(1, 8)) writer.push(item);
  await settle();
  // Item 6 is the poisoned one: every write that holds it fails.
  for (const holds of [true, false, true, true, false, true, false]) {
    await settle(holds ? new Poisoned() : undefined);
    if (written.flat().length === 8) break;
  }
  expect(refused).toHaveLength(1);
  expect([...written.flat(), ...refused].sort((a, b) => a - b)).toEqual(from(0, 8));
  expect(writer.failingSince()).toBeNull();
});

describe('a writer that is full', () => {
  test('says so, and calls back when there is room again', async () => {
    const { writer, settle } = aWriter({ fullWeight: 3 });
    for (const item of from(1, 3)) writer.push(item);
    expect(writer.isFull()).toBe(true);
    const room = vi.fn();
    writer.whenRoom(room);
    expect(room).not.toHaveBeenCalled();
    await settle();
    expect(room).toHaveBeenCalledOnce();
    expect(writer.isFull()).toBe(false);
  });

  test('lets in only as many as there is room for', async () => {
    const { writer, settle } = aWriter({ fullWeight: 2 });
    writer.push(1);
    writer.push(2);
    const second = vi.fn();
    writer.whenRoom(() => writer.push(3));
    writer.whenRoom(second);
    await settle();
    expect(second).not.toHaveBeenCalled();
    await settle();
    expect(second).toHaveBeenCalled();
  });
});

describe('a writer that is stopped', () => {
  test('writes what it still has', async () => {
    const { writer, written, settle } = aWriter();
    writer.push(1);
    writer.push(2);
    const stopped = writer.stop(60_000);
    await settle();
    await settle();
    expect(await stopped).toBe(0);
    expect(written).toEqual([[1], [2]]);
  });

  test('gives up after its time, and says how much is left', async () => {
    const { writer, settle } = aWriter();
    writer.push(1);
    writer.push(2);
    await settle(new Error('connection refused'));
    expect(await writer.stop(10)).toBe(2);
  });
});
