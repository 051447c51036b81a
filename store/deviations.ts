import type { Deviation } from '../contracts/deviations.ts';
import type { Queryable } from './database.ts';
import type { GapCalendar } from './gaps.ts';

/** What was counted in an hour at a place, and what is usual in such hours. */
export type HourAgainstUsual = {
  readonly zoneId: string;
  readonly cameraId: string;
  readonly areaId: string | null;
  readonly what: 'crossed' | 'entered';
  /** null: all together. */
  readonly class: string | null;
  readonly counted: number;
  readonly usual: number;
  readonly spread: number;
  readonly weeks: number;
  /** The camera was in service, and the place there, all the hour. */
  readonly inService: boolean;
  /** Share of it that was watched, as far as gaps are told. */
  readonly watched: number;
};

/** A deviation to be told. Times in epoch milliseconds. */
export type FoundDeviation = {
  readonly hour: HourAgainstUsual;
  readonly deviation: Deviation;
  readonly at: number;
  readonly perceivedAt: number;
};

/**
 * Counts of an hour at cameras in use that are at least `factor` times the usual, or at most the usual divided by it.
 *
 * @param hour its first moment
 */
export async function hoursAgainstUsual(
  connection: Queryable,
  hour: Date,
  factor: number,
  { timeZone, holidays }: GapCalendar,
): Promise<HourAgainstUsual[]> {
  const { rows } = await connection.query<HourAgainstUsual>(
    `with slot as (
       select (weekday_of(($1::timestamptz at time zone $3)::date, $4::date[]) - 1) * 24
              + extract(hour from $1::timestamptz at time zone $3)::int as slot),
     counted as (
       select zone_id, kind, coalesce(class, '') as class, sum(count)::float8 as n
         from observation_hourly where bucket = $1 and kind in ('crossed', 'entered') and zone_id is not null
        group by grouping sets ((zone_id, kind, class), (zone_id, kind))
       having grouping(class) = 1 or class is not null),
     usual as (select * from usual_count where slot = (select slot from slot) and kind in ('crossed', 'entered')),
     series as (
       select zone_id, kind as what, class, coalesce(n, 0) as n, coalesce(usual, 0) as usual, coalesce(spread, 0) as spread
         from counted full join usual using (zone_id, kind, class))
     select zone_id as "zoneId", p.camera_id as "cameraId", c.area_id as "areaId", what,
            nullif(class, '') as class, n as counted, usual, spread, w.weeks,
            p.first_at <= $1 and exists (select from service_span s where s.camera_id = p.camera_id and s.from_at <= $1
              and (s.to_at is null or s.to_at >= $1 + interval '1 hour')) as "inService",
            coalesce((select watched / nullif(in_service, 0) from gap_hourly g
                       where g.camera_id = p.camera_id and g.bucket = $1), 1) as watched
       from series
       join usual_watched w using (zone_id)
       join known_place p on p.kind in ('zone', 'line') and p.id = zone_id and p.gone_at is null
       join camera c on c.id = p.camera_id and c.enabled
      where w.slot = (select slot from slot)
        and (n >= $2 * usual or n * $2 <= usual)`,
    [hour, factor, timeZone, holidays],
  );
  return rows;
}

/**
 * Writes deviations as observations, each once per place, hour and mark; what was told before is left out. Wakes
 * listeners of `observation`.
 *
 * @returns how many were new.
 */
export async function tellDeviations(connection: Queryable, found: readonly FoundDeviation[]): Promise<number> {
  if (found.length === 0) return 0;
  const { rows } = await connection.query<{ written: number }>(
    `with input as (
       select * from jsonb_to_recordset($1::jsonb) as f(hour timestamptz, zone_id text, class text, what text, side text,
         factor float8, at_least int, camera_id text, area_id text, value float8, deviation jsonb, at timestamptz,
         perceived_at timestamptz)),
     told as (
       insert into deviation_told (hour, zone_id, class, what, side, factor, at_least)
       select hour, zone_id, class, what, side, factor, at_least from input
       on conflict do nothing returning *),
     written as (
       insert into observation (at, kind, camera_id, area_id, zone_id, class, value, deviation, received_at, perceived_at,
                                natural_key)
       select at, 'deviation', camera_id, area_id, zone_id, nullif(class, ''), value, deviation, perceived_at, perceived_at,
              concat_ws(':', 'deviation', zone_id, class, what, side, factor, at_least, extract(epoch from hour)::bigint)
         from told join input using (hour, zone_id, class, what, side, factor, at_least)
       on conflict do nothing returning 1)
     select n.written, case when n.written > 0 then pg_notify('observation', '') end
       from (select count(*)::int as written from written) n`,
    [
      JSON.stringify(
        found.map(({ hour, deviation, at, perceivedAt }) => ({
          hour: deviation.from,
          zone_id: hour.zoneId,
          class: hour.class ?? '',
          what: deviation.what,
          side: deviation.side,
          factor: deviation.factor,
          at_least: deviation.atLeast,
          camera_id: hour.cameraId,
          area_id: hour.areaId,
          value: hour.counted,
          deviation,
          at: new Date(at).toISOString(),
          perceived_at: new Date(perceivedAt).toISOString(),
        })),
      ),
    ],
  );
  return rows[0]?.written ?? 0;
}

/** Forgets what was told of hours before a moment: nobody looks at them any more. */
export async function forgetDeviations(connection: Queryable, before: Date): Promise<void> {
  await connection.query('delete from deviation_told where hour < $1', [before]);
}

/** Whole hours before this moment were compared with the usual; null: none yet, or nothing is usual yet. */
export async function readLookedUntil(connection: Queryable): Promise<Date | null> {
  const { rows } = await connection.query<{ at: Date | null }>('select looked_until as at from usual_account');
  return rows[0]?.at ?? null;
}

/** Notes it. */
export async function saveLookedUntil(connection: Queryable, at: Date): Promise<void> {
  await connection.query('update usual_account set looked_until = $1', [at]);
}
