import type { Logger } from 'pino';
import { openDatabase } from '../store/database.ts';
import { startListening, type Channel } from '../store/listen.ts';
import { migrate } from '../store/migrate.ts';
import type { Clock } from './edges/clock.ts';
import { startEscalation } from './edges/escalation.ts';
import { startHousekeeping } from './edges/housekeeping.ts';
import { startJudging, type Judging } from './edges/judging.ts';
import { startLeadership } from './edges/leadership.ts';
import { createMetrics } from './edges/metrics.ts';
import { startRuleShelf } from './edges/rule-shelf.ts';
import { startStatusServer } from './edges/status-server.ts';
import type { AnalyticsConfig } from './env.ts';

/** Analytics at work. */
export type Analytics = {
  /** Where `/healthz` and `/metrics` are. */
  readonly port: number;
  /** Whether this process judges; false: another does. */
  readonly leading: () => boolean;
  readonly stop: () => Promise<void>;
};

/**
 * Starts analytics: judges facts by the rules and raises alerts. Any number of processes may run; one of them judges,
 * the others wait to take over.
 *
 * @throws when the database cannot be reached or brought up to date, or the port cannot be had.
 */
export async function startAnalytics({
  config,
  log,
  clock,
}: {
  readonly config: AnalyticsConfig;
  readonly log: Logger;
  readonly clock: Clock;
}): Promise<Analytics> {
  const metrics = createMetrics();
  const database = openDatabase({
    url: config.databaseUrl,
    name: 'analytics',
    max: 8,
    onError: (error) => log.warn({ err: error }, 'an idle database connection broke'),
  });
  let judging: Judging | null = null;
  try {
    await migrate(database);
  } catch (error) {
    await database.end();
    throw error;
  }

  let firstRules: () => void = () => undefined;
  const rulesKnown = new Promise<void>((resolve) => (firstRules = resolve));
  const shelf = startRuleShelf({
    database,
    changed: () => {
      firstRules();
      judging?.wake();
    },
    log,
    metrics,
  });
  const hear = (channel: Channel): void => {
    if (channel === 'settings') shelf.wake();
    else judging?.hear(channel);
  };
  const listener = startListening({
    url: config.databaseUrl,
    name: 'analytics',
    channels: ['observation', 'measurement', 'health', 'settings'],
    heard: hear,
    connected: () => {
      shelf.wake();
      judging?.wake();
    },
    failed: (error, retryInMs) => log.warn({ err: error, retryInMs }, 'not listening to the database'),
  });
  const server = await startStatusServer({
    host: config.host,
    port: config.port,
    health: () => ({
      well: shelf.status().known,
      judging: judging !== null,
      listening: listener.connected(),
      rules: shelf.status(),
      readers: judging?.lanes.map((lane) => ({
        name: lane.name,
        position: lane.position(),
        caughtUpAt: iso(lane.caughtUpAt()),
        heldSince: iso(lane.heldSince()),
      })),
    }),
    metrics,
    measure: () => {
      for (const lane of judging?.lanes ?? []) {
        const [caughtUpAt, heldSince] = [lane.caughtUpAt(), lane.heldSince()];
        if (caughtUpAt !== null) metrics.lag.set({ reader: lane.name }, (clock.now() - caughtUpAt) / 1000);
        metrics.held.set({ reader: lane.name }, heldSince === null ? 0 : (clock.now() - heldSince) / 1000);
      }
    },
    log,
  }).catch(async (error: unknown) => {
    await Promise.all([listener.stop(), shelf.stop()]);
    await database.end();
    throw error;
  });
  // Without the rules a fact would be judged by none, and for good.
  await rulesKnown;
  const leadership = startLeadership({
    databaseUrl: config.databaseUrl,
    startWork: () => {
      const work = startJudging({
        database,
        shelf,
        timeZone: config.timeZone,
        batch: config.batch,
        log,
        clock,
        metrics,
      });
      const others = [
        startEscalation({ database, log, metrics }),
        startHousekeeping({ database, log, clock, metrics }),
      ];
      judging = work;
      return {
        over: work.over,
        stop: async () => {
          await Promise.all([work, ...others].map((one) => one.stop()));
          judging = null;
        },
      };
    },
    log,
    metrics,
  });
  log.info({ host: config.host, port: server.port, timeZone: config.timeZone }, 'analytics is up');
  return {
    port: server.port,
    leading: leadership.leading,
    stop: async () => {
      await server.stop();
      await leadership.stop();
      await listener.stop();
      await shelf.stop();
      await database.end();
    },
  };
}

function iso(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
