import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import { readerPosition, type ReaderPosition } from '../../store/readers.ts';
import type { RollupDefinition } from '../../store/rollup-definitions.ts';
import { addDelta, readDelta } from '../../store/rollup-delta.ts';
import { sayCaughtUp } from '../../store/rollup-freshness.ts';
import { findRepair, sumBuckets, writeRepair } from '../../store/rollup-repair.ts';
import { createAlarm } from './alarm.ts';
import type { Clock } from './clock.ts';
import { OvertakenError } from './fact-lane.ts';
import type { InTurn } from './in-turn.ts';
import type { Metrics } from './metrics.ts';

/** One roll-up being kept up to date. */
export type RollupLane = {
  readonly name: RollupDefinition['name'];
  /** Epoch milliseconds up to which every fact that was committed is summed; null: not yet. */
  readonly caughtUpAt: () => number | null;
  readonly stop: () => Promise<void>;
};

const LEAST_ROWS = 500;
const MOST_ROWS = 20_000;
const FIRST_ROWS = 2_000;
const REPAIR_ROWS = 20_000;
const REPAIR_BUCKETS = 100;
// Every reader by cursor waits for an open write: alerts too.
const LONGEST_WRITE_MS = 50;
/**
 * Whoever is behind rests so many times as long as a step took, and no other lane takes a step meanwhile: all roll-ups
 * together leave most of the server to writing what happens.
 */
const REST = 4;
const LONGEST_REST_MS = 5_000;

/**
 * Keeps one roll-up as its raw rows are: adds what is new, sums anew what was changed. Every step is committed by
 * itself, so that it may be stopped at any moment; steps are made as large as a write of 50 ms allows.
 */
export function startRollupLane({
  definition,
  database,
  timeZone,
  everyMs,
  inTurn,
  overtaken,
  log,
  clock,
  metrics,
}: {
  readonly definition: RollupDefinition;
  readonly database: Database;
  /** Whose days the daily level counts. */
  readonly timeZone: string;
  /** Pause when everything is summed. */
  readonly everyMs: number;
  /** Does one step when no other lane is at one. */
  readonly inTurn: InTurn;
  readonly overtaken: (error: OvertakenError) => void;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): RollupLane {
  const alarm = createAlarm();
  const labels = { rollup: definition.name };
  let caughtUpAt: number | null = null;
  let rows = FIRST_ROWS;

  const written = <T>(place: T | null): T => {
    if (place === null) throw new OvertakenError(`another process keeps the roll-up of ${definition.name}`);
    return place;
  };
  /** Adds the next rows, and says whether there may be more. */
  const addSome = async (from: ReaderPosition): Promise<{ readonly at: ReaderPosition; readonly more: boolean }> => {
    if (alarm.stopped()) return { at: from, more: false };
    const began = performance.now();
    const delta = await readDelta(database, definition, from, rows);
    if (delta.rows === 0) return { at: from, more: false };
    const before = performance.now();
    const at = written(await addDelta(database, definition, from, delta, timeZone));
    const tookMs = performance.now() - before;
    metrics.rolled.inc(labels, delta.rows);
    metrics.rollupWrite.observe(labels, tookMs / 1000);
    const more = delta.rows >= rows;
    rows = Math.round(Math.min(MOST_ROWS, Math.max(LEAST_ROWS, rows * (tookMs > LONGEST_WRITE_MS ? 0.5 : 1.5))));
    if (more) await alarm.rest(Math.min(LONGEST_REST_MS, REST * (performance.now() - began)));
    return { at, more };
  };
  const add = async (from: ReaderPosition): Promise<ReaderPosition> => {
    let [at, more] = [from, true];
    while (more) ({ at, more } = await inTurn(() => addSome(at)));
    return at;
  };
  const repair = async (from: ReaderPosition): Promise<void> => {
    let at = from;
    for (let more = true; more && !alarm.stopped();) {
      const found = await findRepair(database, definition, at, REPAIR_ROWS);
      if (found.beyondRepair > 0) {
        metrics.beyondRepair.inc(labels, found.beyondRepair);
        log.warn(
          { rollup: definition.name, buckets: found.beyondRepair },
          'changed rows are older than raw rows are kept; their sums are left as they are',
        );
      }
      if (found.buckets.length + found.marks.length + found.beyondRepair === 0) return;
      more = found.more;
      const parts = slices(found.buckets, REPAIR_BUCKETS);
      for (const [i, buckets] of parts.entries()) {
        if (alarm.stopped()) return;
        // Marks and place wait for the last part: what is summed twice comes to the same.
        const last = i === parts.length - 1;
        const groups = await sumBuckets(database, definition, at, buckets);
        const before = performance.now();
        const place = written(
          await writeRepair(
            database,
            definition,
            at,
            { to: last ? found.to : at, marks: last ? found.marks : [], buckets, groups },
            timeZone,
          ),
        );
        metrics.rollupWrite.observe(labels, (performance.now() - before) / 1000);
        if (place === 'kept-less') {
          more = true;
          break;
        }
        at = place;
        metrics.repaired.inc(labels, buckets.length);
      }
    }
  };
  const run = async (): Promise<void> => {
    while (!alarm.stopped()) {
      try {
        const startedAt = clock.now();
        const at = await readerPosition(database, `rollup-${definition.name}`);
        await repair(definition.rows === 'added' ? await add(at) : at);
        if (!alarm.stopped()) {
          await sayCaughtUp(database, definition.name, new Date(startedAt));
          caughtUpAt = startedAt;
        }
      } catch (error) {
        if (error instanceof OvertakenError) {
          overtaken(error);
          return;
        }
        metrics.errors.inc({ part: `rollup-${definition.name}` });
        log.error({ err: error, rollup: definition.name }, 'roll-up could not be brought up to date; trying on');
      }
      await alarm.sleep(everyMs);
    }
  };
  const running = run();
  return {
    name: definition.name,
    caughtUpAt: () => caughtUpAt,
    stop: async () => {
      alarm.stop();
      await running;
    },
  };
}

/** Parts of at most `size`; one empty part of nothing. */
function slices<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.max(1, Math.ceil(all.length / size)) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  );
}
