import type { GapCalendar } from './gaps.ts';
import type { Queryable } from './database.ts';
import type { TrialSpan } from './trial-facts.ts';

/** An hour at a place as a trial needs it: what was counted by the end of each of its quarters, and what is usual. */
export type TrialHour = {
  readonly hour: Date;
  readonly zoneId: string;
  readonly cameraId: string;
  readonly areaId: string | null;
  readonly quarters: readonly [number, number, number, number];
  readonly usual: number;
  readonly spread: number;
  readonly weeks: number;
  readonly inService: boolean;
  readonly watched: number;
};

/** Which counts a trial looks at. */
export type TrialCounts = {
  readonly zoneIds: readonly string[];
  readonly what: 'crossed' | 'entered';
  /** null: all together. */
  readonly class: string | null;
};

/**
 * Whole hours of a span at these places, in order of time. Hours in which nothing was counted are among them; those of
 * which nothing usual is known are not.
 *
 * @param until gaps are told up to here
 */
export async function hoursOfTrial(
  connection: Queryable,
  { from, to, areaIds }: TrialSpan,
  { zoneIds, what, class: thing }: TrialCounts,
  until: Date,
  { timeZone, holidays }: GapCalendar,
): Promise<readonly TrialHour[]> {
  const { rows } = await connection.query<TrialHour>(
    `with hours as (
       select h, (weekday_of((h at time zone $7)::date, $8::date[]) - 1) * 24
                 + extract(hour from h at time zone $7)::int as slot
         from generate_series(date_bin('1 hour', $3::timestamptz + interval '59 minutes 59 seconds', '2000-01-01Z'),
                              least($4::timestamptz, $9) - interval '1 hour', interval '1 hour') h),
     places as (
       select zone.id as zone_id, camera.id as camera_id, camera.area_id, p.first_at
         from zone join camera on camera.id = zone.camera_id
         join known_place p on p.kind in ('zone', 'line') and p.id = zone.id and p.gone_at is null
        where zone.id = any ($2) and ($1::text[] is null or camera.area_id = any ($1))),
     counted as (
       select zone_id, bucket, sum(count)::float8 as n from observation_15min
        where zone_id = any ($2) and kind = $5 and ($6::text is null or class = $6) and bucket >= $3 and bucket < $4
          and ($1::text[] is null or area_id = any ($1))
        group by 1, 2)
     select h as hour, places.zone_id as "zoneId", camera_id as "cameraId", places.area_id as "areaId",
            array(select coalesce(sum(n), 0) from generate_series(1, 4) q
                    left join counted on counted.zone_id = places.zone_id and bucket >= h and bucket < h + q * interval '15 minutes'
                   group by q order by q) as quarters,
            coalesce(usual, 0) as usual, coalesce(spread, 0) as spread, weeks,
            first_at <= h and exists (select from service_span s where s.camera_id = places.camera_id and s.from_at <= h
              and (s.to_at is null or s.to_at >= h + interval '1 hour')) as "inService",
            coalesce((select watched / nullif(in_service, 0) from gap_hourly g
                       where g.camera_id = places.camera_id and g.bucket = h), 1) as watched
       from hours cross join places
       join usual_watched w on w.slot = hours.slot and w.zone_id = places.zone_id
       left join usual_count c on c.slot = hours.slot and c.zone_id = places.zone_id and c.kind = $5
                              and c.class = coalesce($6, '')
      order by h, places.zone_id`,
    [areaIds, zoneIds, from, to, what, thing, timeZone, holidays, until],
  );
  return rows;
}

/** Places of these at which something usual is known from so many weeks. */
export async function learnedPlaces(
  connection: Queryable,
  { areaIds }: TrialSpan,
  zoneIds: readonly string[],
  fewestWeeks: number,
): Promise<readonly { readonly zoneId: string; readonly isLearned: boolean }[]> {
  const { rows } = await connection.query<{ zoneId: string; isLearned: boolean }>(
    `select zone.id as "zoneId",
            exists (select from usual_watched w where w.zone_id = zone.id and w.weeks >= $3) as "isLearned"
       from zone join camera on camera.id = camera_id
      where zone.id = any ($2) and ($1::text[] is null or area_id = any ($1)) order by zone.id`,
    [areaIds, zoneIds, fewestWeeks],
  );
  return rows;
}
