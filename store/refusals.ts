import { markDeltaFlush, type DeltaFlush } from './delta-mark.ts';
import { transaction, type Database } from './database.ts';

/** How often something was refused since it was last said. */
export interface RefusalDelta {
  /** Who sent it: `agent:gate-1`, `device:sk-14`, `socket:…`. */
  readonly source: string;
  readonly reason: string;
  readonly count: number;
  /** The latest case in words, for whoever looks into it. */
  readonly detail: string | null;
  /** Epoch milliseconds. */
  readonly lastAt: number;
}

/**
 * Adds to the account of what was refused. The same flush adds nothing the second time.
 *
 * @param rows at most one per source and reason.
 */
export async function addRefusals(database: Database, flush: DeltaFlush, rows: readonly RefusalDelta[]): Promise<void> {
  await transaction(database, async (connection) => {
    if (!(await markDeltaFlush(connection, flush))) return;
    await connection.query({
      name: 'add-refusals',
      text: `insert into refusal as kept (source, reason, count, last_at, last_detail)
        select source, reason, count, to_timestamp(last_at / 1000.0), detail
        from unnest($1::text[], $2::text[], $3::int8[], $4::float8[], $5::text[])
          as r(source, reason, count, last_at, detail)
        on conflict (source, reason) do update
          set count = kept.count + excluded.count, last_at = greatest(kept.last_at, excluded.last_at),
            last_detail = coalesce(excluded.last_detail, kept.last_detail)`,
      values: [
        rows.map((row) => row.source),
        rows.map((row) => row.reason),
        rows.map((row) => row.count),
        rows.map((row) => row.lastAt),
        rows.map((row) => row.detail),
      ],
    });
  });
}
