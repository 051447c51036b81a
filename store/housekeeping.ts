import type { Database } from './database.ts';
import { transaction } from './database.ts';

/** Raw facts that are kept for a set time. Evidence of alerts is a copy of its own and not among them. */
export type RawTable = 'snapshot' | 'observation' | 'measurement' | 'track' | 'coverage' | 'health_event';

const TIME_COLUMN: Readonly<Record<RawTable, string>> = {
  snapshot: 'at',
  observation: 'at',
  measurement: 'at',
  track: 'first_at',
  coverage: 'minute',
  health_event: 'at',
};

/** What a removal came to: whole chunks of a hypertable, or rows of a plain table. */
export type Removal = { readonly chunks: number; readonly rows: number };

/**
 * Removes raw facts older than a moment; roll-ups keep what they had summed. Whole chunks where the table is a hypertable (the newest up to one chunk
 * length longer), else rows in batches, each in a short transaction, because readers by cursor wait for every open one.
 *
 * @param signal stops between batches.
 * @throws when a chunk is in use for longer than half a second; nothing is lost, the next run tries again.
 */
export async function removeOlder(
  database: Database,
  table: RawTable,
  before: Date,
  signal: AbortSignal,
  batch = 5_000,
): Promise<Removal> {
  await database.query(
    `insert into raw_kept (table_name, since) values ($1, $2)
     on conflict (table_name) do update set since = greatest(raw_kept.since, excluded.since)`,
    [table, before],
  );
  if (await isHypertable(database, table)) {
    const chunks = await transaction(database, async (connection) => {
      await connection.query("set local lock_timeout = '500ms'");
      const { rows } = await connection.query('select drop_chunks($1::regclass, older_than => $2::timestamptz)', [
        table,
        before,
      ]);
      return rows.length;
    });
    return { chunks, rows: 0 };
  }
  let rows = 0;
  for (;;) {
    // Table and column are our own words, never data.
    const removed = await transaction(database, async (connection) => {
      await connection.query("select set_config('citywatch.keep_rollups', 'on', true)");
      const { rowCount } = await connection.query(
        `delete from ${table} where ctid = any(array(
           select ctid from ${table} where ${TIME_COLUMN[table]} < $1 limit $2))`,
        [before, batch],
      );
      return rowCount ?? 0;
    });
    rows += removed;
    if (removed < batch || signal.aborted) return { chunks: 0, rows };
  }
}

/** Whether TimescaleDB is present and the table is one of its hypertables. */
export async function isHypertable(database: Database, table: string): Promise<boolean> {
  const { rows } = await database.query<{ present: boolean }>(
    "select to_regclass('timescaledb_information.hypertables') is not null as present",
  );
  if (!rows[0]?.present) return false;
  const found = await database.query(
    `select 1 from timescaledb_information.hypertables
      where hypertable_schema = current_schema() and hypertable_name = $1`,
    [table],
  );
  return found.rows.length > 0;
}
