import type { Queryable } from './database.ts';

/** A transaction that is open and has written, or is about to: readers by cursor wait for it. */
export type OpenTransaction = {
  readonly pid: number;
  readonly application: string;
  readonly state: string;
  /** Seconds since it began. */
  readonly ageS: number;
};

/** Open transactions of the whole server that hold readers by cursor back, oldest first, at most 5. */
export async function openTransactions(connection: Queryable): Promise<readonly OpenTransaction[]> {
  const { rows } = await connection.query<OpenTransaction>(
    `select pid, application_name as application, coalesce(state, 'hidden') as state,
            round(extract(epoch from clock_timestamp() - xact_start)::numeric, 1)::float8 as "ageS"
       from pg_stat_activity
      where backend_xid is not null and pid <> pg_backend_pid()
      order by age(backend_xid) desc
      limit 5`,
  );
  return rows;
}

/**
 * Waits until every transaction that is open on this server now has ended, so that readers by cursor see all that was
 * committed before. Gives up silently after the time: then they see less, as always.
 */
export async function untilSettled(connection: Queryable, withinMs = 30_000): Promise<void> {
  const { rows } = await connection.query<{ next: string }>(
    'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
  );
  for (const until = Date.now() + withinMs; Date.now() < until;) {
    const now = await connection.query<{ settled: boolean }>(
      'select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 as settled',
      [rows[0]?.next],
    );
    if (now.rows[0]?.settled !== false) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
