import type { Queryable } from './database.ts';
import { WITH_FRESH_FLUSH, type DeltaFlush } from './delta-mark.ts';
import { WRITE_LIMIT } from './write-limit.ts';

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
export async function addRefusals(
  connection: Queryable,
  { writer, number }: DeltaFlush,
  rows: readonly RefusalDelta[],
): Promise<void> {
  await connection.query({
    ...WRITE_LIMIT,
    name: 'add-refusals',
    text: `${WITH_FRESH_FLUSH}
      insert into refusal as kept (source, reason, count, last_at, last_detail)
      select source, reason, count, to_timestamp(last_at / 1000.0), detail
      from unnest($3::text[], $4::text[], $5::int8[], $6::float8[], $7::text[])
        as r(source, reason, count, last_at, detail)
      where exists (select from fresh)
      on conflict (source, reason) do update
        set count = kept.count + excluded.count, last_at = greatest(kept.last_at, excluded.last_at),
          last_detail = coalesce(excluded.last_detail, kept.last_detail)`,
    values: [
      writer,
      number,
      rows.map((row) => row.source),
      rows.map((row) => row.reason),
      rows.map((row) => row.count),
      rows.map((row) => row.lastAt),
      rows.map((row) => row.detail),
    ],
  });
}
