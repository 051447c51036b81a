import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { writeAroundFaults } from './write-around-faults.ts';

/** Writes things in batches, one batch at a time. */
export interface BatchWriter<T> {
  /** Puts an item at the end of the queue. The caller looks at {@link isFull} before it takes in more. */
  readonly push: (item: T) => void;
  readonly isFull: () => boolean;
  /** Calls back once there is room again; at once when there is. */
  readonly whenRoom: (callback: () => void) => void;
  /** Items waiting, those being written included. */
  readonly size: () => number;
  /**
   * Since when nothing could be written, epoch milliseconds; null when all is well. A write that does not come back
   * counts as one that fails.
   */
  readonly failingSince: () => number | null;
  /** Takes nothing more and writes what is there, for at most so long. Returns how many items were left unwritten. */
  readonly stop: (withinMs: number) => Promise<number>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** A write that takes longer is one of a database that hangs. */
const STUCK_AFTER_MS = 5_000;

/**
 * Starts a writer. An item that comes while nothing is being written is written at once; those that come during a write
 * go together into the next: so a batch is as large as the load makes it, and nothing waits for a timer.
 *
 * A write that fails is tried again for ever with a growing pause, in order, unless `isFaultOf` says the items
 * themselves are to blame: then the batch is halved until the culprit is found and handed to `refuse`.
 */
export function startBatchWriter<T>(options: {
  /** For the log and the metrics. */
  readonly name: string;
  readonly write: (items: readonly T[]) => Promise<void>;
  /** Weight of an item, in whatever unit the bounds have: rows or bytes. */
  readonly weigh: (item: T) => number;
  /** Weight of one batch at most (one item may weigh more). */
  readonly batchWeight: number;
  /** Weight of all that waits from which the writer counts as full. */
  readonly fullWeight: number;
  readonly isFaultOf: (error: unknown) => boolean;
  readonly refuse: (item: T, error: unknown) => void;
  readonly wrote?: (seconds: number, items: number) => void;
  readonly clock: () => number;
  readonly log: Logger;
}): BatchWriter<T> {
  const { name, weigh, clock, log } = options;
  const queue: T[] = [];
  let head = 0;
  let weight = 0;
  let beingWritten = 0;
  let failingSince: number | null = null;
  let writingSince: number | null = null;
  let running: Promise<void> | null = null;
  const stopping = new AbortController();
  const waiting: (() => void)[] = [];

  const isFull = (): boolean => weight >= options.fullWeight;

  async function run(): Promise<void> {
    while (head < queue.length && !stopping.signal.aborted) {
      const batch = takeBatch();
      beingWritten = batch.length;
      const written = await writeAll(batch);
      if (!written) break;
      beingWritten = 0;
      for (const item of batch) weight -= weigh(item);
      while (waiting.length > 0 && !isFull()) waiting.shift()?.();
    }
  }

  function takeBatch(): readonly T[] {
    let batchWeight = 0;
    const from = head;
    while (head < queue.length) {
      const item = queue[head] as T; // the loop's condition says it is there
      const next = batchWeight + weigh(item);
      if (head > from && next > options.batchWeight) break;
      batchWeight = next;
      head++;
    }
    const batch = queue.slice(from, head);
    if (head > 4_096 || head === queue.length) {
      queue.splice(0, head);
      head = 0;
    }
    return batch;
  }

  /** Returns false when it was given up because the writer is stopped. */
  async function writeAll(batch: readonly T[]): Promise<boolean> {
    for (let tries = 0; ; tries++) {
      const from = performance.now();
      writingSince = clock();
      try {
        await writeAroundFaults(batch, options.write, options.isFaultOf, refuse);
        options.wrote?.((performance.now() - from) / 1000, batch.length);
        if (failingSince !== null) log.info({ writer: name, afterMs: clock() - failingSince }, 'writing again');
        failingSince = null;
        return true;
      } catch (error) {
        failingSince ??= clock();
        const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries, 10));
        if (tries < 3 || tries % 20 === 0) {
          log.warn({ writer: name, err: error, tries: tries + 1, waiting: size() }, 'cannot write, trying again');
        }
        await sleep(pause * (0.75 + Math.random() / 2), undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return false;
      } finally {
        writingSince = null;
      }
    }
  }

  function refuse(item: T, error: unknown): void {
    log.error({ writer: name, err: error }, 'the database refuses an item for what is in it');
    options.refuse(item, error);
  }

  function size(): number {
    return queue.length - head + beingWritten;
  }

  function start(): void {
    running ??= run().finally(() => {
      running = null;
      if (head < queue.length && !stopping.signal.aborted) start();
    });
  }

  async function drained(): Promise<void> {
    if (running === null) return;
    await running;
    if (!stopping.signal.aborted) await drained();
  }

  return {
    push(item) {
      queue.push(item);
      weight += weigh(item);
      start();
    },
    isFull,
    whenRoom(callback) {
      if (isFull()) waiting.push(callback);
      else callback();
    },
    size,
    failingSince() {
      const isStuck = writingSince !== null && clock() - writingSince > STUCK_AFTER_MS;
      return failingSince ?? (isStuck ? writingSince : null);
    },
    async stop(withinMs) {
      const limit = setTimeout(() => stopping.abort(), withinMs);
      await Promise.race([drained(), aborted(stopping.signal)]);
      clearTimeout(limit);
      stopping.abort();
      return size();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
