import { transaction, type Database, type Queryable } from './database.ts';
import type { ReaderPosition } from './readers.ts';
import type { RollupDefinition } from './rollup-definitions.ts';
import { addedRows } from './rollup-sources.ts';
import { hasUnknownSeries, knowSeries } from './rollup-series.ts';
import { addTo, columns, recordset, sumRaw, sumUp } from './rollup-sql.ts';

/** Sums of rows that were added, not yet put in. */
export type RollupDelta = {
  readonly to: { readonly xid: string; readonly id: number };
  /** Raw rows summed; fewer than asked for: there are no more. */
  readonly rows: number;
  /** Groups, as JSON text that is handed back as it is. */
  readonly groups: string;
  /** Some of them have never been summed before. */
  readonly hasNewSeries: boolean;
};

type Read = {
  readonly xid: string | null;
  readonly id: number | null;
  readonly rows: number;
  readonly groups: string;
  readonly new: boolean;
};

/**
 * Sums the next raw rows after a reader's place, at most `limit`. Only reads: what takes long must not write, because
 * every reader by cursor waits for whoever does. Looks into all chunks, for rows may be as old as an imported history.
 */
export async function readDelta(
  database: Database,
  definition: RollupDefinition,
  from: ReaderPosition,
  limit: number,
): Promise<RollupDelta> {
  const rows = await transaction(database, async (connection) => {
    // A year of raw rows is hundreds of chunks, which take longer to plan for than to look into: a connection plans once.
    await connection.query('set local plan_cache_mode = force_generic_plan');
    // Thousands of groups are guessed to be few; compared one by one with thousands of series they took most of an hour's summing.
    await connection.query('set local enable_nestloop = off');
    const answer = await connection.query<Read>({
      name: `read-delta-${definition.name}`,
      text: `with feed as materialized (
       select * from ${definition.raw}
        where (xid, id) > ($1::xid8, $2::bigint) and xid < settled_xid()
        order by xid, id limit $3),
     last as (select xid, id from feed order by feed.xid desc, id desc limit 1),
     summed as materialized (${sumRaw(definition, addedRows(definition))})
     select last.xid::text as xid, last.id, (select count(*)::int from feed) as rows,
            (select coalesce(jsonb_agg(to_jsonb(g)), '[]')::text from summed g) as groups,
            ${hasUnknownSeries(definition, 'summed')} as new
       from (values (1)) one left join last on true`,
      values: [from.xid, from.id, limit],
    });
    return answer.rows;
  });
  const row = rows[0];
  if (!row) throw new Error('a select from one row gives one row');
  return {
    to: row.xid === null || row.id === null ? { xid: from.xid, id: from.id } : { xid: row.xid, id: row.id },
    rows: row.rows,
    groups: row.groups,
    hasNewSeries: row.new,
  };
}

/**
 * Adds what {@link readDelta} summed to every level and moves the reader, in one statement; series
 * that are new are written down before.
 *
 * @param timeZone whose days the daily level counts.
 * @returns the new place; null when somebody else has moved the reader, or days are those of another zone by now:
 *   nothing was written.
 */
export async function addDelta(
  connection: Queryable,
  definition: RollupDefinition,
  from: ReaderPosition,
  delta: RollupDelta,
  timeZone: string,
): Promise<ReaderPosition | null> {
  const [finest, ...coarser] = definition.levels;
  // They stay when the rest does not: that there is such a series is true anyway.
  if (delta.hasNewSeries)
    await knowSeries(connection, definition, `jsonb_to_recordset($1::jsonb) as g(${recordset(definition)})`, [
      delta.groups,
    ]);
  const { rows } = await connection.query<{ turn: number; moved_at: Date }>({
    // Ten levels at once take long to plan for: a connection plans once.
    name: `add-delta-${definition.name}`,
    text: `with moved as (
       update reader set xid = $3::xid8, id = $4, turn = turn + 1, moved_at = clock_timestamp()
        where name = $1 and turn = $2 and exists (select from rollup_zone where time_zone = $6)
       returning turn, moved_at
     ), input as (
       select g.* from moved, jsonb_to_recordset($5::jsonb) as g(${recordset(definition)})
     ), level_0 as (
       ${addTo(definition, finest, `select ${columns(definition, finest).join(', ')} from input`)}
     )${coarser.map((level, i) => `, level_${i + 1} as (${addTo(definition, level, sumUp(definition, level, 'input', '$6'))})`).join('')}
     select turn, moved_at, $6::text as zone from moved`,
    values: [`rollup-${definition.name}`, from.turn, delta.to.xid, delta.to.id, delta.groups, timeZone],
  });
  const row = rows[0];
  return row ? { ...delta.to, turn: row.turn, movedAt: row.moved_at.getTime() } : null;
}
