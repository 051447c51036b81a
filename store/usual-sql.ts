/**
 * What is usual in the slots $5 (hours of the week) of the window from $1 up to, not including, $2. $3: zone of the
 * calendar, $4: holidays, which tell nothing of ordinary weeks and are left out. Gives `watched` and `usual`.
 *
 * Median and median absolute deviation: half of the hours may be extraordinary without moving them far (Huber and
 * Ronchetti, Robust Statistics, ch. 5.1).
 */
export const USUAL = `
  slots as materialized (
    select h, slot from (
      select h, (extract(isodow from h at time zone $3)::int - 1) * 24 + extract(hour from h at time zone $3)::int as slot
        from generate_series(date_bin('1 hour', $1::timestamptz, '2000-01-01Z'), $2::timestamptz - interval '1 hour',
                             interval '1 hour') h
       where not (h at time zone $3)::date = any ($4::date[])) hours
     where slot = any ($5::int[])),
  hours as materialized (
    select z.id as zone_id, h, slot, s.area_id
      from slots join known_place z on z.kind in ('zone', 'line') and z.first_at <= h
       and (z.gone_at is null or z.gone_at >= h + interval '1 hour')
      join lateral (select area_id from service_span s where s.camera_id = z.camera_id and s.from_at <= h
                       and (s.to_at is null or s.to_at >= h + interval '1 hour') limit 1) s on true
     where not exists (select from gap_hourly g where g.camera_id = z.camera_id and g.bucket = h
                          and g.watched < 0.9 * g.in_service)),
  watched as (
    select slot, zone_id, (array_agg(area_id order by h desc))[1] as area_id, count(*)::int as weeks
      from hours group by 1, 2),
  counted as materialized (
    select bucket, zone_id, kind, coalesce(class, '') as class, sum(count)::float8 as n
      from slots cross join lateral (
           -- \`offset 0\`: look up hour by hour, never read all hours of the weeks.
           select * from observation_hourly o where o.bucket = h and o.bucket >= $1 and o.bucket < $2 offset 0) o
     where zone_id is not null and kind <> 'deviation'
     group by grouping sets ((bucket, zone_id, kind, class), (bucket, zone_id, kind))
    having grouping(class) = 1 or class is not null),
  series as (
    select distinct slot, zone_id, kind, class from counted join slots on h = bucket),
  sums as materialized (
    select slot, zone_id, kind, class, coalesce(n, 0) as n
      from series join hours using (slot, zone_id)
      left join (select bucket as h, zone_id, kind, class, n from counted) c using (h, zone_id, kind, class)),
  middle as (
    select slot, zone_id, kind, class, percentile_cont(array[0.05, 0.5, 0.95]) within group (order by n) as q
      from sums group by 1, 2, 3, 4),
  usual as (
    select slot, zone_id, kind, class, min(q[2]) as usual, min(q[1]) as low, min(q[3]) as high,
           1.4826 * percentile_cont(0.5) within group (order by abs(n - q[2])) as spread
      from sums join middle using (slot, zone_id, kind, class)
     group by 1, 2, 3, 4 having max(n) > 0)`;
