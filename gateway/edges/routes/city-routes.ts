import { city } from '../../../contracts/api.ts';
import type { Agent, Camera, City, Sensor } from '../../../contracts/api.ts';
import { readAgents, type StoredAgent } from '../../../store/agents.ts';
import { readAreas } from '../../../store/areas.ts';
import { readCameras, type StoredCamera } from '../../../store/cameras.ts';
import type { Database } from '../../../store/database.ts';
import { currentRules, type StoredRule } from '../../../store/rules.ts';
import { readSensors, type StoredSensor } from '../../../store/sensors.ts';
import { readZones } from '../../../store/zones.ts';
import { agentNow, cameraNow, sensorNow } from '../../core/device-now.ts';
import { redactUrl } from '../../core/redact-url.ts';
import { ruleInScope } from '../../core/rule-scope.ts';
import { readCitySettings } from '../city-settings.ts';
import { ANYBODY, route, type Caller, type Route } from '../http/route.ts';

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
  const [settings, areas, agents, cameras, sensors, zones, rules] = await Promise.all([
    readCitySettings(database),
    readAreas(database, new Date(nowMs)),
    readAgents(database, scope),
    readCameras(database, scope),
    readSensors(database, scope),
    readZones(database, scope),
    currentRules(database),
  ]);
  const visible = {
    cameraIds: new Set(cameras.map((camera) => camera.settings.id)),
    sensorIds: new Set(sensors.map((sensor) => sensor.settings.id)),
    zoneIds: new Set(zones.map((zone) => zone.id)),
  };
  return {
    ...settings,
    areas,
    agents: agents.map((agent) => toAgent(agent, nowMs)),
    cameras: cameras.map((camera) => toCamera(camera, caller, nowMs)),
    sensors: sensors.map((sensor) => toSensor(sensor, caller, nowMs)),
    zones,
    rules: rules.rules.flatMap((rule): StoredRule[] =>
      scope.areaIds === null ? [rule] : [ruleInScope(rule, visible) ?? []].flat(),
    ),
    serverTime: new Date(nowMs).toISOString(),
  };
}

/** A camera as this caller may see it: its address only for admins, never with its secrets. */
export function toCamera(stored: StoredCamera, caller: Caller, nowMs: number): Camera {
  const { url, ...settings } = stored.settings;
  return {
    ...settings,
    url: caller.account.role === 'admin' ? redactUrl(url) : null,
    areaId: stored.areaId,
    ...cameraNow(stored.state, stored.heardAtMs, nowMs),
  };
}

/** A sensor as this caller may see it: its address only for admins, never with its secrets. */
export function toSensor(stored: StoredSensor, caller: Caller, nowMs: number): Sensor {
  const { url, ...settings } = stored.settings;
  return {
    ...settings,
    url: url !== null && caller.account.role === 'admin' ? redactUrl(url) : null,
    areaId: stored.areaId,
    ...sensorNow(stored.state, { everyS: settings.everyS, severity: stored.severity, nowMs }),
  };
}

/** An agent as it is now. */
export function toAgent(stored: StoredAgent, nowMs: number): Agent {
  return { id: stored.id, name: stored.name, ...agentNow(stored.state, stored.heardAtMs, nowMs) };
}
