import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import type { Channel } from '../../store/listen.ts';
import type { Clock } from './clock.ts';
import { startEscalation } from './escalation.ts';
import type { FactLane } from './fact-lane.ts';
import { startGapLane } from './gap-lane.ts';
import { startHousekeeping } from './housekeeping.ts';
import { startJudging } from './judging.ts';
import type { LedWork } from './leadership.ts';
import type { Metrics } from './metrics.ts';
import type { RollupLane } from './rollup-lane.ts';
import { startRollups } from './rollups.ts';
import type { RuleShelf } from './rule-shelf.ts';
import { startUsualLane } from './usual-lane.ts';

/** Everything that the process with the lead does. */
export type Duties = LedWork & {
  readonly readers: readonly FactLane[];
  readonly rollups: readonly RollupLane[];
  readonly hear: (channel: Channel) => void;
  /** Look at everything. */
  readonly wake: () => void;
};

/** Starts judging, escalation, roll-ups, the account of gaps, what is usual, and housekeeping. The rules must be known. */
export function startDuties(given: {
  readonly database: Database;
  readonly shelf: RuleShelf;
  /** IANA name of the city's zone. */
  readonly timeZone: string;
  /** Facts judged per step at most. */
  readonly batch: number;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): Duties {
  let giveUp: (cause: unknown) => void = () => undefined;
  const over = new Promise<unknown>((resolve) => (giveUp = resolve));
  const judging = startJudging({ ...given, overtaken: giveUp });
  const rollups = startRollups({ ...given, overtaken: giveUp });
  const all = [
    judging,
    rollups,
    startEscalation(given),
    startHousekeeping(given),
    startGapLane(given),
    startUsualLane(given),
  ];
  return {
    over,
    readers: judging.lanes,
    rollups: rollups.lanes,
    hear: judging.hear,
    wake: judging.wake,
    stop: async () => {
      await Promise.all(all.map((one) => one.stop()));
    },
  };
}
