import { city } from '../../../contracts/api.ts';
import type { City } from '../../../contracts/api.ts';
import { readAgents } from '../../../store/agents.ts';
import { readAreas } from '../../../store/areas.ts';
import { readCameras } from '../../../store/cameras.ts';
import type { Database } from '../../../store/database.ts';
import { readSensors } from '../../../store/sensors.ts';
import { readSimulated } from '../../../store/simulated.ts';
import { readUnits } from '../../../store/units.ts';
import { readZones } from '../../../store/zones.ts';
import { readCitySettings } from '../city-settings.ts';
import { toAgent, toCamera, toSensor } from '../device-answers.ts';
import { ANYBODY, route, type Caller, type Route } from '../http/route.ts';
import { readRules } from './rule-routes.ts';

/** What the map draws. */
export function cityRoutes({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: () => number;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/city',
      summary: 'Areas, devices, zones and rules, as far as one may see them',
      rights: ANYBODY,
      answer: city,
      handle: async ({ caller }) => ({ body: await readCity(database, caller, clock()) }),
    }),
  ];
}

async function readCity(database: Database, caller: Caller, nowMs: number): Promise<City> {
  const { scope } = caller;
  const [settings, areas, units, agents, cameras, sensors, zones, rules, simulated] = await Promise.all([
    readCitySettings(database),
    readAreas(database, new Date(nowMs)),
    readUnits(database),
    readAgents(database, scope),
    readCameras(database, scope),
    readSensors(database, scope),
    readZones(database, scope),
    readRules(database, caller),
    readSimulated(database),
  ]);
  const own = new Set([...cameras, ...sensors].map((device) => device.settings.id));
  return {
    ...settings,
    areas,
    units,
    agents: agents.map((agent) => toAgent(agent, nowMs)),
    cameras: cameras.map((camera) => toCamera(camera, caller, nowMs)),
    sensors: sensors.map((sensor) => toSensor(sensor, caller, nowMs)),
    zones,
    rules,
    simulated: simulated
      .filter(({ deviceId }) => deviceId === null || own.has(deviceId))
      .map(({ from, to, deviceId }) => ({ from: from.toISOString(), to: to.toISOString(), deviceId })),
    serverTime: new Date(nowMs).toISOString(),
  };
}
