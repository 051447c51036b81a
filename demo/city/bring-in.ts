import { isDeepStrictEqual } from 'node:util';
import type { CityFile } from '../../contracts/city-file.ts';
import { updateAgent } from '../../store/agents.ts';
import { readCameras, saveCamera } from '../../store/cameras.ts';
import { importCity } from '../../store/city-import.ts';
import { transaction, type Database } from '../../store/database.ts';
import { WHOLE_CITY } from '../../store/scope.ts';
import { readSensors, saveSensor } from '../../store/sensors.ts';
import { readSetting, saveSetting } from '../../store/settings.ts';
import { DEMO_AGENT_ID } from './vinh-yen.ts';

/**
 * The first start, or one with other cameras, brings in the whole city. Any other start keeps what people have changed
 * since and renews only the addresses, whose ports differ from start to start.
 */
export async function bringIn(
  pool: Database,
  city: CityFile,
  {
    agentTokenHash,
    simulatedOrigin,
    madeOf,
  }: {
    readonly agentTokenHash: Buffer;
    /** `rtsp://host:port` of the simulated cameras of this start. */
    readonly simulatedOrigin: string;
    readonly madeOf: object;
  },
): Promise<void> {
  await transaction(pool, async (connection) => {
    const at = new Date();
    const before = {
      cameras: await readCameras(connection, WHOLE_CITY),
      sensors: await readSensors(connection, WHOLE_CITY),
    };
    if (!isDeepStrictEqual(await readSetting(connection, 'demo'), madeOf)) {
      await importCity(connection, city, { at, changedBy: null, tokenHashOf: () => agentTokenHash });
      const now = new Set(city.cameras.map(({ id }) => id));
      for (const { settings } of before.cameras) {
        const ours = settings.agentId === DEMO_AGENT_ID && !now.has(settings.id);
        if (ours) await saveCamera(connection, { ...settings, enabled: false }, at);
      }
      await saveSetting(connection, 'demo', madeOf);
    } else {
      for (const { settings } of before.cameras) {
        const url = city.cameras.find(({ id }) => id === settings.id)?.url ?? renewed(settings.url, simulatedOrigin);
        if (url) await saveCamera(connection, { ...settings, url }, at);
      }
      for (const { settings } of before.sensors) {
        const url = city.sensors.find(({ id }) => id === settings.id)?.url;
        if (url) await saveSensor(connection, { ...settings, url }, at);
      }
    }
    await updateAgent(connection, DEMO_AGENT_ID, { tokenHash: agentTokenHash });
  });
}

/** The address of a simulated camera that somebody added, at the port of this start; null for other cameras. */
function renewed(stored: string, origin: string): string | null {
  const [url, now] = [new URL(stored), new URL(origin)];
  if (url.hostname !== now.hostname || url.username !== 'citywatch') return null;
  url.port = now.port;
  return url.href;
}
