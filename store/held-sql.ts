/** Raw facts that are kept for a set time. Evidence of alerts is a copy of its own and not among them. */
export type RawTable = 'snapshot' | 'observation' | 'measurement' | 'track' | 'coverage' | 'health_event';

/** The column time goes by. */
export const TIME_COLUMN: Readonly<Record<RawTable, string>> = {
  snapshot: 'at',
  observation: 'at',
  measurement: 'at',
  track: 'first_at',
  coverage: 'minute',
  health_event: 'at',
};

/** The area of a row. Pictures carry none: they belong where their camera stands, or stood last. */
export function areaOf(table: RawTable): string {
  return table === 'snapshot'
    ? `(select p.area_id from known_place p where p.kind = 'camera' and p.id = snapshot.camera_id)`
    : `${table}.area_id`;
}

/** Condition on a row of a table: it belongs to what is held for a case. */
export function heldRow(table: RawTable): string {
  const time = `${table}.${TIME_COLUMN[table]}`;
  return `exists (select from held where ${deviceHeld(table)} and ${time} < to_at and ${
    // A track belongs to every moment it lasted through.
    table === 'track' ? 'track.last_at' : time
  } >= from_at)`;
}

function deviceHeld(table: RawTable): string {
  switch (table) {
    case 'measurement':
      return 'measurement.sensor_id = any (sensor_ids)';
    case 'health_event':
      return `(device_kind = 'camera' and device_id = any (camera_ids) or device_kind = 'sensor' and device_id = any (sensor_ids)
        or device_kind = 'agent' and device_id in (select agent_id from camera where camera.id = any (camera_ids)))`;
    case 'snapshot':
    case 'observation':
    case 'track':
    case 'coverage':
      return `${table}.camera_id = any (camera_ids)`;
  }
}
