import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';

/** What is usual in one hour of the week. */
export type UsualHour = {
  readonly slot: number;
  readonly usual: number;
  readonly low: number;
  readonly high: number;
  readonly weeks: number;
};

/**
 * What is usual at a line or zone, for each hour of the week: the median of the hours of the last weeks in which its
 * camera was watched, and the marks between which nine of ten of them lie. Holidays count as Sundays. Hours in which
 * nothing was counted count too.
 */
export async function readUsual(
  connection: Queryable,
  {
    zoneId,
    what,
    thing,
    from,
    to,
    timeZone,
    holidays,
    scope,
  }: {
    readonly zoneId: string;
    readonly what: string;
    /** Class, or null for all together. */
    readonly thing: string | null;
    readonly from: Date;
    readonly to: Date;
    readonly timeZone: string;
    readonly holidays: readonly string[];
    readonly scope: Scope;
  },
): Promise<UsualHour[]> {
  const { rows } = await connection.query<UsualHour>(
    `with zone_at as (
       select z.camera_id, greatest(z.first_at, $3) as from_at, least(z.gone_at, $4) as to_at from known_place z
        where z.id = $1 and z.kind in ('zone', 'line')),
     hours as (
       select h, z.camera_id, (weekday_of((h at time zone $5)::date, $6::date[]) - 1) * 24
                + extract(hour from h at time zone $5)::int as slot
         from zone_at z
         cross join lateral generate_series(date_trunc('hour', from_at), to_at - interval '1 hour', interval '1 hour') h
        where exists (select from service_span s where s.camera_id = z.camera_id and s.from_at <= h
                         and (s.to_at is null or s.to_at >= h + interval '1 hour')
                         and ($8::text[] is null or s.area_id = any ($8)))
          and not exists (select from gap_hourly g where g.camera_id = z.camera_id and g.bucket = h
                             and g.watched < 0.9 * g.in_service)),
     counted as (
       select bucket, sum(count)::float8 as n from observation_hourly
        where zone_id = $1 and kind = $2 and bucket >= $3 and bucket < $4 and ($7::text is null or class = $7)
          and ($8::text[] is null or area_id = any ($8))
        group by 1)
     select slot, percentile_cont(0.5) within group (order by coalesce(n, 0)) as usual,
            percentile_cont(0.05) within group (order by coalesce(n, 0)) as low,
            percentile_cont(0.95) within group (order by coalesce(n, 0)) as high, count(*)::int as weeks
       from hours left join counted on bucket = h group by slot order by slot`,
    [zoneId, what, from, to, timeZone, holidays, thing, scope.areaIds],
  );
  return rows;
}
