import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import { ROLLUPS } from '../../store/rollup-definitions.ts';
import { adoptTimeZone } from '../../store/rollup-zone.ts';
import { createAlarm } from './alarm.ts';
import type { Clock } from './clock.ts';
import type { OvertakenError } from './fact-lane.ts';
import type { Metrics } from './metrics.ts';
import { startRollupLane, type RollupLane } from './rollup-lane.ts';

/** All roll-ups being kept up to date. */
export type Rollups = { readonly lanes: () => readonly RollupLane[]; readonly stop: () => Promise<void> };

// Each pass writes every group that has news once, so that looking less often costs less.
const EVERY_MS = { observation: 10_000, measurement: 30_000, coverage: 60_000 } as const;

/** Starts keeping all roll-ups, each by itself, once their days are those of the city. Only one process does. */
export function startRollups({
  database,
  timeZone,
  overtaken,
  log,
  clock,
  metrics,
}: {
  readonly database: Database;
  readonly timeZone: string;
  readonly overtaken: (error: OvertakenError) => void;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): Rollups {
  let lanes: readonly RollupLane[] = [];
  const alarm = createAlarm();
  const begin = async (): Promise<boolean> => {
    try {
      if (await adoptTimeZone(database, ROLLUPS, timeZone))
        log.warn({ timeZone }, 'daily sums made anew for another time zone');
      return true;
    } catch (error) {
      metrics.errors.inc({ part: 'rollups' });
      log.error({ err: error }, 'roll-ups could not be started; trying on');
      await alarm.sleep(1_000);
      return false;
    }
  };
  const run = async (): Promise<void> => {
    while (!alarm.stopped() && !(await begin()));
    if (alarm.stopped()) return;
    lanes = ROLLUPS.map((definition) =>
      startRollupLane({
        definition,
        database,
        timeZone,
        everyMs: EVERY_MS[definition.name],
        overtaken,
        log,
        clock,
        metrics,
      }),
    );
  };
  const running = run();
  return {
    lanes: () => lanes,
    stop: async () => {
      alarm.stop();
      await running;
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}
