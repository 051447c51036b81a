import type { RollupDefinition } from './rollup-definitions.ts';
import { finestLength } from './rollup-sql.ts';

// Statements are put together from our own definitions only; data travels as parameters.

/**
 * Rows to sum of a batch of raw rows that were added. Needs `feed` (the batch) and `last` (its place, xid and id), and
 * the place before it as $1 and $2.
 */
export function addedRows(definition: RollupDefinition): string {
  const { raw, time, device, source } = definition;
  switch (source.kind) {
    case 'rows':
      return 'feed';
    case 'spans':
      return spans(definition, `(select * from feed where ${source.where})`);
    case 'pairs':
      // A row may come between two that were a pair: what the pairs are with the batch, less what they were without it.
      return `(with touched as (select distinct ${device}, track_id from feed where ${source.where}),
        -- Hour by hour, so that each look opens one or two of hundreds of chunks, and no more of them than it needs.
        windows as (
          select array_agg(distinct ${device}) as w_devices, min(${time}) - interval '${source.withinS} seconds' as w_from,
                 max(${time}) + interval '${source.withinS} seconds' as w_to
            from feed where ${source.where} group by date_bin('1 hour', ${time}, '2000-01-01Z')),
        near as (
          -- Windows of neighbouring hours overlap.
          select distinct on (o.${time}, o.id) o.*, (o.xid, o.id) <= ($1::xid8, $2::bigint) as before
            from windows cross join last
            cross join lateral (
              select * from ${raw} r where r.${device} = any (w_devices) and r.${time} >= w_from and r.${time} <= w_to offset 0) o
           where ${source.where} and (o.xid, o.id) <= (last.xid, last.id)
             and (o.${device}, o.track_id) in (select ${device}, track_id from touched)
           order by o.${time}, o.id)
        select * from ${pairs(source.withinS, 'near', 1)} now_pairs
        union all
        select * from ${pairs(source.withinS, '(select * from near where before)', -1)} old_pairs) rows_added`;
  }
}

/**
 * Rows to sum of finest buckets, from all raw rows that hold `settled` (a condition on the raw table's columns). Buckets
 * are given as SQL arrays `buckets` and `devices`, pair by pair; `first` and `last` bound them.
 */
export function bucketRows(
  definition: RollupDefinition,
  {
    buckets,
    devices,
    first,
    last,
    settled,
  }: Readonly<Record<'buckets' | 'devices' | 'first' | 'last' | 'settled', string>>,
): string {
  const { raw, time, device, source } = definition;
  const length = finestLength(definition);
  const wanted = `unnest(${buckets}, ${devices}) as d(d_bucket, d_device)`;
  switch (source.kind) {
    case 'rows':
      return `(select ${raw}.* from ${wanted}
          join ${raw} on ${device} = d_device and ${time} >= d_bucket and ${time} < d_bucket + interval '${length}'
         -- The same once more for all, so that only their chunks are looked at.
         where ${time} >= ${first} and ${time} < ${last} + interval '${length}' and ${settled}) raw`;
    case 'spans':
      return `(select s.* from ${spans(
        definition,
        `(select * from ${raw} where ${device} = any (${devices}) and ${time} >= ${first}
            and ${time} < ${last} + interval '${length}' + interval '${source.reach}' and ${source.where} and ${settled})`,
      )} join ${wanted} on s.${device} = d_device and bucket_at = d_bucket) raw`;
    case 'pairs':
      return `(select p.* from ${pairs(
        source.withinS,
        `(select * from ${raw} where ${device} = any (${devices}) and ${time} >= ${first} - interval '${source.withinS} seconds'
            and ${time} < ${last} + interval '${length}' and ${source.where} and ${settled})`,
        1,
      )} p join ${wanted} on p.${device} = d_device and p.${time} >= d_bucket and p.${time} < d_bucket + interval '${length}') raw`;
  }
}

/** Rows to sum of every finest bucket that begins between `first` and, not including, `end`: both on such a bucket. */
export function rangeRows(definition: RollupDefinition, first: string, end: string): string {
  const { raw, time, source } = definition;
  const within = `${time} >= ${first} and ${time} < ${end}`;
  switch (source.kind) {
    case 'rows':
      return `(select * from ${raw} where ${within}) raw`;
    case 'spans':
      return `(select * from ${spans(
        definition,
        `(select * from ${raw} where ${time} >= ${first} and ${time} < ${end} + interval '${source.reach}' and ${source.where})`,
      )} where bucket_at >= ${first} and bucket_at < ${end}) raw`;
    case 'pairs':
      return `(select * from ${pairs(
        source.withinS,
        `(select * from ${raw} where ${time} >= ${first} - interval '${source.withinS} seconds' and ${time} < ${end} and ${source.where})`,
        1,
      )} p where ${within}) raw`;
  }
}

function spans(definition: RollupDefinition, rows: string): string {
  if (definition.source.kind !== 'spans') throw new Error(`${definition.name} has no spans`);
  return `(select r.*, bucket_at from ${rows} r cross join lateral ${definition.source.buckets} bucket_at) s`;
}

/** Rows that follow another of their track, with where and when that was. */
function pairs(withinS: number, rows: string, sign: 1 | -1): string {
  return `(select *, ${sign} as sign from (
      select camera_id, area_id, class, at, zone_id, direction, lag(at) over track as from_at,
             lag(zone_id) over track as from_zone_id, lag(direction) over track as from_direction
        from ${rows} r window track as (partition by camera_id, track_id order by at, id)) followed
    where from_at >= at - interval '${withinS} seconds')`;
}
