import type { Queryable } from './database.ts';

/** From a moment on, readings were promised every so many seconds. */
export type SensorPace = {
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly everyS: number;
};

/** How often readings of sensors were promised in a time, in order; the first begins no later than the time does. */
export async function readSensorPaces(
  connection: Queryable,
  sensorIds: readonly string[],
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<ReadonlyMap<string, readonly SensorPace[]>> {
  const { rows } = await connection.query<{ sensor_id: string; from_at: Date; every_s: number }>(
    `select sensor_id, greatest(from_at, $2::timestamptz) as from_at, every_s from sensor_pace
      where sensor_id = any ($1) and from_at < $3 and (to_at is null or to_at > $2) order by sensor_id, from_at`,
    [sensorIds, from, to],
  );
  const paces = new Map<string, SensorPace[]>();
  for (const { sensor_id: id, from_at: at, every_s: everyS } of rows)
    paces.set(id, [...(paces.get(id) ?? []), { fromMs: at.getTime(), everyS }]);
  return paces;
}

/** Says that sensors of a made-up past promised their readings at another pace until a moment. */
export async function putPastPace(
  connection: Queryable,
  sensorIds: readonly string[],
  { to, everyS }: { readonly to: Date; readonly everyS: number },
): Promise<void> {
  await connection.query(
    `with later as (
       update sensor_pace set from_at = $2
        where sensor_id = any ($1) and from_at = '-infinity' and (to_at is null or to_at > $2) returning sensor_id)
     insert into sensor_pace (sensor_id, from_at, to_at, every_s) select sensor_id, '-infinity', $2, $3 from later`,
    [sensorIds, to, everyS],
  );
}
