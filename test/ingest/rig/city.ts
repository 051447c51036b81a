import { createHash } from 'node:crypto';
import type { Database } from '../../../store/database.ts';

/** The right half of the picture. */
export const RIGHT_HALF = {
  kind: 'zone',
  polygon: [
    [0.5, 0],
    [1, 0],
    [1, 1],
    [0.5, 1],
  ],
} as const;

/** Registers an agent whose token is its name and `-token`. */
export async function registerAgent(database: Database, id: string): Promise<void> {
  const hash = createHash('sha256').update(`${id}-token`).digest();
  await database.query('insert into agent (id, name, token_hash) values ($1, $1, $2)', [id, hash]);
}

/** Registers a camera of agent `gate`, in ward-1. */
export async function registerCamera(
  database: Database,
  id: string,
  { agentId = 'gate', priority = 'normal', sampleFps = 5 } = {},
): Promise<void> {
  await database.query(
    `insert into camera (id, agent_id, name, url, lat, lon, heading_deg, field_of_view_deg, range_m, sample_fps, priority,
      area_id) values ($1, $2, $1, 'rtsp://127.0.0.1/x', 21.3, 105.6, 0, 60, 50, $3, $4, 'ward-1')`,
    [id, agentId, sampleFps, priority],
  );
}

/** Registers a sensor; without an agent it speaks for itself. Plausible from 0 to 1000. */
export async function registerSensor(database: Database, id: string, agentId: string | null = 'gate'): Promise<void> {
  await database.query(
    `insert into sensor (id, agent_id, name, quantity, unit, lat, lon, every_s, plausible_min, plausible_max, area_id)
      values ($1, $2, $1, 'pm25', 'µg/m³', 21.3, 105.6, 10, 0, 1000, 'ward-1')`,
    [id, agentId],
  );
}

/** Draws a zone or line on a camera's picture. */
export async function registerZone(database: Database, id: string, cameraId: string, shape: object): Promise<void> {
  await database.query('insert into zone (id, camera_id, name, shape) values ($1, $2, $1, $3)', [id, cameraId, shape]);
}

/** Agents gate and bridge; cameras cam (with zone yard, the right half) and far (of bridge); sensors pm, flow (of bridge), sky (its own). */
export async function registerCity(database: Database): Promise<void> {
  await registerAgent(database, 'gate');
  await registerAgent(database, 'bridge');
  await registerCamera(database, 'cam');
  await registerCamera(database, 'far', { agentId: 'bridge' });
  await registerZone(database, 'yard', 'cam', RIGHT_HALF);
  await registerSensor(database, 'pm');
  await registerSensor(database, 'flow', 'bridge');
  await registerSensor(database, 'sky', null);
}
