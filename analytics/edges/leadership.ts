import type { Logger } from 'pino';
import { tryLead } from '../../store/leader-lock.ts';
import { createAlarm } from './alarm.ts';
import type { Metrics } from './metrics.ts';

const STOP_PATIENCE_MS = 15_000;

/** Work that only one process may do. `over` resolves when it gives up by itself. */
export type LedWork = { readonly over: Promise<unknown>; readonly stop: () => Promise<void> };

/** Standing for the lead, or leading. */
export type Leadership = { readonly leading: () => boolean; readonly stop: () => Promise<void> };

/**
 * Stands for the lead for ever: starts the work when this process has it, stops the work when it is lost, and stands
 * again. Of several processes one works; when that one dies its connection closes, and another has the lead within
 * `standEveryMs`.
 */
export function startLeadership({
  databaseUrl,
  startWork,
  standEveryMs = 500,
  log,
  metrics,
}: {
  readonly databaseUrl: string;
  readonly startWork: () => LedWork;
  readonly standEveryMs?: number;
  readonly log: Logger;
  readonly metrics: Metrics;
}): Leadership {
  const alarm = createAlarm();
  let leading = false;
  let resign: () => void = () => undefined;

  const stand = async (): Promise<void> => {
    const lock = await tryLead(databaseUrl, 'analytics');
    if (!lock) return;
    leading = true;
    metrics.leading.set(1);
    log.info('judging: this process has the lead');
    const resigned = new Promise<null>((resolve) => {
      resign = () => resolve(null);
      if (alarm.stopped()) resolve(null);
    });
    try {
      const work = startWork();
      const cause = await Promise.race([lock.lost, work.over, resigned]);
      if (cause !== null) log.warn({ err: cause }, 'judging: the lead is lost');
      // Work that hangs on a dead connection is not waited for: what it may still try to write is refused.
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_PATIENCE_MS)));
      await Promise.race([work.stop(), patience]);
      clearTimeout(timer);
    } finally {
      leading = false;
      metrics.leading.set(0);
      // Only now, so that another process finds everything finished.
      await lock.release();
    }
  };
  const run = async (): Promise<void> => {
    let reachable = true;
    while (!alarm.stopped()) {
      try {
        await stand();
        reachable = true;
      } catch (error) {
        metrics.errors.inc({ part: 'lead' });
        if (reachable) log.error({ err: error }, 'the database cannot be reached to stand for the lead; trying on');
        reachable = false;
      }
      await alarm.sleep(standEveryMs);
    }
  };
  const running = run();
  return {
    leading: () => leading,
    stop: async () => {
      alarm.stop();
      resign();
      await running;
    },
  };
}
