import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import type { Channel } from '../../store/listen.ts';
import { startFactLane, type FactLane, type OvertakenError } from './fact-lane.ts';
import { healthMind } from './health-mind.ts';
import { measurementMind } from './measurement-mind.ts';
import type { Metrics } from './metrics.ts';
import { observationMind } from './observation-mind.ts';
import type { RuleShelf } from './rule-shelf.ts';
import type { Clock } from './clock.ts';

/** The readers of all facts at work. */
export type Judging = {
  readonly lanes: readonly FactLane[];
  readonly hear: (channel: Channel) => void;
  /** New rules are there. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

/** Starts reading and judging. The rules must be known: a fact judged without them is judged for good. */
export function startJudging({
  database,
  shelf,
  timeZone,
  batch,
  overtaken,
  log,
  clock,
  metrics,
}: {
  readonly database: Database;
  readonly shelf: RuleShelf;
  /** IANA name of the city's zone. */
  readonly timeZone: string;
  /** Facts per step at most. */
  readonly batch: number;
  /** Another process judges now. */
  readonly overtaken: (error: OvertakenError) => void;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): Judging {
  const common = { database, book: shelf.book, overtaken, log, clock, metrics };
  const observations = startFactLane({
    ...common,
    name: 'observations',
    openMind: observationMind(database, timeZone, batch),
  });
  const measurements = startFactLane({
    ...common,
    name: 'measurements',
    // Readings come in many small batches, and looking for late ones goes through a month of chunks.
    restMs: 50,
    openMind: measurementMind(database, timeZone, batch, metrics),
  });
  const health = startFactLane({ ...common, name: 'health', openMind: healthMind(database, timeZone, batch, metrics) });
  const lanes = [observations, measurements, health];
  const wake = (): void => lanes.forEach((lane) => lane.wake());
  return {
    lanes,
    wake,
    hear: (channel) => {
      if (channel === 'observation') observations.wake();
      if (channel === 'measurement') measurements.wake();
      if (channel === 'health') health.wake();
    },
    stop: async () => {
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}
