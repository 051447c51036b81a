import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { openDatabase } from '../store/database.ts';
import { startListening } from '../store/listen.ts';
import { migrate } from '../store/migrate.ts';
import { purgeSessions } from '../store/sessions.ts';
import { purgeTries } from '../store/sign-in-tries.ts';
import { watchMapOrigins } from './edges/map-origins.ts';
import { consoleFiles } from './edges/http/console-files.ts';
import { httpApp } from './edges/http/http-app.ts';
import { probes } from './edges/http/probes.ts';
import { securityHeaders } from './edges/http/security-headers.ts';
import { serveRoutes } from './edges/http/serve-routes.ts';
import { sessionCookie } from './edges/http/session-cookie.ts';
import { startLiveServer } from './edges/live/live-server.ts';
import { openMetrics } from './edges/metrics.ts';
import { allRoutes } from './edges/routes/all-routes.ts';
import { openSignIn } from './edges/sign-in.ts';
import type { GatewayConfig } from './env.ts';

/** A running gateway. */
export type Gateway = {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly stop: () => Promise<void>;
};

const PURGE_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** Open requests get so long to end when the gateway stops. */
const STOP_PATIENCE_MS = 3000;

/** Starts the gateway: store, API and console, live push. Any number may run on one store. */
export async function startGateway({
  config,
  log,
  clock,
  checkAnswers = false,
}: {
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly clock: () => number;
  /** Check answers against their schemas: in tests. */
  readonly checkAnswers?: boolean;
}): Promise<Gateway> {
  const database = openDatabase({
    url: config.databaseUrl,
    name: 'gateway',
    max: 20,
    onError: (error) => log.warn({ err: error }, 'an idle connection to the database broke'),
  });
  const { timescale } = await migrate(database);
  const secure = config.publicOrigin?.startsWith('https:') ?? false;
  const cookie = sessionCookie({ secure });
  const metrics = openMetrics({ consoles: () => live.consoles() });
  const files = consoleFiles(config.webDir);
  const mapOrigins = await watchMapOrigins(database, log);
  const signIn = openSignIn({
    database,
    clock,
    limits: config.sessions,
    count: (outcome) => metrics.signIns.inc({ outcome }),
  });
  const app = httpApp({
    trustProxy: config.trustProxy,
    headers: securityHeaders({ secure, publicOrigin: config.publicOrigin, mapOrigins: mapOrigins.get }),
    probes: probes({ database, metrics, metricsToken: config.metricsToken }),
    api: serveRoutes(allRoutes({ database, clock, cookie, signIn, limits: config.sessions, timescale }), {
      database,
      clock,
      cookie,
      sessionIdleMs: config.sessions.idleMs,
      publicOrigin: config.publicOrigin,
      checkAnswers,
    }),
    console: files.router,
    metrics,
    log,
  });
  const http = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, maxHeaderSize: 16_384 }, app);
  const live = await startLiveServer({
    http,
    database,
    cookie,
    sessionIdleMs: config.sessions.idleMs,
    publicOrigin: config.publicOrigin,
    version: await files.version(),
    clock,
    log,
    counts: {
      leg: (leg, ms) => metrics.legs.observe({ leg }, ms / 1000),
      skippedDevices: (count) => metrics.skippedDevices.inc(count),
      droppedMarks: (count) => metrics.droppedMarks.inc(count),
      refusedEvents: (reason) => metrics.refusedEvents.inc({ reason }),
      refusedSockets: (reason) => metrics.refusedSockets.inc({ reason }),
    },
  });
  const ear = startListening({
    url: config.databaseUrl,
    name: 'gateway',
    channels: ['alert', 'settings', 'account', 'session'],
    heard: (channel, payload) => {
      if (channel === 'settings') mapOrigins.reload();
      if (channel === 'alert' || channel === 'settings' || channel === 'account' || channel === 'session')
        live.heard(channel, payload);
    },
    connected: () => {
      mapOrigins.reload();
      live.heardAgain();
    },
    failed: (error, retryInMs) => log.warn({ err: error, retryInMs }, 'notices of the database are not heard'),
  });
  const purge = (): void => {
    const at = new Date(clock());
    Promise.all([
      purgeSessions(database, at, config.sessions.idleMs),
      purgeTries(database, new Date(at.getTime() - DAY_MS)),
    ]).catch((error: unknown) => log.warn({ err: error }, 'old sessions were not removed'));
  };
  const purging = setInterval(purge, PURGE_MS);

  http.listen(config.port, config.host);
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo; // a TCP server's address is never a string
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  log.info({ url, timescale }, 'the gateway listens');

  return {
    url,
    stop: async () => {
      clearInterval(purging);
      await ear.stop();
      setTimeout(() => http.closeAllConnections(), STOP_PATIENCE_MS).unref();
      // Closes the HTTP server too.
      await live.stop();
      await database.end();
      log.info('the gateway has stopped');
    },
  };
}
