import type { MeasurementSeries } from '../contracts/api.ts';
import type { Queryable } from './database.ts';

/**
 * A sensor's readings between two moments, oldest first, at most some `maxPoints`. When there would be more, each point
 * is the mean of a span of `bucketS` seconds at the span's start, with the lowest and highest reading in it, and
 * `suspect` when any of them is.
 */
export async function readMeasurementSeries(
  connection: Queryable,
  {
    sensorId,
    from,
    to,
    everyS,
    maxPoints,
  }: {
    readonly sensorId: string;
    readonly from: Date;
    readonly to: Date;
    /** How often the sensor is expected to report, seconds. */
    readonly everyS: number;
    readonly maxPoints: number;
  },
): Promise<Pick<MeasurementSeries, 'points' | 'bucketS'>> {
  const bucketS = Math.ceil((to.getTime() - from.getTime()) / 1000 / maxPoints);
  if (bucketS <= everyS) {
    const raw = await readRaw(connection, { sensorId, from, to, limit: maxPoints + 1 });
    // A sensor that reports more often than it promised falls through to spans.
    if (raw.length <= maxPoints) return { points: raw, bucketS: null };
  }
  const { rows } = await connection.query<{ at: Date; value: number; min: number; max: number; suspect: boolean }>(
    `select date_bin($4 * interval '1 second', at, $2) as at, avg(value) as value, min(value), max(value),
       bool_or(quality <> 'good') as suspect
     from measurement where sensor_id = $1 and at >= $2 and at < $3 group by 1 order by 1`,
    [sensorId, from, to, bucketS],
  );
  return {
    points: rows.map((row) => ({
      at: row.at.toISOString(),
      value: row.value,
      min: row.min,
      max: row.max,
      quality: row.suspect ? 'suspect' : 'good',
    })),
    bucketS,
  };
}

async function readRaw(
  connection: Queryable,
  { sensorId, from, to, limit }: { sensorId: string; from: Date; to: Date; limit: number },
): Promise<MeasurementSeries['points']> {
  const { rows } = await connection.query<{ at: Date; value: number; quality: 'good' | 'suspect' }>(
    `select at, value, quality from measurement
     where sensor_id = $1 and at >= $2 and at < $3 order by at limit $4`,
    [sensorId, from, to, limit],
  );
  return rows.map((row) => ({ at: row.at.toISOString(), value: row.value, quality: row.quality }));
}
