import { transaction, type Database, type Queryable } from './database.ts';
import type { ReaderPosition } from './readers.ts';
import type { RollupDefinition } from './rollup-definitions.ts';
import { addTo, bucketOf, columns, finestLength, nextBucket, recordset, sumRaw, sumUp } from './rollup-sql.ts';

/** Sums of buckets that are to be replaced. */
export type RollupRepair = {
  readonly to: { readonly xid: string; readonly id: number };
  /** Marks this repair does away with. */
  readonly marks: readonly number[];
  readonly buckets: readonly { readonly bucket: string; readonly deviceId: string }[];
  /** Marked buckets whose raw rows are not all kept any more: left as they are. */
  readonly beyondRepair: number;
  /** There is more to repair. */
  readonly more: boolean;
  readonly groups: string;
};

/**
 * Sums buckets anew: those marked, at most `limit` marks, and, where rows are replaced, those of the next `limit` rows
 * after the reader's place. Where rows are added, only up to that place: what comes after will be added later.
 * Only reads.
 */
export async function readRepair(
  connection: Queryable,
  definition: RollupDefinition,
  at: ReaderPosition,
  limit: number,
): Promise<RollupRepair> {
  const { raw, time, device, rows: kind } = definition;
  const length = finestLength(definition);
  const replaced = kind === 'added' ? [] : await readReplaced(connection, definition, at, limit);
  const marked = await connection.query<{ id: number; bucket: string; device_id: string }>(
    `select id, ${wire('bucket')} as bucket, device_id from rollup_dirty where rollup = $1 order by id limit $2`,
    [definition.name, limit],
  );
  const kept = await connection.query<{ since: string }>(
    `select ${wire('since')} as since from raw_kept where table_name = $1`,
    [raw],
  );
  const since = Date.parse(kept.rows[0]?.since ?? '0000-01-01T00:00:00Z');
  const all = new Map([...replaced, ...marked.rows].map((row) => [`${row.bucket} ${row.device_id}`, row]));
  const buckets = [...all.values()].filter((row) => Date.parse(row.bucket) >= since);
  const times = buckets.map(({ bucket }) => bucket).sort();
  const { rows } = await connection.query<{ groups: string }>(
    `select coalesce(jsonb_agg(to_jsonb(g)), '[]')::text as groups from (${sumRaw(
      definition,
      `(select ${raw}.* from unnest($1::timestamptz[], $2::text[]) as d(d_bucket, d_device)
          join ${raw} on ${device} = d_device and ${time} >= d_bucket and ${time} < d_bucket + interval '${length}'
         -- The same once more for all, so that only their chunks are looked at.
         where ${time} >= $3::timestamptz and ${time} < $4::timestamptz + interval '${length}'
           and ${kind === 'added' ? '(xid, id) <= ($5::xid8, $6::bigint)' : '($5::text, $6::bigint) is not null'}) raw`,
    )}) g`,
    [
      buckets.map((b) => b.bucket),
      buckets.map((b) => b.device_id),
      times[0] ?? null,
      times.at(-1) ?? null,
      at.xid,
      at.id,
    ],
  );
  const last = replaced.at(-1);
  return {
    to: last ? { xid: last.xid, id: last.id } : { xid: at.xid, id: at.id },
    marks: marked.rows.map((mark) => mark.id),
    buckets: buckets.map((row) => ({ bucket: row.bucket, deviceId: row.device_id })),
    beyondRepair: all.size - buckets.length,
    more: replaced.length === limit || marked.rows.length === limit,
    groups: rows[0]?.groups ?? '[]',
  };
}

async function readReplaced(
  connection: Queryable,
  { raw, time, device, levels }: RollupDefinition,
  from: ReaderPosition,
  limit: number,
): Promise<readonly { xid: string; id: number; bucket: string; device_id: string }[]> {
  const { rows } = await connection.query<{ xid: string; id: number; bucket: string; device_id: string }>(
    `select xid::text as xid, change as id, ${wire(bucketOf(levels[0].bucket, time, 'null'))} as bucket,
            ${device} as device_id
       from ${raw}
      where (xid, change) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
      order by ${raw}.xid, change limit $3`,
    [from.xid, from.id, limit],
  );
  return rows;
}

/**
 * Replaces the buckets of a repair on every level, coarser ones by summing the finer, does away with its marks, and
 * moves the reader.
 *
 * @returns the reader's new place. `'kept-less'`: raw rows were removed meanwhile, read again. null: somebody else has
 *   moved the reader. In both cases nothing was written.
 */
export async function writeRepair(
  database: Database,
  definition: RollupDefinition,
  at: ReaderPosition,
  repair: RollupRepair,
  timeZone: string,
): Promise<ReaderPosition | 'kept-less' | null> {
  try {
    return await transaction(database, async (connection) => {
      const { rows } = await connection.query<{ moved_at: Date }>(
        `update reader set xid = $3::xid8, id = $4, turn = turn + 1, moved_at = clock_timestamp()
          where name = $1 and turn = $2 returning moved_at`,
        [`rollup-${definition.name}`, at.turn, repair.to.xid, repair.to.id],
      );
      const row = rows[0];
      if (!row) return null;
      await holdRaw(connection, definition, repair);
      await replaceBuckets(connection, definition, repair, timeZone);
      return { ...repair.to, turn: at.turn + 1, movedAt: row.moved_at.getTime() };
    });
  } catch (error) {
    if (error instanceof KeptLessError) return 'kept-less';
    throw error;
  }
}

class KeptLessError extends Error {
  override readonly name = 'KeptLessError';
}

/** Makes whoever wants to remove raw rows wait until the commit, as they say so first. */
async function holdRaw(connection: Queryable, { raw }: RollupDefinition, { buckets }: RollupRepair): Promise<void> {
  const earliest = buckets.map(({ bucket }) => bucket).sort()[0] ?? 'infinity';
  const { rows } = await connection.query<{ less: boolean }>(
    'select since > $2::timestamptz as less from raw_kept where table_name = $1 for share',
    [raw, earliest],
  );
  if (rows[0]?.less) throw new KeptLessError(`raw rows of ${raw} were removed since they were summed`);
}

async function replaceBuckets(
  connection: Queryable,
  definition: RollupDefinition,
  repair: RollupRepair,
  timeZone: string,
): Promise<void> {
  const { device } = definition;
  const [finest, ...coarser] = definition.levels;
  const names = columns(definition).join(', ');
  const wanted = [repair.buckets.map((b) => b.bucket), repair.buckets.map((b) => b.deviceId)];
  await connection.query('delete from rollup_dirty where id = any($1)', [repair.marks]);
  await connection.query(
    `delete from ${finest.table} t using unnest($1::timestamptz[], $2::text[]) as d(d_bucket, d_device)
      where t.bucket = d_bucket and t.${device} = d_device`,
    wanted,
  );
  await connection.query(
    `insert into ${finest.table} (${names}) select ${names} from jsonb_to_recordset($1::jsonb) as g(${recordset(definition)})`,
    [repair.groups],
  );
  for (const level of coarser) {
    const start = bucketOf(level.bucket, 'd_bucket', '$3');
    const touched = `(select distinct ${start} as d_start, ${nextBucket(level.bucket, start, '$3::text')} as d_end, d_device
                        from unnest($1::timestamptz[], $2::text[]) as d(d_bucket, d_device)
                       where $3::text is not null) touched`;
    await connection.query(
      `delete from ${level.table} t using ${touched} where t.bucket = d_start and t.${device} = d_device`,
      [...wanted, timeZone],
    );
    const finer = `(select t.* from ${finest.table} t
                      join ${touched} on t.bucket >= d_start and t.bucket < d_end and t.${device} = d_device) finer`;
    await connection.query(addTo(definition, level, sumUp(definition, level, finer, '$3')), [...wanted, timeZone]);
  }
}

/** A moment as text that comes back as the same moment, microseconds and all. */
function wire(moment: string): string {
  return `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
