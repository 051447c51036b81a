import type { Queryable } from './database.ts';
import type { GapCalendar } from './gaps.ts';

/** What is usual at a sensor in an hour of the week (0: Monday 00:00 … 167: Sunday 23:00). */
export type UsualOfSensor = {
  readonly sensorId: string;
  readonly slot: number;
  readonly weeks: number;
  readonly usual: number;
  readonly low: number;
  readonly high: number;
  readonly spread: number;
};

/** An hour tells what is usual when at least this part of its promised readings was trusted. */
const WELL_READ = 0.5;

/**
 * Learns what is usual at all sensors in these hours of the week, from the sums of a window, holidays left out. Only what
 * is another than before is written.
 */
export async function learnSensors(
  connection: Queryable,
  slots: readonly number[],
  { from, until }: { readonly from: Date; readonly until: Date },
  { timeZone, holidays }: GapCalendar,
): Promise<void> {
  await connection.query(
    `with hours as materialized (
       select h, slot from (
         select h, (extract(isodow from h at time zone $3)::int - 1) * 24 + extract(hour from h at time zone $3)::int as slot
           from generate_series(date_bin('1 hour', $1::timestamptz, '2000-01-01Z'), $2::timestamptz - interval '1 hour',
                                interval '1 hour') h
          where not (h at time zone $3)::date = any ($4::date[])) all_hours
        where slot = any ($5::int[])),
     means as (
       select m.sensor_id, h.slot, sum(m.value_sum)::float8 / sum(m.count) as mean
         from hours h cross join lateral (
              -- \`offset 0\`: look up hour by hour, never read all hours of the weeks.
              select * from measurement_hourly m where m.bucket = h.h and m.bucket >= $1 and m.bucket < $2 offset 0) m
         left join sensor_pace p on p.sensor_id = m.sensor_id and p.from_at <= h.h and (p.to_at is null or p.to_at > h.h)
        group by m.sensor_id, h.slot, h.h, p.every_s
       having sum(m.count) > 0 and sum(m.count) >= $6 * least(3600 / coalesce(p.every_s, 3600), 3600)),
     middle as (
       select sensor_id, slot, count(*)::int as weeks, percentile_cont(array[0.05, 0.5, 0.95]) within group (order by mean) as q
         from means group by 1, 2),
     learned as (
       select sensor_id, slot, weeks, q[2] as usual, q[1] as low, q[3] as high,
              1.4826 * (select percentile_cont(0.5) within group (order by abs(mean - q[2]))
                          from means where means.sensor_id = middle.sensor_id and means.slot = middle.slot) as spread
         from middle),
     gone as (
       delete from usual_sensor where slot = any ($5::int[]) and (sensor_id, slot) not in (select sensor_id, slot from learned))
     insert into usual_sensor as t (sensor_id, slot, weeks, usual, low, high, spread)
       select sensor_id, slot, weeks, usual, low, high, spread from learned
     on conflict (sensor_id, slot) do update
       set weeks = excluded.weeks, usual = excluded.usual, low = excluded.low, high = excluded.high, spread = excluded.spread
     where (t.weeks, t.usual, t.low, t.high, t.spread)
           is distinct from (excluded.weeks, excluded.usual, excluded.low, excluded.high, excluded.spread)`,
    [from, until, timeZone, holidays, slots, WELL_READ],
  );
}

/** What is usual at these sensors, hour by hour of the week. */
export async function usualOfSensors(connection: Queryable, sensorIds: readonly string[]): Promise<UsualOfSensor[]> {
  if (sensorIds.length === 0) return [];
  const { rows } = await connection.query<UsualOfSensor>(
    `select sensor_id as "sensorId", slot, weeks, usual, low, high, spread from usual_sensor
      where sensor_id = any ($1) order by sensor_id, slot`,
    [sensorIds],
  );
  return rows;
}
