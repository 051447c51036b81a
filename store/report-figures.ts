import type { Queryable } from './database.ts';

type Period = {
  readonly from: Date;
  readonly to: Date;
  readonly areaIds: readonly string[] | null;
  /** Whether areas are those stamped on rows, or those in which devices stand today. */
  readonly boundaries: 'then' | 'now';
};

/** One sensor over a period, from its hourly sums. */
export type SensorMonth = {
  readonly name: string;
  readonly unit: string;
  readonly lat: number;
  readonly lon: number;
  readonly mean: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  readonly hours: number;
};

/** The sensors there are, with what they measured where their rows bear one of the areas. */
export async function readSensorMonths(
  connection: Queryable,
  { from, to, areaIds, boundaries }: Period,
): Promise<SensorMonth[]> {
  const { rows } = await connection.query<SensorMonth>(
    `select s.name, s.unit, s.lat, s.lon, (sum(m.value_sum) / nullif(sum(m.count), 0))::float8 as mean,
       min(m.value_min) as lowest, max(m.value_max) as highest,
       count(distinct m.bucket) filter (where m.count + m.suspect > 0)::int as hours
     from sensor s left join measurement_hourly m on m.sensor_id = s.id and m.bucket >= $1 and m.bucket < $2
       and ($3::text[] is null or $4 = 'now' or m.area_id = any ($3))
     where $3::text[] is null or s.area_id = any ($3) or ($4 = 'then' and m.bucket is not null) group by s.id order by s.name`,
    [from, to, areaIds, boundaries],
  );
  return rows;
}

/** Where alerts were raised, newest first, at most so many. */
export async function readAlertPlaces(
  connection: Queryable,
  { from, to, areaIds, boundaries }: Period,
  limit: number,
): Promise<{ lat: number; lon: number }[]> {
  const { rows } = await connection.query<{ lat: number; lon: number }>(
    `select lat, lon from alert where raised_at >= $1 and raised_at < $2 and ($3::text[] is null or case $5 when 'then' then area_id = any ($3) else exists (
         select from known_place k where k.kind in ('camera', 'sensor') and k.id = device_id and k.area_id = any ($3)) end)
       and lat is not null and lon is not null order by raised_at desc limit $4`,
    [from, to, areaIds, limit, boundaries],
  );
  return rows;
}
