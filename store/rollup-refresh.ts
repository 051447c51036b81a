import type { Database } from './database.ts';
import { untilSettled } from './open-transactions.ts';
import { readerPosition } from './readers.ts';
import { ROLLUPS, type RollupDefinition } from './rollup-definitions.ts';
import { addDelta, readDelta } from './rollup-delta.ts';
import { sayCaughtUp } from './rollup-freshness.ts';
import { findRepair, sumBuckets, writeRepair } from './rollup-repair.ts';

const ROWS = 20_000;

/** Roll-ups brought up to date at once: each takes a processor of the database, and another of its connections. */
const AT_ONCE = 2;

/**
 * Brings roll-ups up to date with all that is committed, once, from beginning to end and two at a time: for tools and
 * tests. Where analytics runs, it does the same step by step, one at a time, to leave room for what is written; the two
 * do not harm each other, the one that is overtaken begins again.
 *
 * @param timeZone whose days the daily levels count; made so before (`adoptTimeZone`).
 */
export async function refreshRollups(
  database: Database,
  timeZone: string,
  definitions: readonly RollupDefinition[] = ROLLUPS,
): Promise<void> {
  await untilSettled(database);
  const next = definitions.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const definition of next) await bringUpToDate(database, definition, timeZone);
    }),
  );
}

async function bringUpToDate(database: Database, definition: RollupDefinition, timeZone: string): Promise<void> {
  const startedAt = new Date();
  if (definition.rows === 'added') while (await add(database, definition, timeZone));
  while (await repair(database, definition, timeZone));
  await sayCaughtUp(database, definition.name, startedAt);
}

async function add(database: Database, definition: RollupDefinition, timeZone: string): Promise<boolean> {
  const from = await readerPosition(database, `rollup-${definition.name}`);
  const delta = await readDelta(database, definition, from, ROWS);
  if (delta.rows === 0) return false;
  const to = await addDelta(database, definition, from, delta, timeZone);
  return to === null || delta.rows === ROWS;
}

async function repair(database: Database, definition: RollupDefinition, timeZone: string): Promise<boolean> {
  const at = await readerPosition(database, `rollup-${definition.name}`);
  const found = await findRepair(database, definition, at, ROWS);
  if (found.buckets.length + found.marks.length === 0) return false;
  const groups = await sumBuckets(database, definition, at, found.buckets);
  const done = await writeRepair(database, definition, at, { ...found, groups }, timeZone);
  return done === null || done === 'kept-less' || found.more;
}
