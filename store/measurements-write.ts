import type { Quality } from '../contracts/telemetry.ts';
import type { Queryable } from './database.ts';
import { WRITE_LIMIT } from './write-limit.ts';

/** One reading as it is stored. Times are epoch milliseconds. */
export interface MeasurementRow {
  readonly sensorId: string;
  readonly at: number;
  readonly value: number;
  readonly quality: Quality;
  /** Administrative unit of the sensor at this moment. */
  readonly areaId: string | null;
  readonly receivedAt: number;
}

/** How far one agent's numbered readings are dealt with. */
export interface StoredMark {
  readonly agentId: string;
  readonly epoch: string;
  readonly upTo: number;
}

/**
 * Stores readings and moves the agents' marks, in one statement and so in one transaction. Readings that are there
 * already are left as they are. Wakes listeners of `measurement`.
 *
 * @param marks at most one per agent and epoch.
 * @returns how many readings were new.
 */
export async function writeMeasurements(
  connection: Queryable,
  rows: readonly MeasurementRow[],
  marks: readonly StoredMark[],
): Promise<number> {
  const { rows: answer } = await connection.query<{ written: number }>({
    ...WRITE_LIMIT,
    name: 'write-measurements',
    text: `with written as (
        insert into measurement (sensor_id, at, value, quality, area_id, received_at)
        select sensor_id, to_timestamp(at / 1000.0), value, quality, area_id, to_timestamp(received_at / 1000.0)
        from unnest($1::text[], $2::float8[], $3::float8[], $4::text[], $5::text[], $6::float8[])
          as r(sensor_id, at, value, quality, area_id, received_at)
        on conflict do nothing
        returning 1
      ), marked as (
        insert into readings_stored (agent_id, epoch, up_to)
        select * from unnest($7::text[], $8::text[], $9::int8[])
        on conflict (agent_id, epoch)
          do update set up_to = greatest(readings_stored.up_to, excluded.up_to), stored_at = now()
      )
      select n.written, case when n.written > 0 then pg_notify('measurement', '') end
      from (select count(*)::int as written from written) n`,
    values: [
      rows.map((row) => row.sensorId),
      rows.map((row) => row.at),
      rows.map((row) => row.value),
      rows.map((row) => row.quality),
      rows.map((row) => row.areaId),
      rows.map((row) => row.receivedAt),
      marks.map((mark) => mark.agentId),
      marks.map((mark) => mark.epoch),
      marks.map((mark) => mark.upTo),
    ],
  });
  return answer[0]?.written ?? 0;
}

/** All agents' marks, for a process that starts. */
export async function readStoredMarks(connection: Queryable): Promise<readonly StoredMark[]> {
  const { rows } = await connection.query<{ agent_id: string; epoch: string; up_to: number }>(
    'select agent_id, epoch, up_to from readings_stored',
  );
  return rows.map((row) => ({ agentId: row.agent_id, epoch: row.epoch, upTo: row.up_to }));
}
