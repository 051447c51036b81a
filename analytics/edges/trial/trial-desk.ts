import type { Logger } from 'pino';
import type { Database } from '../../../store/database.ts';
import { finishTrial, purgeTrials, takeTrial, tellTrial, type AskedTrial } from '../../../store/rule-trials.ts';
import { createAlarm } from '../alarm.ts';
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import { runTrial } from './run-trial.ts';

/** Takes up trials of rules, one at a time. */
export type TrialDesk = {
  /** Somebody has asked. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

/** Nobody waits for it any more, or this process stops. */
class TrialEndedError extends Error {
  override readonly name = 'TrialEndedError';
}

const LOOK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 200;
/** Whoever had a trial and has not spoken of it for so long is gone. */
const SILENT_MS = 60_000;
/** Nobody looks at a trial for longer. */
const KEEP_MS = 3_600_000;

/**
 * Starts it. Every process may have one, with the lead or without: trials write nothing but what came of them, and the store
 * sees to it that each is taken up once.
 */
export function startTrialDesk({
  database,
  timeZone,
  log,
  clock,
  metrics,
}: {
  readonly database: Database;
  readonly timeZone: string;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): TrialDesk {
  const alarm = createAlarm();

  const judge = async (trial: AskedTrial): Promise<void> => {
    let toldAt = -Infinity;
    const onPage = async (progress: number): Promise<void> => {
      if (alarm.stopped()) throw new TrialEndedError('stopping');
      // Live facts come first: they have been waiting for this thread.
      await new Promise((resolve) => setImmediate(resolve));
      if (clock.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = clock.now();
      if (!(await tellTrial(database, trial.id, progress))) throw new TrialEndedError('nobody waits for it');
    };
    const startedAt = clock.now();
    const result = await runTrial(trial, { database, timeZone, onPage });
    await finishTrial(database, trial.id, result);
    const { facts, alertCount } = result;
    log.info({ trialId: trial.id, facts, alertCount, ms: clock.now() - startedAt }, 'rule tried');
  };
  const serve = async (): Promise<void> => {
    for (;;) {
      const trial = await takeTrial(database, new Date(clock.now() - SILENT_MS));
      if (trial === null || alarm.stopped()) return;
      try {
        await judge(trial);
        metrics.trials.inc({ outcome: 'done' });
      } catch (error) {
        if (error instanceof TrialEndedError) {
          metrics.trials.inc({ outcome: 'ended' });
          continue;
        }
        metrics.trials.inc({ outcome: 'failed' });
        log.error({ err: error, trialId: trial.id }, 'a rule could not be tried');
        await finishTrial(database, trial.id, null);
      }
    }
  };
  const run = async (): Promise<void> => {
    while (!alarm.stopped()) {
      try {
        await purgeTrials(database, new Date(clock.now() - KEEP_MS));
        await serve();
      } catch (error) {
        metrics.errors.inc({ part: 'trials' });
        log.error({ err: error }, 'trials of rules could not be looked for; trying on');
      }
      await alarm.sleep(LOOK_EVERY_MS);
    }
  };
  const running = run();
  return {
    wake: alarm.wake,
    stop: async () => {
      alarm.stop();
      await running;
    },
  };
}
