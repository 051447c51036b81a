import type { Database, Queryable } from './database.ts';
import { transaction } from './database.ts';
import { areaOf, heldRow, TIME_COLUMN, type RawTable } from './held-sql.ts';
import { lockHolds } from './holds.ts';

export type { RawTable } from './held-sql.ts';

/** Up to when rows go, by the area stamped on them; null: none of them goes. */
export type Cuts = {
  /** Rows of areas that are not named, and of none. */
  readonly others: Date | null;
  readonly areas: ReadonlyMap<string, Date | null>;
};

/** The same for all areas. */
export const everywhere = (before: Date): Cuts => ({ others: before, areas: new Map() });

/** What a removal came to: whole chunks of a hypertable, and single rows. */
export type Removal = { readonly chunks: number; readonly rows: number };

/** Chunks that were gone through and hold only what stays; kept by the caller, emptied now and then for late rows. */
export type GoneThrough = Map<string, string>;

/**
 * Removes raw facts older than a moment, but not what is held for a case; roll-ups keep what they had summed. Where the
 * table is a hypertable: whole chunks when nothing in them stays, else the rows of chunks that are old as a whole, so that
 * rows stay up to one chunk length longer. Each chunk, and each batch of rows, goes in a short transaction of its own,
 * because readers by cursor wait for every open one; stopped at any moment, the next run goes on.
 *
 * @param signal stops between chunks and batches.
 * @throws when a chunk is in use for longer than half a second; nothing is lost, the next run tries again.
 */
export async function removeOlder(
  database: Database,
  table: RawTable,
  cuts: Cuts,
  signal: AbortSignal,
  { batch = 5_000, gone = new Map() }: { readonly batch?: number; readonly gone?: GoneThrough } = {},
): Promise<Removal> {
  const moments = [cuts.others, ...cuts.areas.values()];
  const latest = moments.reduce((max, at) => (at !== null && (max === null || at > max) ? at : max), null);
  if (latest === null) return { chunks: 0, rows: 0 };
  await database.query(
    `insert into raw_kept (table_name, since) values ($1, $2)
     on conflict (table_name) do update set since = greatest(raw_kept.since, excluded.since)`,
    [table, latest],
  );
  if (!(await isHypertable(database, table)))
    return { chunks: 0, rows: await removeRows(database, table, cuts, null, signal, batch) };
  const earliest = moments.includes(null)
    ? null
    : moments.reduce((min, at) => (at !== null && min !== null && at < min ? at : min));
  const holds = await holdsMark(database);
  let [chunks, rows] = [0, 0];
  for (const chunk of await chunksBefore(database, table, latest)) {
    if (signal.aborted) break;
    const isOld = earliest !== null && chunk.to <= earliest;
    if (isOld && (await dropUnheld(database, table, chunk))) {
      chunks += 1;
      continue;
    }
    const mark = JSON.stringify([holds, cutMark(cuts, chunk.to)]);
    if (gone.get(chunk.name) === mark) continue;
    // Rows can be taken out of a chunk only when it is not compressed; the policy packs it again.
    if (chunk.isCompressed) await database.query('select decompress_chunk($1::regclass, true)', [chunk.name]);
    rows += await removeRows(database, table, cuts, chunk, signal, batch);
    if (!signal.aborted) gone.set(chunk.name, mark);
  }
  return { chunks, rows };
}

/** `name`: with its schema, quoted. */
type Chunk = { readonly name: string; readonly from: Date; readonly to: Date; readonly isCompressed: boolean };

/** Chunks that end no later than a moment, oldest first. */
async function chunksBefore(connection: Queryable, table: RawTable, moment: Date): Promise<readonly Chunk[]> {
  const { rows } = await connection.query<Chunk>(
    `select format('%I.%I', chunk_schema, chunk_name) as name, range_start as from, range_end as to, is_compressed as "isCompressed"
       from timescaledb_information.chunks
      where hypertable_schema = current_schema() and hypertable_name = $1 and range_end <= $2 order by range_start`,
    [table, moment],
  );
  return rows;
}

/** Drops a chunk unless something in it is held. */
function dropUnheld(database: Database, table: RawTable, { from, to }: Chunk): Promise<boolean> {
  return transaction(database, async (connection) => {
    await connection.query("set local lock_timeout = '500ms'");
    await lockHolds(connection);
    const time = TIME_COLUMN[table];
    // A track that begins in the chunk may last into what is held later.
    const near = table === 'track' ? 'to_at > $1' : 'from_at < $2 and to_at > $1';
    const { rows } = await connection.query<{ held: boolean }>(
      `select exists (select from held where ${near})
          and exists (select from ${table} where ${time} >= $1 and ${time} < $2 and ${heldRow(table)}) as held`,
      [from, to],
    );
    if (rows[0]?.held !== false) return false;
    await connection.query(
      'select drop_chunks($1::regclass, newer_than => $2::timestamptz, older_than => $3::timestamptz)',
      [table, from, to],
    );
    return true;
  });
}

/** Removes rows one by one: of a chunk that is old enough as a whole for their area, or of a plain table. */
async function removeRows(
  database: Database,
  table: RawTable,
  { others, areas }: Cuts,
  chunk: Chunk | null,
  signal: AbortSignal,
  batch: number,
): Promise<number> {
  // Table and column are our own words, never data.
  const time = TIME_COLUMN[table];
  const within = `($4::timestamptz is null or ${time} >= $4) and ($5::timestamptz is null or ${time} < $5)`;
  const cut = `case when $2::jsonb ? ${areaOf(table)} then ($2::jsonb ->> ${areaOf(table)})::timestamptz else $1::timestamptz end`;
  const byArea = JSON.stringify(Object.fromEntries([...areas].map(([id, at]) => [id, at?.toISOString() ?? null])));
  for (let rows = 0; ;) {
    const removed = await transaction(database, async (connection) => {
      await connection.query("set local lock_timeout = '500ms'");
      await lockHolds(connection);
      await connection.query("select set_config('citywatch.keep_rollups', 'on', true)");
      const { rowCount } = await connection.query(
        `delete from ${table} where ${within} and ctid = any (array(
           select ctid from ${table} where ${within} and coalesce($5, ${time} + interval '1 microsecond') <= ${cut}
              and not ${heldRow(table)} limit $3))`,
        [others, byArea, batch, chunk?.from ?? null, chunk?.to ?? null],
      );
      return rowCount ?? 0;
    });
    rows += removed;
    if (removed < batch || signal.aborted) return rows;
  }
}

/** Changes whenever a hold is put on or lifted. */
async function holdsMark(connection: Queryable): Promise<string> {
  const { rows } = await connection.query<{ mark: string }>(
    "select concat(max(id), ' ', count(lifted_at)) as mark from hold",
  );
  return rows[0]?.mark ?? '';
}

/** Which areas' rows go from a chunk that ends at a moment. */
function cutMark({ others, areas }: Cuts, to: Date): unknown {
  const goes = (at: Date | null): boolean => at !== null && to <= at;
  return [goes(others), [...areas].map(([id, at]) => [id, goes(at)])];
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
