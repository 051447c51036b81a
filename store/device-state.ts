import type { AgentStatus, CameraHealth, Quality } from '../contracts/telemetry.ts';
import type { Queryable } from './database.ts';
import { WRITE_LIMIT } from './write-limit.ts';

/** `device_state.state` of a camera; times are epoch milliseconds. */
export type CameraState = Omit<CameraHealth, 'cameraId'>;

/** `device_state.state` of an agent; `at` is when it last said so itself, epoch milliseconds. */
export type AgentState = Pick<AgentStatus, 'state' | 'at' | 'heartbeat'>;

/** `device_state.state` of a sensor: its latest reading; `at` is epoch milliseconds. */
export interface SensorState {
  readonly value: number;
  readonly at: number;
  readonly quality: Quality;
}

/** The latest reading of one sensor. */
export interface SensorStateRow {
  readonly sensorId: string;
  /** When ingest heard of it, epoch milliseconds. */
  readonly heardAt: number;
  readonly state: SensorState;
}

/**
 * Replaces sensors' latest readings; one that is older than what is there changes nothing. Wakes listeners of
 * `device_state`.
 *
 * @param rows at most one per sensor.
 */
export async function writeSensorStates(connection: Queryable, rows: readonly SensorStateRow[]): Promise<void> {
  await connection.query({
    ...WRITE_LIMIT,
    name: 'write-sensor-states',
    text: `with written as (
        insert into device_state as kept (device_kind, device_id, heard_at, state)
        select 'sensor', device_id, to_timestamp(heard_at / 1000.0), state
        from unnest($1::text[], $2::float8[], $3::jsonb[]) as s(device_id, heard_at, state)
        on conflict (device_kind, device_id) do update
          set heard_at = excluded.heard_at, state = excluded.state, xid = fact_xid()
          where (kept.state ->> 'at')::float8 <= (excluded.state ->> 'at')::float8
        returning 1
      )
      select case when exists (select from written) then pg_notify('device_state', 'sensor') end`,
    values: [
      rows.map((row) => row.sensorId),
      rows.map((row) => row.heardAt),
      rows.map((row) => JSON.stringify(row.state)),
    ],
  });
}
