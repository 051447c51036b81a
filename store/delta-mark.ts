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
 * Beginning of a statement that adds counters: `fresh` has a row when the flush of parameters $1 (writer) and $2
 * (number) was not committed before. The statement adds nothing unless `exists (select from fresh)`.
 */
export const WITH_FRESH_FLUSH = `with fresh as (
    insert into delta_mark (writer, number) values ($1, $2)
    on conflict (writer) do update set number = excluded.number, at = now() where delta_mark.number < excluded.number
    returning 1
  )`;

/** Forgets writers that ended long ago. */
export async function forgetOldDeltaMarks(connection: Queryable): Promise<void> {
  await connection.query("delete from delta_mark where at < now() - interval '7 days'");
}
