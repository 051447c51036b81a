import type { Logger } from 'pino';
import { createAlarm } from './alarm.ts';
import type { Metrics } from './metrics.ts';

/**
 * Does something now and then until it is stopped, which waits for the work under way. Work that fails is counted and told,
 * and done again when its time comes.
 *
 * @param part names the work in the metric of errors
 * @param trouble what the log says when it fails
 * @param work gets a signal that ends it early
 */
export function startRegularly({
  part,
  trouble,
  firstAfterMs = 0,
  everyMs,
  work,
  log,
  metrics,
}: {
  readonly part: string;
  readonly trouble: string;
  readonly firstAfterMs?: number;
  readonly everyMs: number;
  readonly work: (signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
  readonly metrics: Metrics;
}): { readonly stop: () => Promise<void> } {
  const alarm = createAlarm();
  const abort = new AbortController();
  const run = async (): Promise<void> => {
    await alarm.rest(firstAfterMs);
    while (!alarm.stopped()) {
      await work(abort.signal).catch((error: unknown) => {
        metrics.errors.inc({ part });
        log.error({ err: error }, trouble);
      });
      await alarm.rest(everyMs);
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
