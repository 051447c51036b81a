import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import { refreshGaps } from '../../store/gap-refresh.ts';
import { readPlanningSettings } from '../../store/planning-settings.ts';
import type { Metrics } from './metrics.ts';
import { startRegularly } from './regularly.ts';

const FIRST_AFTER_MS = 30_000;
const EVERY_MS = 300_000;

/** Keeps the account of what was not watched and what was missed by that. Only one process does. */
export function startGapLane({
  database,
  timeZone,
  log,
  metrics,
  firstAfterMs = FIRST_AFTER_MS,
}: {
  readonly database: Database;
  /** Whose calendar counts. */
  readonly timeZone: string;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly firstAfterMs?: number;
}): { readonly stop: () => Promise<void> } {
  return startRegularly({
    part: 'gaps',
    trouble: 'gaps could not be accounted for; trying on',
    firstAfterMs,
    everyMs: EVERY_MS,
    work: async (signal) => {
      const { holidays } = await readPlanningSettings(database);
      await refreshGaps(database, { timeZone, holidays: holidays.map(({ date }) => date) }, signal);
    },
    log,
    metrics,
  });
}
