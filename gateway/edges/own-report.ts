import type { Logger } from 'pino';
import { PRODUCT_VERSION } from '../../contracts/process-state.ts';
import type { Database } from '../../store/database.ts';
import { instanceName, startProcessReport } from '../../store/process-report.ts';
import { countPushMessages } from '../../store/push-messages.ts';

/** Tells the store how this gateway is, so that any of them can say how all of them are. */
export function startOwnReport({
  database,
  url,
  clock,
  log,
}: {
  readonly database: Database;
  /** Where it listens. */
  readonly url: string;
  readonly clock: () => number;
  readonly log: Logger;
}): { readonly stop: () => Promise<void> } {
  const instance = instanceName(Number(new URL(url).port));
  const startedAt = new Date(clock()).toISOString();
  return startProcessReport({
    database,
    describe: async () => ({
      process: 'gateway',
      instance,
      version: PRODUCT_VERSION,
      startedAt,
      rssBytes: process.memoryUsage.rss(),
      queues: [{ name: 'push', waiting: await countPushMessages(database), lost: 0 }],
      perception: null,
      isJudging: null,
    }),
    failed: (error) => log.warn({ err: error }, 'how this process is cannot be written'),
  });
}
