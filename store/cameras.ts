import type { CameraSettings } from '../contracts/devices.ts';
import { areaAt, readAreas } from './areas.ts';
import type { Queryable } from './database.ts';
import type { CameraState } from './device-state.ts';
import type { Scope } from './scope.ts';

/** A camera as it is stored: its settings with the address in full, the area it stands in, and its last state. */
export type StoredCamera = {
  readonly settings: CameraSettings;
  readonly areaId: string | null;
  /** As ingest wrote it (contracts: cameraHealth without the id), or null before its first report. */
  readonly state: CameraState | null;
  readonly heardAtMs: number | null;
};

type CameraRow = {
  readonly id: string;
  readonly agent_id: string;
  readonly name: string;
  readonly url: string;
  readonly lat: number;
  readonly lon: number;
  readonly heading_deg: number;
  readonly field_of_view_deg: number;
  readonly range_m: number;
  readonly sample_fps: number;
  readonly priority: CameraSettings['priority'];
  readonly looks_down: boolean;
  readonly masks: CameraSettings['masks'];
  readonly calibration: CameraSettings['calibration'];
  readonly enabled: boolean;
  readonly area_id: string | null;
  readonly state: CameraState | null;
  readonly heard_at: Date | null;
};

const SELECT = `select camera.*, device_state.state, device_state.heard_at
  from camera left join device_state on device_kind = 'camera' and device_id = camera.id`;

/** The cameras one may see. */
export async function readCameras(connection: Queryable, scope: Scope): Promise<StoredCamera[]> {
  const { rows } = await connection.query<CameraRow>(
    `${SELECT} where $1::text[] is null or area_id = any ($1) order by camera.id`,
    [scope.areaIds],
  );
  return rows.map(toCamera);
}

/** One camera, or null when there is none or it is not theirs to see. */
export async function findCamera(connection: Queryable, id: string, scope: Scope): Promise<StoredCamera | null> {
  const { rows } = await connection.query<CameraRow>(
    `${SELECT} where camera.id = $2 and ($1::text[] is null or area_id = any ($1))`,
    [scope.areaIds, id],
  );
  return rows[0] ? toCamera(rows[0]) : null;
}

/** Creates or replaces a camera and stamps it with the area it stands in at `at`. */
export async function saveCamera(connection: Queryable, camera: CameraSettings, at: Date): Promise<void> {
  const areaId = areaAt(camera.place, await readAreas(connection, at));
  await connection.query(
    `insert into camera (id, agent_id, name, url, lat, lon, heading_deg, field_of_view_deg, range_m, sample_fps,
       priority, masks, calibration, enabled, area_id, looks_down)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (id) do update set
       agent_id = excluded.agent_id, name = excluded.name, url = excluded.url, lat = excluded.lat, lon = excluded.lon,
       heading_deg = excluded.heading_deg, field_of_view_deg = excluded.field_of_view_deg, range_m = excluded.range_m,
       sample_fps = excluded.sample_fps, priority = excluded.priority, masks = excluded.masks,
       calibration = excluded.calibration, enabled = excluded.enabled, area_id = excluded.area_id,
       looks_down = excluded.looks_down, changed_at = now()`,
    [
      camera.id,
      camera.agentId,
      camera.name,
      camera.url,
      camera.place.lat,
      camera.place.lon,
      camera.headingDeg,
      camera.fieldOfViewDeg,
      camera.rangeM,
      camera.sampleFps,
      camera.priority,
      JSON.stringify(camera.masks),
      camera.calibration === null ? null : JSON.stringify(camera.calibration),
      camera.enabled,
      areaId,
      camera.looksDown,
    ],
  );
}

/** Removes a camera with its zones and state; what it saw stays. */
export async function deleteCamera(connection: Queryable, id: string): Promise<boolean> {
  await connection.query("delete from device_state where device_kind = 'camera' and device_id = $1", [id]);
  const { rowCount } = await connection.query('delete from camera where id = $1', [id]);
  return rowCount === 1;
}

function toCamera(row: CameraRow): StoredCamera {
  return {
    settings: {
      id: row.id,
      agentId: row.agent_id,
      name: row.name,
      url: row.url,
      place: { lat: row.lat, lon: row.lon },
      headingDeg: row.heading_deg,
      fieldOfViewDeg: row.field_of_view_deg,
      rangeM: row.range_m,
      sampleFps: row.sample_fps,
      priority: row.priority,
      looksDown: row.looks_down,
      masks: row.masks,
      calibration: row.calibration,
      enabled: row.enabled,
    },
    areaId: row.area_id,
    state: row.state,
    heardAtMs: row.heard_at?.getTime() ?? null,
  };
}
