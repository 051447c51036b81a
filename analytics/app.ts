import type { Logger } from 'pino';
import { openDatabase, type Database } from '../store/database.ts';
import { startListening, type Channel } from '../store/listen.ts';
import { PRODUCT_VERSION } from '../contracts/process-state.ts';
import { migrate, RESTORED } from '../store/migrate.ts';
import { instanceName, startProcessReport } from '../store/process-report.ts';
import { ROLLUPS } from '../store/rollup-definitions.ts';
import { adoptTimeZone } from '../store/rollup-zone.ts';
import { startStatusServer } from '../process/status-server.ts';
import type { Clock } from './edges/clock.ts';
import { startDuties, type Duties } from './edges/duties.ts';
import { healthReport, measureLag } from './edges/health-report.ts';
import { startLeadership } from './edges/leadership.ts';
import { createMetrics } from './edges/metrics.ts';
import { startRuleShelf } from './edges/rule-shelf.ts';
import { startTrialDesk } from './edges/trial/trial-desk.ts';
import type { AnalyticsConfig } from './env.ts';

const QUERY_TIMEOUT_MS = 60_000;

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
  await prepareStore(config, log);
  const database = openJudgingDatabase(config, log);
  let duties: Duties | null = null;

  let firstRules: () => void = () => undefined;
  const rulesKnown = new Promise<void>((resolve) => (firstRules = resolve));
  const shelf = startRuleShelf({
    database,
    changed: () => {
      firstRules();
      duties?.wake();
    },
    log,
    metrics,
  });
  const trials = startTrialDesk({ database, timeZone: config.timeZone, log, clock, metrics });
  const hear = (channel: Channel): void => {
    if (channel === 'trial') trials.wake();
    else if (channel === 'settings') shelf.wake();
    else duties?.hear(channel);
  };
  const listener = startListening({
    url: config.databaseUrl,
    name: 'analytics',
    channels: ['observation', 'measurement', 'health', 'settings', 'trial'],
    heard: hear,
    connected: () => {
      shelf.wake();
      trials.wake();
      duties?.wake();
    },
    failed: (error, retryInMs) => log.warn({ err: error, retryInMs }, 'not listening to the database'),
  });
  const server = await startStatusServer({
    host: config.host,
    port: config.port,
    health: () => healthReport(shelf, duties, listener.connected()),
    registry: metrics.registry,
    measure: () => measureLag(metrics, duties, clock),
    log,
  }).catch(async (error: unknown) => {
    await Promise.all([listener.stop(), trials.stop(), shelf.stop()]);
    await database.end();
    throw error;
  });
  // Without the rules a fact would be judged by none, and for good.
  await rulesKnown;
  const leadership = startLeadership({
    databaseUrl: config.databaseUrl,
    startWork: () => {
      const work = startDuties({
        database,
        shelf,
        timeZone: config.timeZone,
        batch: config.batch,
        log,
        clock,
        metrics,
      });
      duties = work;
      return {
        over: work.over,
        stop: async () => {
          await work.stop();
          duties = null;
        },
      };
    },
    log,
    metrics,
  });
  const startedAt = new Date(clock.now()).toISOString();
  const report = startProcessReport({
    database,
    describe: () =>
      Promise.resolve({
        process: 'analytics',
        instance: instanceName(server.port),
        version: PRODUCT_VERSION,
        startedAt,
        rssBytes: process.memoryUsage.rss(),
        queues: [],
        perception: null,
        isJudging: leadership.leading(),
      }),
    failed: (error) => log.warn({ err: error }, 'how this process is cannot be written'),
  });
  log.info({ host: config.host, port: server.port, timeZone: config.timeZone }, 'analytics is up');
  return {
    port: server.port,
    leading: leadership.leading,
    stop: async () => {
      await server.stop();
      await report.stop();
      await leadership.stop();
      await listener.stop();
      await trials.stop();
      await shelf.stop();
      await database.end();
    },
  };
}

/** Brings the schema up to date, and daily sums to the days of the city. May take as long as it takes. */
async function prepareStore({ databaseUrl, timeZone }: AnalyticsConfig, log: Logger): Promise<void> {
  const database = openDatabase({
    url: databaseUrl,
    name: 'analytics-setup',
    max: 3,
    onError: (error) => log.warn({ err: error }, 'an idle database connection broke'),
  });
  try {
    const { restored } = await migrate(database);
    if (restored) log.warn(RESTORED);
    if (await adoptTimeZone(database, ROLLUPS, timeZone))
      log.warn({ timeZone }, 'daily sums were made anew for another time zone');
  } finally {
    await database.end();
  }
}

function openJudgingDatabase({ databaseUrl }: AnalyticsConfig, log: Logger): Database {
  const database = openDatabase({
    url: databaseUrl,
    name: 'analytics',
    max: 8,
    onError: (error) => log.warn({ err: error }, 'an idle database connection broke'),
  });
  // A server that vanished without a word must not be waited for until TCP gives up, a quarter of an hour later.
  database.options.query_timeout = QUERY_TIMEOUT_MS;
  // Whoever is using the connection is told by a rejection; the event itself must not end the process.
  database.on('connect', (connection) => {
    connection.on('error', (error) => log.warn({ err: error }, 'a database connection broke'));
  });
  return database;
}
