import type { CameraCondition } from '../../../contracts/telemetry.ts';
import type { Database } from '../../../store/database.ts';
import { writeSensorStates } from '../../../store/device-state.ts';
import { writeHealth } from '../../../store/health.ts';

/** A camera says how it is, as ingest would write it. */
export async function cameraSays(
  database: Database,
  id: string,
  said: { readonly condition?: CameraCondition; readonly fps?: number; readonly heardAt?: number } = {},
): Promise<void> {
  const now = Date.now();
  await writeHealth(database, [
    {
      deviceKind: 'camera',
      deviceId: id,
      areaId: null,
      heardAt: said.heardAt ?? now,
      since: now - 60_000,
      state: {
        condition: said.condition ?? 'online',
        since: now - 60_000,
        fault: null,
        fps: said.fps ?? 5,
        lastFrameAt: now,
        width: 768,
        height: 576,
      },
    },
  ]);
}

/** A sensor measured something, as ingest would write it. */
export async function sensorSays(database: Database, id: string, value: number, at = Date.now()): Promise<void> {
  await writeSensorStates(database, [{ sensorId: id, heardAt: at, state: { value, at, quality: 'good' } }]);
}
