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
  { agentTokenHash, madeOf }: { readonly agentTokenHash: Buffer; readonly madeOf: object },
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
        const url = city.cameras.find(({ id }) => id === settings.id)?.url;
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
