import type { Queryable } from './database.ts';

/**
 * Names one flush of counters that are added to rows. A flush whose commit was cut off is tried again with the same
 * number; if it had gone through, it adds nothing the second time.
 */
export interface DeltaFlush {
  /** The process that counts: new for each start. */
  readonly writer: string;
  /** Counts up by one per flush of this writer. */
  readonly number: number;
}

/**
 * Marks a flush as written. Call it in the transaction that adds the counters.
 *
 * @returns false when this flush was committed before: add nothing.
 */
export async function markDeltaFlush(connection: Queryable, { writer, number }: DeltaFlush): Promise<boolean> {
  const { rowCount } = await connection.query({
    name: 'mark-delta-flush',
    text: `insert into delta_mark (writer, number) values ($1, $2)
      on conflict (writer) do update set number = excluded.number, at = now() where delta_mark.number < excluded.number`,
    values: [writer, number],
  });
  return rowCount === 1;
}

/** Forgets writers that ended long ago. */
export async function forgetOldDeltaMarks(connection: Queryable): Promise<void> {
  await connection.query("delete from delta_mark where at < now() - interval '7 days'");
}
