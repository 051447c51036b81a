import type { Logger } from 'pino';
import { escalateOverdue } from '../../store/alerts-escalate.ts';
import type { Database } from '../../store/database.ts';
import { createAlarm } from './alarm.ts';
import type { Metrics } from './metrics.ts';
import { escalationSetting, storedSetting } from './stored-settings.ts';

const LOOK_EVERY_MS = 1_000;

/** Looks each second for alerts nobody has acted on in time, and escalates them. Only one process does. */
export function startEscalation({
  database,
  log,
  metrics,
}: {
  readonly database: Database;
  readonly log: Logger;
  readonly metrics: Metrics;
}): { readonly stop: () => Promise<void> } {
  const alarm = createAlarm();
  const look = async (): Promise<void> => {
    const limits = await storedSetting(database, 'escalation', escalationSetting, log);
    const escalated = await escalateOverdue(database, limits);
    metrics.escalated.inc(escalated.length);
    for (const alertId of escalated) log.warn({ alertId }, 'alert escalated: nobody has acted on it in time');
  };
  const run = async (): Promise<void> => {
    while (!alarm.stopped()) {
      await look().catch((error: unknown) => {
        metrics.errors.inc({ part: 'escalation' });
        log.error({ err: error }, 'alerts past their deadline could not be looked for; trying on');
      });
      await alarm.sleep(LOOK_EVERY_MS);
    }
  };
  const running = run();
  return {
    stop: async () => {
      alarm.stop();
      await running;
    },
  };
}
