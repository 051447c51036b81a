import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import { refreshGaps } from '../../store/gap-refresh.ts';
import { readPlanningSettings } from '../../store/planning-settings.ts';
import { createAlarm } from './alarm.ts';
import type { Metrics } from './metrics.ts';

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
  const alarm = createAlarm();
  const abort = new AbortController();
  const run = async (): Promise<void> => {
    await alarm.sleep(firstAfterMs);
    while (!alarm.stopped()) {
      try {
        const { holidays } = await readPlanningSettings(database);
        await refreshGaps(database, { timeZone, holidays: holidays.map(({ date }) => date) }, abort.signal);
      } catch (error) {
        metrics.errors.inc({ part: 'gaps' });
        log.error({ err: error }, 'gaps could not be accounted for; trying on');
      }
      await alarm.sleep(EVERY_MS);
    }
  };
  const running = run();
  return {
    stop: async () => {
      abort.abort();
      alarm.stop();
      await running;
    },
  };
}
