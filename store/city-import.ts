import type { CityFile } from '../contracts/city-file.ts';
import { areaOverlaps, type AreaOverlap } from '../contracts/outline-overlap.ts';
import { isDeepStrictEqual } from 'node:util';
import { createAgent, updateAgent } from './agents.ts';
import { readAllAreas, saveArea } from './areas.ts';
import { readCameras, saveCamera } from './cameras.ts';
import { withoutCredentials } from './city-export.ts';
import type { Queryable } from './database.ts';
import { PLANNING_SETTING } from './planning-settings.ts';
import { SCHEDULE_SETTING } from './report-schedule.ts';
import { RETENTION_SETTING } from './retention-settings.ts';
import { currentRules, saveRule } from './rules.ts';
import { WHOLE_CITY } from './scope.ts';
import { saveSensor } from './sensors.ts';
import { saveSetting } from './settings.ts';
import { saveUnit } from './units.ts';
import { saveZone } from './zones.ts';

/** What a city file brought in. */
export type CityImport = {
  /** Agents that were not there before: each needs a token of its own. */
  readonly newAgents: readonly string[];
  readonly rulesChanged: number;
  /** Areas that claim the same ground, those the file names with those that were there before. */
  readonly overlaps: readonly AreaOverlap[];
};

/**
 * Brings a city file into the store: what it names is created or replaced, what it does not name stays as it is.
 * Run it inside a transaction. Rules that are the same get no new version.
 *
 * @param tokenHashOf sha256 of the token for an agent that is new; not asked for agents that are there
 * @param changedBy who is named as the author of changed rules
 */
export async function importCity(
  connection: Queryable,
  city: CityFile,
  {
    at,
    changedBy,
    tokenHashOf,
  }: { readonly at: Date; readonly changedBy: string | null; readonly tokenHashOf: (agentId: string) => Buffer },
): Promise<CityImport> {
  const { name, timeZone, centre, baseMap } = city;
  await saveSetting(connection, 'city', { name, timeZone, centre, baseMap });
  if (city.retention) await saveSetting(connection, RETENTION_SETTING, city.retention);
  if (city.planning) await saveSetting(connection, PLANNING_SETTING, city.planning);
  if (city.reports) await saveSetting(connection, SCHEDULE_SETTING, city.reports);
  for (const area of city.areas) await saveArea(connection, area);
  for (const unit of city.units) await saveUnit(connection, unit);
  const newAgents: string[] = [];
  for (const agent of city.agents) {
    if (await updateAgent(connection, agent.id, { name: agent.name })) continue;
    await createAgent(connection, { ...agent, tokenHash: tokenHashOf(agent.id) });
    newAgents.push(agent.id);
  }
  const kept = new Map((await readCameras(connection, WHOLE_CITY)).map(({ settings }) => [settings.id, settings.url]));
  for (const camera of city.cameras) {
    const url = kept.get(camera.id);
    // The file may have been exported without credentials: the same address keeps those it had.
    const same = url !== undefined && withoutCredentials(url) === camera.url;
    await saveCamera(connection, same ? { ...camera, url } : camera, at);
  }
  for (const sensor of city.sensors) await saveSensor(connection, sensor, at);
  for (const zone of city.zones) await saveZone(connection, zone);
  const before = new Map((await currentRules(connection)).rules.map((rule) => [rule.id, rule]));
  const changed = city.rules.filter(
    (rule) => !isDeepStrictEqual({ ...rule, version: before.get(rule.id)?.version }, before.get(rule.id)),
  );
  for (const rule of changed) await saveRule(connection, rule, changedBy);
  const named = new Set(city.areas.map(({ id }) => id));
  const overlaps = areaOverlaps(await readAllAreas(connection)).filter(({ ids }) => ids.some((id) => named.has(id)));
  return { newAgents, rulesChanged: changed.length, overlaps };
}
