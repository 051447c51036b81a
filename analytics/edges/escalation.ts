import type { Logger } from 'pino';
import { escalateOverdue } from '../../store/alerts-escalate.ts';
import type { Database } from '../../store/database.ts';
import type { Metrics } from './metrics.ts';
import { startRegularly } from './regularly.ts';
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
  return startRegularly({
    part: 'escalation',
    trouble: 'alerts past their deadline could not be looked for; trying on',
    everyMs: LOOK_EVERY_MS,
    work: async () => {
      const limits = await storedSetting(database, 'escalation', escalationSetting, log);
      const escalated = await escalateOverdue(database, limits);
      metrics.escalated.inc(escalated.length);
      for (const alertId of escalated) log.warn({ alertId }, 'alert escalated: nobody has acted on it in time');
    },
    log,
    metrics,
  });
}
