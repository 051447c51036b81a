import type { ZoneSettings } from '../contracts/devices.ts';
import type { Queryable } from './database.ts';
import type { Scope } from './scope.ts';

type ZoneRow = {
  readonly id: string;
  readonly camera_id: string;
  readonly name: string;
  readonly shape: ZoneSettings['shape'];
};

/** The zones and lines of the cameras one may see. */
export async function readZones(connection: Queryable, scope: Scope): Promise<ZoneSettings[]> {
  const { rows } = await connection.query<ZoneRow>(
    `select zone.id, camera_id, zone.name, shape from zone join camera on camera.id = camera_id
     where $1::text[] is null or area_id = any ($1) order by zone.id`,
    [scope.areaIds],
  );
  return rows.map(toZone);
}

/** One zone, or null when there is none or its camera is not theirs to see. */
export async function findZone(connection: Queryable, id: string, scope: Scope): Promise<ZoneSettings | null> {
  const { rows } = await connection.query<ZoneRow>(
    `select zone.id, camera_id, zone.name, shape from zone join camera on camera.id = camera_id
     where zone.id = $2 and ($1::text[] is null or area_id = any ($1))`,
    [scope.areaIds, id],
  );
  return rows[0] ? toZone(rows[0]) : null;
}

/** Creates or replaces a zone. */
export async function saveZone(connection: Queryable, zone: ZoneSettings): Promise<void> {
  await connection.query(
    `insert into zone (id, camera_id, name, shape) values ($1, $2, $3, $4)
     on conflict (id) do update set camera_id = excluded.camera_id, name = excluded.name, shape = excluded.shape,
       changed_at = now()`,
    [zone.id, zone.cameraId, zone.name, JSON.stringify(zone.shape)],
  );
}

/** Removes a zone. Rules that name it stay and see nothing there. */
export async function deleteZone(connection: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await connection.query('delete from zone where id = $1', [id]);
  return rowCount === 1;
}

function toZone(row: ZoneRow): ZoneSettings {
  return { id: row.id, cameraId: row.camera_id, name: row.name, shape: row.shape };
}
