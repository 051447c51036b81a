import { createServer } from 'node:http';
import type { Logger } from 'pino';
import { listenOn } from '../process/listen-on.ts';
import { openDatabase } from '../store/database.ts';
import { startListening } from '../store/listen.ts';
import { migrate, RESTORED } from '../store/migrate.ts';
import { WHOLE_CITY } from '../store/scope.ts';
import { startAgentConfigs } from './edges/agent-configs.ts';
import { openBroker } from './edges/broker.ts';
import { startHeldRequests } from './edges/held-requests.ts';
import { startClipRequests } from './edges/clip-requests.ts';
import { diskSpace } from './edges/disk-space.ts';
import { openExportDesk } from './edges/exports/export-desk.ts';
import { openLookLog } from './edges/look-log.ts';
import { watchMapOrigins } from './edges/map-origins.ts';
import { startHousekeeping } from './edges/housekeeping.ts';
import { consoleFiles } from './edges/http/console-files.ts';
import { addressOf, httpApp } from './edges/http/http-app.ts';
import { endOf } from './edges/http/http-server.ts';
import { probes } from './edges/http/probes.ts';
import { securityHeaders } from './edges/http/security-headers.ts';
import { serveRoutes } from './edges/http/serve-routes.ts';
import { sessionCookie } from './edges/http/session-cookie.ts';
import { startLiveServer } from './edges/live/live-server.ts';
import { startLiveVideo } from './edges/live-video/live-video-server.ts';
import { readState } from './edges/read-state.ts';
import { openMetrics } from './edges/metrics.ts';
import { allRoutes } from './edges/routes/all-routes.ts';
import { startReportMaker } from './edges/reports/report-maker.ts';
import { openSignIn } from './edges/sign-in.ts';
import { startOwnReport } from './edges/own-report.ts';
import { openQuestions } from './edges/questions.ts';
import { openStills } from './edges/stills.ts';
import { registerStateMetrics } from './edges/state-metrics.ts';
import { startWebPush } from './edges/web-push/web-push.ts';
import type { GatewayConfig } from './env.ts';

/** A running gateway. */
export type Gateway = {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/** A question of planners that takes longer is given up. */
const LONGEST_QUESTION_MS = 60_000;
/** An agent behind a thin line takes its time to bring a clip. */
const REQUEST_TIMEOUT_MS = 5 * 60_000;
/**
 * A connection nobody uses is kept longer than proxies keep theirs (Caddy as deployed: 60 s): whoever closes first must
 * not be the one who is being written to, or a request ends as a broken connection. Also when this process is busy for
 * some seconds, Node's own 5 s are too short.
 */
const KEEP_ALIVE_MS = 75_000;

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
  const closing: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const url = await openEdges({ config, log, clock, checkAnswers, closeLater: (close) => closing.push(close) });
    return {
      url,
      stop: async () => {
        await stop();
        log.info('the gateway has stopped');
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Opens everything in order; what is opened says how to close it, which happens in reverse. */
async function openEdges({
  config,
  log,
  clock,
  checkAnswers,
  closeLater,
}: {
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly clock: () => number;
  readonly checkAnswers: boolean;
  readonly closeLater: (close: () => unknown) => void;
}): Promise<string> {
  const database = openDatabase({
    url: config.databaseUrl,
    name: 'gateway',
    max: 16,
    onError: (error) => log.warn({ err: error }, 'an idle connection to the database broke'),
  });
  closeLater(() => database.end());
  const planning = openDatabase({
    url: config.databaseUrl,
    name: 'gateway-planning',
    max: 4,
    longestMs: LONGEST_QUESTION_MS,
    // A page asks a dozen questions at once.
    workers: false,
    onError: (error) => log.warn({ err: error }, 'an idle connection to the database broke'),
  });
  closeLater(() => planning.end());
  const { timescale, restored } = await migrate(database);
  if (restored) log.warn(RESTORED);
  const secure = config.publicOrigin?.startsWith('https:') ?? false;
  const cookie = sessionCookie({ secure });
  const metrics = openMetrics({
    consoles: () => live.consoles(),
    viewers: () => video.viewers(),
    videoStreams: () => video.streams(),
  });
  const files = consoleFiles(config.webDir);
  const version = await files.version();
  const mapOrigins = await watchMapOrigins(database, log);
  const signIn = openSignIn({
    database,
    clock,
    limits: config.sessions,
    count: (outcome) => metrics.signIns.inc({ outcome }),
  });
  const broker = openBroker(config.mqtt, log);
  closeLater(broker.stop);
  const agents = startAgentConfigs({
    connection: database,
    broker,
    log,
    count: (outcome) => metrics.agentConfigs.inc({ outcome }),
  });
  closeLater(agents.stop);
  /** Where agents reach a gateway: known when it listens, unless it is set. */
  let uploadUrl = config.uploadUrl ?? config.publicUrl ?? '';
  const reach = { connection: database, broker, uploadUrl: () => uploadUrl, clock };
  const clips = startClipRequests({ ...reach, log, count: (outcome) => metrics.clipRequests.inc({ outcome }) });
  closeLater(clips.stop);
  const held = startHeldRequests({
    ...reach,
    changed: agents.reload,
    log,
    count: (outcome) => metrics.clipRequests.inc({ outcome }),
  });
  closeLater(held.stop);
  const own = {
    version,
    startedAtMs: clock(),
    consoles: () => live.consoles(),
    brokerConnected: broker.connected,
    databaseDisk: () => diskSpace(config.databaseDisk),
  };
  const wholeState = () => readState(database, { scope: WHOLE_CITY, own, nowMs: clock() });
  registerStateMetrics(metrics.register, wholeState, () => performance.now());
  const webPush = await startWebPush({
    database,
    services: config.pushServices,
    contact: secure && config.publicUrl !== null ? config.publicUrl : 'mailto:citywatch@localhost',
    clock,
    log,
    count: (outcome, n) => metrics.pushMessages.inc({ outcome }, n),
  });
  closeLater(webPush.stop);
  const stills = openStills(reach);
  const questions = openQuestions(reach);
  const looks = openLookLog(database, clock);
  const reports = startReportMaker({ database, clock, log, failed: () => metrics.failedReports.inc() });
  closeLater(reports.stop);
  const app = httpApp({
    trustProxy: config.trustProxy,
    headers: securityHeaders({ secure, publicOrigin: config.publicOrigin, mapOrigins: mapOrigins.get }),
    probes: probes({ database, metrics, metricsToken: config.metricsToken }),
    api: serveRoutes(
      allRoutes({
        database,
        planning,
        clock,
        cookie,
        signIn,
        limits: config.sessions,
        own,
        stills,
        questions,
        looks,
        exports: openExportDesk(() => performance.now()),
        wakeReports: reports.wake,
        wakeHolds: held.wake,
        webPush,
      }),
      {
        database,
        clock,
        cookie,
        limits: config.sessions,
        publicOrigin: config.publicOrigin,
        checkAnswers,
      },
    ),
    console: files.router,
    metrics,
    log,
  });
  const http = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: 10_000,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: 16_384,
    },
    app,
  );
  const end = endOf(http);
  closeLater(end.drain);
  const live = await startLiveServer({
    http,
    database,
    cookie,
    sessionIdleMs: config.sessions.idleMs,
    publicOrigin: config.publicOrigin,
    version,
    brokerConnected: broker.connected,
    clock,
    log,
    counts: {
      leg: (leg, ms) => metrics.legs.observe({ leg }, ms / 1000),
      skippedDevices: (count) => metrics.skippedDevices.inc(count),
      droppedMarks: (count) => metrics.droppedMarks.inc(count),
      refusedEvents: (reason) => metrics.refusedEvents.inc({ reason }),
      refusedSockets: (reason) => metrics.refusedSockets.inc({ reason }),
    },
    onAlerts: () => {
      clips.wake();
      webPush.wake();
    },
  });
  closeLater(live.stop);
  const video = startLiveVideo({
    http,
    database,
    broker,
    cookie,
    sessionIdleMs: config.sessions.idleMs,
    publicOrigin: config.publicOrigin,
    liveUrl: () => config.liveUrl ?? uploadUrl,
    looks,
    addressOf: (request) => addressOf(app, request),
    clock,
    counts: {
      skipped: (pictures) => metrics.skippedPictures.inc(pictures),
      refused: (who, status) => metrics.refusedVideo.inc({ who, status }),
      asked: (outcome) => metrics.videoRequests.inc({ outcome }),
    },
    log,
  });
  closeLater(video.stop);
  const settingsChanged = (): void => {
    mapOrigins.reload();
    agents.reload();
  };
  const ear = startListening({
    url: config.databaseUrl,
    name: 'gateway',
    channels: ['alert', 'settings', 'account', 'session'],
    heard: (channel, payload) => {
      if (channel === 'settings') settingsChanged();
      if (channel === 'alert' || channel === 'settings' || channel === 'account' || channel === 'session')
        live.heard(channel, payload);
      if (channel === 'settings' || channel === 'account' || channel === 'session') video.heard(channel, payload);
    },
    connected: () => {
      settingsChanged();
      live.heardAgain();
      video.heardAgain();
    },
    failed: (error, retryInMs) => log.warn({ err: error, retryInMs }, 'notices of the database are not heard'),
  });
  closeLater(ear.stop);
  const housekeeping = startHousekeeping({ database, sessionIdleMs: config.sessions.idleMs, clock, log });
  closeLater(housekeeping.stop);
  const port = await listenOn(http, config);
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  uploadUrl ||= url;
  const report = startOwnReport({ database, url, clock, log });
  closeLater(report.stop);
  closeLater(end.refuse);
  log.info({ url, timescale }, 'the gateway listens');
  return url;
}
