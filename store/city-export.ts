import type { CitySettings } from '../contracts/api.ts';
import { cityFile, type CityFile } from '../contracts/city-file.ts';
import { readAgents } from './agents.ts';
import { readAllAreas } from './areas.ts';
import { readCameras } from './cameras.ts';
import type { Queryable } from './database.ts';
import { PLANNING_SETTING } from './planning-settings.ts';
import { SCHEDULE_SETTING } from './report-schedule.ts';
import { RETENTION_SETTING } from './retention-settings.ts';
import { currentRules } from './rules.ts';
import { WHOLE_CITY } from './scope.ts';
import { readSensors } from './sensors.ts';
import { readSetting } from './settings.ts';
import { readUnits } from './units.ts';
import { readZones } from './zones.ts';

/** An address without user name and password. */
export function withoutCredentials(url: string): string {
  const address = new URL(url);
  address.username = '';
  address.password = '';
  return address.href;
}

/**
 * The city's settings as one document. Run it inside a transaction, so that all parts are of one moment.
 *
 * @param credentials whether the cameras' addresses keep their user names and passwords
 * @throws ZodError when what is stored does not fit the contract
 */
export async function exportCity(
  connection: Queryable,
  city: CitySettings,
  { credentials }: { readonly credentials: boolean },
): Promise<CityFile> {
  return cityFile.parse({
    citywatch: 1,
    ...city,
    areas: await readAllAreas(connection),
    units: await readUnits(connection),
    agents: (await readAgents(connection, WHOLE_CITY)).map(({ id, name }) => ({ id, name })),
    cameras: (await readCameras(connection, WHOLE_CITY)).map(({ settings }) =>
      credentials ? settings : { ...settings, url: withoutCredentials(settings.url) },
    ),
    sensors: (await readSensors(connection, WHOLE_CITY)).map(({ settings }) => settings),
    zones: await readZones(connection, WHOLE_CITY),
    rules: (await currentRules(connection)).rules,
    // What nobody has set stays unset where the file is brought in.
    retention: (await readSetting(connection, RETENTION_SETTING)) ?? undefined,
    planning: (await readSetting(connection, PLANNING_SETTING)) ?? undefined,
    reports: (await readSetting(connection, SCHEDULE_SETTING)) ?? undefined,
  });
}
