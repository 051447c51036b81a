import type { SensorSettings } from '../contracts/devices.ts';
import type { Severity } from '../contracts/rules.ts';
import { areaAt, readAreas } from './areas.ts';
import type { Queryable } from './database.ts';
import type { SensorState } from './device-state.ts';
import type { Scope } from './scope.ts';

/** A sensor as it is stored: its settings, the area it stands in, its last reading and the gravest alert on it. */
export type StoredSensor = {
  readonly settings: SensorSettings;
  readonly areaId: string | null;
  /** As ingest wrote it: value, at, quality; or null before its first reading. */
  readonly state: SensorState | null;
  /** Of the active alerts whose condition still holds. */
  readonly severity: Severity | null;
};

type SensorRow = {
  readonly id: string;
  readonly agent_id: string | null;
  readonly name: string;
  readonly quantity: SensorSettings['quantity'];
  readonly unit: string;
  readonly lat: number;
  readonly lon: number;
  readonly url: string | null;
  readonly every_s: number;
  readonly plausible_min: number | null;
  readonly plausible_max: number | null;
  readonly enabled: boolean;
  readonly area_id: string | null;
  readonly state: SensorState | null;
  readonly severity: Severity | null;
};

const SELECT = `select sensor.*, device_state.state, (
    select severity from alert
    where alert.device_kind = 'sensor' and alert.device_id = sensor.id and cleared_at is null
      and alert.state in ('raised', 'acknowledged', 'dispatched', 'on-scene')
    order by array_position(array['critical', 'warning', 'info'], severity) limit 1
  ) as severity
  from sensor left join device_state on device_kind = 'sensor' and device_id = sensor.id`;

/** The sensors one may see. */
export async function readSensors(connection: Queryable, scope: Scope): Promise<StoredSensor[]> {
  const { rows } = await connection.query<SensorRow>(
    `${SELECT} where $1::text[] is null or area_id = any ($1) order by sensor.id`,
    [scope.areaIds],
  );
  return rows.map(toSensor);
}

/** One sensor, or null when there is none or it is not theirs to see. */
export async function findSensor(connection: Queryable, id: string, scope: Scope): Promise<StoredSensor | null> {
  const { rows } = await connection.query<SensorRow>(
    `${SELECT} where sensor.id = $2 and ($1::text[] is null or area_id = any ($1))`,
    [scope.areaIds, id],
  );
  return rows[0] ? toSensor(rows[0]) : null;
}

/** Creates or replaces a sensor and stamps it with the area it stands in at `at`. */
export async function saveSensor(connection: Queryable, sensor: SensorSettings, at: Date): Promise<void> {
  const areaId = areaAt(sensor.place, await readAreas(connection, at));
  await connection.query(
    `insert into sensor (id, agent_id, name, quantity, unit, lat, lon, url, every_s, plausible_min, plausible_max,
       enabled, area_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (id) do update set
       agent_id = excluded.agent_id, name = excluded.name, quantity = excluded.quantity, unit = excluded.unit,
       lat = excluded.lat, lon = excluded.lon, url = excluded.url, every_s = excluded.every_s,
       plausible_min = excluded.plausible_min, plausible_max = excluded.plausible_max, enabled = excluded.enabled,
       area_id = excluded.area_id, changed_at = now()`,
    [
      sensor.id,
      sensor.agentId,
      sensor.name,
      sensor.quantity,
      sensor.unit,
      sensor.place.lat,
      sensor.place.lon,
      sensor.url,
      sensor.everyS,
      sensor.plausible?.min ?? null,
      sensor.plausible?.max ?? null,
      sensor.enabled,
      areaId,
    ],
  );
}

/** Removes a sensor with its state; what it measured stays. */
export async function deleteSensor(connection: Queryable, id: string): Promise<boolean> {
  await connection.query("delete from device_state where device_kind = 'sensor' and device_id = $1", [id]);
  const { rowCount } = await connection.query('delete from sensor where id = $1', [id]);
  return rowCount === 1;
}

function toSensor(row: SensorRow): StoredSensor {
  return {
    settings: {
      id: row.id,
      agentId: row.agent_id,
      name: row.name,
      quantity: row.quantity,
      unit: row.unit,
      place: { lat: row.lat, lon: row.lon },
      url: row.url,
      everyS: row.every_s,
      plausible:
        row.plausible_min === null || row.plausible_max === null
          ? null
          : { min: row.plausible_min, max: row.plausible_max },
      enabled: row.enabled,
    },
    areaId: row.area_id,
    state: row.state,
    severity: row.severity,
  };
}
