import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { filters, topics } from '../contracts/topics.ts';
import { startStatusServer } from '../process/status-server.ts';
import { addIngestCoverage } from '../store/coverage.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { forgetOldDeltaMarks } from '../store/delta-mark.ts';
import { readStoredMarks } from '../store/measurements-write.ts';
import { migrate, RESTORED } from '../store/migrate.ts';
import { instanceName, startProcessReport } from '../store/process-report.ts';
import { addRefusals } from '../store/refusals.ts';
import { isRowFault } from '../store/row-fault.ts';
import type { City } from './core/city.ts';
import { createCoverageCounts } from './core/coverage-counts.ts';
import { createRefusalCounts } from './core/refusal-counts.ts';
import { startDeviceLine } from './device-line.ts';
import { startDeltaFlusher } from './edges/delta-flush.ts';
import { attachFrameServer } from './edges/frame-server.ts';
import { createMetrics } from './edges/metrics.ts';
import { openMqttInbox, type InboxMessage, type MqttInbox } from './edges/mqtt-inbox.ts';
import { watchSettings } from './edges/settings-watch.ts';
import type { IngestConfig } from './env.ts';
import { startFrameLine } from './frame-line.ts';
import type { Detector } from './frame-looks.ts';
import { asHealth, healthOf, type Healthz } from './healthz.ts';
import { startPerceivedLine } from './perceived-line.ts';
import { describeIngest, type DetectorFacts } from './process-state.ts';
import { startTelemetryLine } from './telemetry-line.ts';

/** Ingest at work. */
export interface Ingest {
  /** Where frames are sent to, and where `/healthz` and `/metrics` are. */
  readonly port: number;
  readonly healthz: () => Healthz;
  /** Takes nothing more, writes what it has, and closes everything. */
  readonly stop: () => Promise<void>;
}

/** The detector as ingest uses it; the pool is one. */
export interface IngestDetector extends Detector {
  readonly describe: () => DetectorFacts;
  readonly stop: () => Promise<void>;
}

/** Ingest's part of a settings object that concerns what it talks to. */
export type IngestSettings = Pick<IngestConfig, 'databaseUrl' | 'mqtt' | 'host' | 'port' | 'replica'>;

const FLUSH_COUNTS_MS = 2_000;
const LET_FRAMES_OUT_MS = 5_000;
const WRITE_REST_MS = 10_000;
const END_DATABASE_MS = 3_000;

/**
 * Starts ingest: perceives what agents' frames show and stores what sensors measure. The detector is stopped with it.
 *
 * @throws when the database cannot be reached or brought up to date, or the port cannot be had. A broker that cannot be
 *   reached is tried for ever.
 */
export async function startIngest({
  config,
  detector,
  log,
  clock,
  flushCountsMs = FLUSH_COUNTS_MS,
}: {
  readonly config: IngestSettings;
  readonly detector: IngestDetector;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** How often coverage and refusals are written. */
  readonly flushCountsMs?: number;
}): Promise<Ingest> {
  const run = randomBytes(9).toString('base64url');
  const metrics = createMetrics();
  const coverage = createCoverageCounts();
  const refusals = createRefusalCounts();
  const closers: (() => Promise<void>)[] = [() => detector.stop()];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };

  try {
    const database = openDatabase({
      url: config.databaseUrl,
      name: 'ingest',
      onError: (error) => log.warn({ reason: error.message }, 'an idle database connection broke'),
    });
    // A connection that breaks in the hands of a transaction says so twice; unheard, it would end the process.
    database.on('connect', (client) => client.on('error', () => undefined));
    closers.push(() => endDatabase(database));
    const { restored } = await migrate(database);
    if (restored) log.warn(RESTORED);
    await forgetOldDeltaMarks(database);

    const flush = { everyMs: flushCountsMs, isFaultOf: isRowFault, log };
    const coverageFlusher = startDeltaFlusher({
      ...flush,
      writer: `${run}/coverage`,
      take: coverage.take,
      write: (mark, rows) => addIngestCoverage(database, mark, rows),
    });
    const refusalFlusher = startDeltaFlusher({
      ...flush,
      writer: `${run}/refusals`,
      take: refusals.take,
      write: (mark, rows) => addRefusals(database, mark, rows),
    });
    closers.push(coverageFlusher.stop, refusalFlusher.stop);

    let follow: (city: City) => void = () => undefined;
    const settings = await watchSettings({
      database,
      databaseUrl: config.databaseUrl,
      changed: (city) => follow(city),
      clock,
      log,
    });
    closers.push(settings.stop);
    const shared = { database, city: settings.city, refusals, metrics, clock, log };

    const perceived = startPerceivedLine({ database, room: () => frames.resume(), metrics, clock, log });
    closers.push(() => perceived.stop(WRITE_REST_MS));
    const devices = startDeviceLine({ ...shared, offline: (cameraId) => frames.lost(cameraId) });
    closers.push(devices.stop);
    const inboxes: MqttInbox[] = [];
    closers.push(async () => void (await Promise.all(inboxes.map((inbox) => inbox.stop()))));
    const telemetry = startTelemetryLine({
      ...shared,
      refreshCity: settings.refresh,
      marks: await readStoredMarks(database),
      notify: (topic, payload) => void live.publish(topic, payload, 1),
      sensor: devices.sensor,
      agentHeard: devices.heard,
    });
    closers.push(() => telemetry.stop(WRITE_REST_MS));
    const frames = startFrameLine({
      ...shared,
      detector,
      workers: detector.describe().workers,
      run,
      coverage,
      hasRoom: perceived.hasRoom,
      perceived: perceived.put,
      boxes: (cameraId, boxes) => void live.publish(topics.cameraBoxes(cameraId), JSON.stringify(boxes), 0),
      agentHeard: devices.heard,
      isWatching: (camera) => frameServer.connections(camera.agentId) > 0 && devices.isOnline(camera),
    });
    closers.push(() => frames.stop(LET_FRAMES_OUT_MS));
    const healthz = (): Healthz => healthOf({ inboxes, settings, lines: [perceived, telemetry, devices] });
    const refresh = (): void => {
      const { observations, tracks } = perceived.waiting();
      metrics.waiting.set({ writer: 'observations' }, observations);
      metrics.waiting.set({ writer: 'tracks' }, tracks);
      metrics.waiting.set({ writer: 'telemetry' }, telemetry.waiting());
      for (const { name, unacknowledged } of inboxes) metrics.unacknowledged.set({ inbox: name }, unacknowledged());
    };
    const { host, port } = config;
    const http = await startStatusServer({
      host,
      port,
      health: () => asHealth(healthz()),
      registry: metrics.registry,
      measure: refresh,
      log,
    });
    closers.push(http.stop);
    const frameServer = attachFrameServer({
      server: http.server,
      city: settings.city,
      events: {
        frame: frames.receive,
        tooLarge: frames.tooLarge,
        refusedLogin(source, reason) {
          metrics.refusals.inc({ source: 'agent', reason });
          refusals.refused(source, reason, null, clock());
        },
      },
      log,
    });
    follow = (city) => {
      devices.settingsChanged(city);
      frames.settingsChanged(city);
      frameServer.recheck();
    };
    follow(settings.city());

    const inbox = (name: string, keepSession: boolean, wanted: readonly string[], take: (m: InboxMessage) => void) =>
      openMqttInbox({
        name,
        broker: config.mqtt,
        clientId: `citywatch-ingest-${config.replica}-${name}`,
        keepSession,
        filters: wanted,
        take(message) {
          metrics.messages.inc({ kind: message.topic.slice(message.topic.lastIndexOf('/') + 1) });
          take(message);
        },
        hasRoom: name === 'live' ? () => true : telemetry.hasRoom,
        whenRoom: telemetry.whenRoom,
        connection: name === 'live' ? devices.link : () => undefined,
        log,
      });
    // Agents keep their numbered readings until they are stored, so the broker need not; others' are kept for us.
    const live = inbox('live', false, [filters.agentStatus, filters.agentHealth], devices.take);
    const numbered = inbox('readings', false, [filters.agentReadings], telemetry.take);
    const kept = inbox('kept', true, [filters.deviceReadings, filters.agentCoverage], telemetry.take);
    inboxes.push(live, numbered, kept);
    // First nothing more comes in; then what is there is written and acknowledged; then the links are closed.
    closers.push(frameServer.stop, () => {
      for (const each of [numbered, kept]) each.pause();
      return Promise.resolve();
    });
    const startedAt = new Date(clock()).toISOString();
    const report = startProcessReport({
      database,
      describe: () => {
        refresh();
        return describeIngest({
          instance: instanceName(http.port),
          startedAt,
          detector: detector.describe(),
          slowed: frames.slowed(),
          metrics,
        });
      },
      failed: (error) => log.warn({ err: error }, 'how this process is cannot be written'),
    });
    closers.push(report.stop);
    log.info({ host, port: http.port, replica: config.replica, run }, 'ingest is up');
    return { port: http.port, healthz, stop: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Closes the pool; a database that hangs does not keep the process from stopping. */
async function endDatabase(database: Database): Promise<void> {
  const patience = new Promise<void>((resolve) => setTimeout(resolve, END_DATABASE_MS).unref());
  await Promise.race([database.end(), patience]);
}
