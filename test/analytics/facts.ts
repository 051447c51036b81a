import type { CameraCondition } from '../../contracts/telemetry.ts';
import type { Database } from '../../store/database.ts';
import { writeHealth } from '../../store/health.ts';
import { writeMeasurements } from '../../store/measurements-write.ts';

/** Stores readings of the lake as ingest does: `[epoch milliseconds, metres]`. */
export function measure(database: Database, ...readings: readonly (readonly [number, number])[]): Promise<number> {
  return writeMeasurements(
    database,
    readings.map(([at, value]) => ({
      sensorId: 'lake',
      at,
      value,
      quality: 'good',
      areaId: 'vinh-yen',
      receivedAt: at + 50,
    })),
    [],
  );
}

/** Stores how a camera is, as ingest does. */
export function cameraIs(
  database: Database,
  cameraId: string,
  condition: CameraCondition,
  since: number,
): Promise<number> {
  return writeHealth(database, [
    {
      deviceKind: 'camera',
      deviceId: cameraId,
      areaId: 'vinh-yen',
      heardAt: since + 10,
      since,
      state: {
        condition,
        since,
        fault: condition === 'offline' ? 'unreachable' : null,
        fps: 0,
        lastFrameAt: null,
        width: 0,
        height: 0,
      },
    },
  ]);
}

/** Stores whether an agent is there, as ingest does. */
export function agentIs(database: Database, agentId: string, state: 'online' | 'offline', at: number): Promise<number> {
  return writeHealth(database, [
    { deviceKind: 'agent', deviceId: agentId, areaId: null, heardAt: at, since: at, state: { state, at } },
  ]);
}

/** A clock that a test sets. */
export function aClock(atMs: number): { now: () => number; set: (ms: number) => void } {
  let now = atMs;
  return { now: () => now, set: (ms) => (now = ms) };
}
