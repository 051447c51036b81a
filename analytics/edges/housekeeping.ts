import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import { removeOlder, type RawTable } from '../../store/housekeeping.ts';
import { createAlarm } from './alarm.ts';
import type { Clock } from './clock.ts';
import type { Metrics } from './metrics.ts';
import { retentionSetting, storedSetting } from './stored-settings.ts';

const DAY_MS = 86_400_000;
const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 3_600_000;

/** Removes raw facts that are older than they are to be kept, once an hour. Only one process does. */
export function startHousekeeping({
  database,
  log,
  clock,
  metrics,
  firstAfterMs = FIRST_AFTER_MS,
}: {
  readonly database: Database;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly firstAfterMs?: number;
}): { readonly stop: () => Promise<void> } {
  const alarm = createAlarm();
  const abort = new AbortController();

  const clean = async (): Promise<void> => {
    const retention = await storedSetting(database, 'retention', retentionSetting, log);
    for (const [table, days] of Object.entries(retention) as [RawTable, number][]) {
      if (abort.signal.aborted) return;
      try {
        const removed = await removeOlder(database, table, new Date(clock.now() - days * DAY_MS), abort.signal);
        if (removed.chunks + removed.rows > 0) log.info({ table, days, ...removed }, 'old facts removed');
        metrics.removed.inc({ table, unit: 'chunks' }, removed.chunks);
        metrics.removed.inc({ table, unit: 'rows' }, removed.rows);
      } catch (error) {
        metrics.errors.inc({ part: 'housekeeping' });
        log.error({ err: error, table }, 'old facts could not be removed; the next run tries again');
      }
    }
  };
  const run = async (): Promise<void> => {
    await alarm.sleep(firstAfterMs);
    while (!alarm.stopped()) {
      await clean().catch((error: unknown) => {
        metrics.errors.inc({ part: 'housekeeping' });
        log.error({ err: error }, 'housekeeping failed; the next run tries again');
      });
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
