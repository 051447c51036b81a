import type { Queryable } from '../database.ts';
import type { Span } from './note.ts';

/** One step of a sensor's series. */
export type SensorStep = {
  readonly at: Date;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly count: number;
  readonly suspect: number;
};

export type SensorBy = '15min' | 'hour' | 'day' | 'week' | 'month';

/** Steps of a sensor that have anything, in order of time: quarters from readings, all others from sums. */
export async function readSensorSteps(
  connection: Queryable,
  { sensorId, span, by, timeZone }: { sensorId: string; span: Span; by: SensorBy; timeZone: string },
): Promise<SensorStep[]> {
  const step = by === '15min' ? "date_bin('15 minutes', at, '2000-01-01Z')" : `date_trunc('${by}', bucket, $4)`;
  const { rows } = await connection.query<SensorStep>(
    by === '15min'
      ? `select ${step} as at, avg(value) filter (where quality = 'good') as mean,
           min(value) filter (where quality = 'good') as min, max(value) filter (where quality = 'good') as max,
           (count(*) filter (where quality = 'good'))::int as count, (count(*) filter (where quality <> 'good'))::int as suspect
         from measurement where sensor_id = $1 and at >= $2 and at < $3 and $4::text is not null group by 1 order by 1`
      : `select ${step} as at, (sum(value_sum) / nullif(sum(count), 0))::float8 as mean, min(value_min) as min,
           max(value_max) as max, sum(count)::int as count, sum(suspect)::int as suspect
         from measurement_${by === 'hour' ? 'hourly' : 'daily'}
         where sensor_id = $1 and bucket >= $2 and bucket < $3 and $4::text is not null group by 1 order by 1`,
    [sensorId, span.from, span.to, timeZone],
  );
  return rows;
}
