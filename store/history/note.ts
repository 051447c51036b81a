import type { Queryable } from '../database.ts';

/** A span of time. */
export type Span = { readonly from: Date; readonly to: Date };

/** The zone whose days the daily sums count; null: nothing was summed yet. */
export async function rollupTimeZone(connection: Queryable): Promise<string | null> {
  const { rows } = await connection.query<{ time_zone: string }>('select time_zone from rollup_zone');
  return rows[0]?.time_zone ?? null;
}

/** Parts of a period whose data are simulated: of these devices, or of any when none are named. */
export async function simulatedSpans(
  connection: Queryable,
  { from, to }: Span,
  deviceIds: readonly string[] | null = null,
): Promise<Span[]> {
  const { rows } = await connection.query<{ from: Date; to: Date }>(
    `select greatest(from_at, $1) as "from", least(to_at, $2) as "to" from simulated_span
      where from_at < $2 and to_at > $1 and ($3::text[] is null or device_id is null or device_id = any ($3))
      group by 1, 2 order by 1`,
    [from, to, deviceIds],
  );
  return rows;
}

/** First and last day that any observation or measurement was summed in. */
export async function historyReach(connection: Queryable): Promise<{ first: Date | null; last: Date | null }> {
  const { rows } = await connection.query<{ first: Date | null; last: Date | null }>(
    `select least((select min(bucket) from observation_area_daily), (select min(bucket) from measurement_daily)) as first,
            greatest((select max(bucket) from observation_hourly_packed), (select max(bucket) from measurement_hourly)) as last`,
  );
  return rows[0] ?? { first: null, last: null };
}
