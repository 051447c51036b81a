import { DEFAULT_PLANNING, planningSettings, type PlanningSettings } from '../contracts/planning.ts';
import type { Queryable } from './database.ts';
import { readSetting } from './settings.ts';

/** Key of the planning settings in the store. */
export const PLANNING_SETTING = 'planning';

/** What planners count by; settings that another version left unreadable count as not told. */
export async function readPlanningSettings(connection: Queryable): Promise<PlanningSettings> {
  const parsed = planningSettings.safeParse(await readSetting(connection, PLANNING_SETTING));
  return parsed.success ? parsed.data : DEFAULT_PLANNING;
}
