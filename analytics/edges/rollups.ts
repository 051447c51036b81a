import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import { ROLLUPS, type RollupName } from '../../store/rollup-definitions.ts';
import type { Clock } from './clock.ts';
import type { OvertakenError } from './fact-lane.ts';
import { createTurns } from './in-turn.ts';
import type { Metrics } from './metrics.ts';
import { startRollupLane, type RollupLane } from './rollup-lane.ts';

/** All roll-ups being kept up to date. */
export type Rollups = { readonly lanes: readonly RollupLane[]; readonly stop: () => Promise<void> };

// Each pass writes every group that has news once, so that looking less often costs less.
const EVERY_MS: Readonly<Record<RollupName, number>> = {
  observation: 10_000,
  measurement: 30_000,
  coverage: 60_000,
  value: 30_000,
  presence: 30_000,
  movement: 30_000,
};

/**
 * Starts keeping all roll-ups, each by itself. Only one process does.
 *
 * @param timeZone whose days the daily levels count; made so before (`adoptTimeZone`).
 */
export function startRollups(given: {
  readonly database: Database;
  readonly timeZone: string;
  readonly overtaken: (error: OvertakenError) => void;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): Rollups {
  const inTurn = createTurns();
  const lanes = ROLLUPS.map((definition) =>
    startRollupLane({ ...given, definition, everyMs: EVERY_MS[definition.name], inTurn }),
  );
  return {
    lanes,
    stop: async () => {
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}
