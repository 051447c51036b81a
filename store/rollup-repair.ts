import { transaction, type Database, type Queryable } from './database.ts';
import type { ReaderPosition } from './readers.ts';
import type { RollupDefinition, RollupLevel } from './rollup-definitions.ts';
import { bucketRows } from './rollup-sources.ts';
import { isPacked, keptIn, knowSeries, seriesOfDevice } from './rollup-series.ts';
import { addTo, bucketOf, columns, finerLevel, nextBucket, recordset, sumRaw, sumUp } from './rollup-sql.ts';

/** A bucket of the finest level of one device. */
export type RollupBucket = {
  /** Its start, ISO 8601. */
  readonly bucket: string;
  readonly deviceId: string;
};

/** Buckets that must be summed anew. */
export type RollupRepair = {
  /** The reader's place once they are. */
  readonly to: { readonly xid: string; readonly id: number };
  /** Marks that are then done with. */
  readonly marks: readonly number[];
  readonly buckets: readonly RollupBucket[];
  /** Buckets whose raw rows are not all kept any more: left as they are. */
  readonly beyondRepair: number;
  /** There is more to repair. */
  readonly more: boolean;
};

/**
 * Finds buckets that must be summed anew: those of at most `limit` marks, and, where rows are replaced, those of the
 * next `limit` rows after the reader's place. Only reads.
 */
export async function findRepair(
  connection: Queryable,
  definition: RollupDefinition,
  at: ReaderPosition,
  limit: number,
): Promise<RollupRepair> {
  const replaced = definition.rows === 'added' ? [] : await readReplaced(connection, definition, at, limit);
  const marked = await connection.query<{ id: number; bucket: string; device_id: string }>(
    `select id, ${wire('bucket')} as bucket, device_id from rollup_dirty where rollup = $1 order by id limit $2`,
    [definition.name, limit],
  );
  const kept = await connection.query<{ since: Date }>('select since from raw_kept where table_name = $1', [
    definition.raw,
  ]);
  const since = (kept.rows[0]?.since.getTime() ?? -Infinity) + reachBackMs(definition);
  const all = new Map(
    [...replaced, ...marked.rows].map((row) => [
      `${row.bucket} ${row.device_id}`,
      { bucket: row.bucket, deviceId: row.device_id },
    ]),
  );
  const buckets = [...all.values()].filter(({ bucket }) => Date.parse(bucket) >= since);
  const last = replaced.at(-1);
  return {
    to: last ? { xid: last.xid, id: last.id } : { xid: at.xid, id: at.id },
    marks: marked.rows.map((mark) => mark.id),
    buckets,
    beyondRepair: all.size - buckets.length,
    more: (last !== undefined && last.scanned === limit) || marked.rows.length === limit,
  };
}

/**
 * Sums buckets from the raw rows; where rows are added, only from those up to the reader's place, for what comes after
 * will be added later. Only reads.
 *
 * @returns groups, as JSON text for {@link writeRepair}.
 */
export async function sumBuckets(
  connection: Queryable,
  definition: RollupDefinition,
  at: ReaderPosition,
  buckets: readonly RollupBucket[],
): Promise<string> {
  const times = buckets.map(({ bucket }) => bucket).sort();
  const { rows } = await connection.query<{ groups: string }>(
    `select coalesce(jsonb_agg(to_jsonb(g)), '[]')::text as groups from (${sumRaw(
      definition,
      bucketRows(definition, {
        buckets: '$1::timestamptz[]',
        devices: '$2::text[]',
        first: '$3::timestamptz',
        last: '$4::timestamptz',
        settled:
          definition.rows === 'added' ? '(xid, id) <= ($5::xid8, $6::bigint)' : '($5::text, $6::bigint) is not null',
      }),
    )}) g`,
    [
      buckets.map(({ bucket }) => bucket),
      buckets.map(({ deviceId }) => deviceId),
      times[0] ?? null,
      times.at(-1) ?? null,
      at.xid,
      at.id,
    ],
  );
  return rows[0]?.groups ?? '[]';
}

/** Where each device's buckets were written last, in order of that. */
async function readReplaced(
  connection: Queryable,
  { raw, time, device, levels }: RollupDefinition,
  from: ReaderPosition,
  limit: number,
): Promise<readonly { xid: string; id: number; bucket: string; device_id: string; scanned: number }[]> {
  const { rows } = await connection.query<{
    xid: string;
    id: number;
    bucket: string;
    device_id: string;
    scanned: number;
  }>(
    `with feed as materialized (
       select xid, change, ${bucketOf(levels[0].bucket, time, 'null')} as bucket, ${device} as device_id
         from ${raw}
        where (xid, change) > ($1::xid8, $2::bigint) and xid < settled_xid()
        order by ${raw}.xid, change limit $3)
     select xid::text as xid, change as id, ${wire('bucket')} as bucket, device_id, (select count(*)::int from feed) as scanned
       from (select distinct on (bucket, device_id) * from feed order by bucket, device_id, feed.xid desc, change desc) f
      order by f.xid, change`,
    [from.xid, from.id, limit],
  );
  return rows;
}

/**
 * Replaces buckets on every level, coarser ones by summing the finer, does away with marks, and moves the reader.
 *
 * @param groups what {@link sumBuckets} summed for these buckets.
 * @returns the reader's new place. `'kept-less'`: raw rows were removed meanwhile, read again. null: somebody else has
 *   moved the reader, or days are those of another zone by now. In both cases nothing was written.
 */
export async function writeRepair(
  database: Database,
  definition: RollupDefinition,
  at: ReaderPosition,
  repair: Pick<RollupRepair, 'to' | 'marks' | 'buckets'> & { readonly groups: string },
  timeZone: string,
): Promise<ReaderPosition | 'kept-less' | null> {
  try {
    return await transaction(database, async (connection) => {
      const { rows } = await connection.query<{ moved_at: Date }>(
        `update reader set xid = $3::xid8, id = $4, turn = turn + 1, moved_at = clock_timestamp()
          where name = $1 and turn = $2 and exists (select from rollup_zone where time_zone = $5)
         returning moved_at`,
        [`rollup-${definition.name}`, at.turn, repair.to.xid, repair.to.id, timeZone],
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
async function holdRaw(
  connection: Queryable,
  definition: RollupDefinition,
  { buckets }: { readonly buckets: readonly RollupBucket[] },
): Promise<void> {
  const earliest = buckets.map(({ bucket }) => bucket).sort()[0] ?? 'infinity';
  const { rows } = await connection.query<{ less: boolean }>(
    `select since > $2::timestamptz - $3 * interval '1 millisecond' as less
       from raw_kept where table_name = $1 for share`,
    [definition.raw, earliest, reachBackMs(definition)],
  );
  if (rows[0]?.less) throw new KeptLessError(`raw rows of ${definition.raw} were removed since they were summed`);
}

/** How long before a bucket there are rows that must be looked at to sum it, milliseconds. */
function reachBackMs({ source }: RollupDefinition): number {
  return source.kind === 'pairs' ? source.withinS * 1000 : 0;
}

async function replaceBuckets(
  connection: Queryable,
  definition: RollupDefinition,
  repair: Pick<RollupRepair, 'marks' | 'buckets'> & { readonly groups: string },
  timeZone: string,
): Promise<void> {
  const { device } = definition;
  const [finest, ...coarser] = definition.levels;
  const names = columns(definition, finest).join(', ');
  const input = `jsonb_to_recordset($1::jsonb) as g(${recordset(definition)})`;
  const isOf = (level: RollupLevel): string =>
    isPacked(definition, level) ? `t.series in (${seriesOfDevice(definition, 'd_device')})` : `t.${device} = d_device`;
  await knowSeries(connection, definition, input, [repair.groups]);
  const wanted = [repair.buckets.map((b) => b.bucket), repair.buckets.map((b) => b.deviceId)];
  await connection.query('delete from rollup_dirty where id = any($1)', [repair.marks]);
  await connection.query(
    `delete from ${keptIn(definition, finest)} t using unnest($1::timestamptz[], $2::text[]) as d(d_bucket, d_device)
      where t.bucket = d_bucket and ${isOf(finest)}`,
    wanted,
  );
  await connection.query(addTo(definition, finest, `select ${names} from ${input}`), [repair.groups]);
  for (const level of coarser) {
    const start = bucketOf(level.bucket, 'd_bucket', '$3');
    // Where devices are not told apart, the bucket is that of all of them.
    const apart = !level.without?.includes(device);
    const touched = `(select distinct ${start} as d_start, ${nextBucket(level.bucket, start, '$3::text')} as d_end
                             ${apart ? ', d_device' : ''}
                        from unnest($1::timestamptz[], $2::text[]) as d(d_bucket, d_device)
                       where $3::text is not null) touched`;
    await connection.query(
      `delete from ${keptIn(definition, level)} t using ${touched} where t.bucket = d_start ${apart ? `and ${isOf(level)}` : ''}`,
      [...wanted, timeZone],
    );
    const finer = finerLevel(definition, level);
    const rows = `(select t.* from ${finer.table} t
                      join ${touched} on t.bucket >= d_start and t.bucket < d_end ${apart ? `and t.${device} = d_device` : ''}) finer`;
    await connection.query(addTo(definition, level, sumUp(definition, level, rows, '$3', finer)), [
      ...wanted,
      timeZone,
    ]);
  }
}

/** A moment as text that comes back as the same moment, microseconds and all. */
function wire(moment: string): string {
  return `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
