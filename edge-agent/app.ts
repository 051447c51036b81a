import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';

import {
  agentCommand,
  type AgentConfig,
  type AgentStatus,
  type EdgeCoverage,
  storedNotice,
} from '../contracts/telemetry.ts';
import { topics } from '../contracts/topics.ts';
import { createBoundedQueue } from './core/bounded-queue.ts';
import type { Clock } from './core/clock.ts';
import { createCoverageCounter } from './core/coverage-counter.ts';
import { loadConfig, parseConfig, saveConfig } from './edges/config-file.ts';
import { ffmpegVersion } from './edges/ffmpeg.ts';
import { openFrameLink } from './edges/frame-link.ts';
import { createMetrics } from './edges/metrics.ts';
import { type MqttLink, openMqttLink } from './edges/mqtt-link.ts';
import { openReadingsLog } from './edges/readings-log.ts';
import { startStatusServer } from './edges/status-server.ts';
import type { AgentSettings } from './env.ts';
import { createCommands } from './commands.ts';
import { createReadingsPump } from './readings-pump.ts';
import { createRecorder } from './recorder.ts';
import { createTasks } from './tasks.ts';

/** Told in the heartbeat. */
const VERSION = '0.1.0';

/** An edge-agent at work. */
export type EdgeAgent = {
  /** Where `/healthz` and `/metrics` are. */
  readonly port: number;
  readonly stop: () => Promise<void>;
};

const TICK_MS = 200;
const READINGS_EVERY_MS = 1000;
const HEARTBEAT_EVERY_MS = 15_000;
const SWEEP_EVERY_MS = 10_000;
const SEGMENT_BYTES = 256 * 1024;
const MOST_COVERAGE_REPORTS = 24 * 60;

/**
 * Starts an edge-agent: cameras and sensors in, frames to ingest, telemetry to the broker. Comes up and stays up whatever of
 * these is away; what cannot be had is tried for ever.
 * @throws when the data folder or the port cannot be had, or a configuration file named in the settings is wrong
 */
export async function startEdgeAgent({
  config,
  log,
  clock,
}: {
  readonly config: AgentSettings;
  readonly log: Logger;
  readonly clock: Clock;
}): Promise<EdgeAgent> {
  const { agentId } = config;
  const startedAt = clock.wallMs();
  const keptConfig = join(config.dataDir, 'config.json');
  const store = await openReadingsLog({
    folder: join(config.dataDir, 'readings'),
    maxBytes: config.readingsMaxBytes,
    segmentBytes: SEGMENT_BYTES,
    newEpoch: randomUUID,
  });
  const metrics = createMetrics();
  const coverage = createCoverageCounter(startedAt);
  const coverageQueue = createBoundedQueue<readonly EdgeCoverage[]>(MOST_COVERAGE_REPORTS);
  let configVersion: number | null = null;
  const recorder = await createRecorder({ settings: config, clock, log });

  const pump = createReadingsPump({ agentId, store, link: () => mqtt, clock, log });
  const frames = openFrameLink({
    url: config.ingestUrl,
    agentId,
    token: config.token,
    onConnect: () => tasks.linkUp(),
    onDisconnect: () => tasks.linkDown(),
    log,
  });
  const tasks = createTasks({
    settings: config,
    link: frames,
    clock,
    random: Math.random,
    newStreamId: randomUUID,
    onSettled(cameraId, fate) {
      coverage.settle(cameraId, fate);
      metrics.pictures.inc({ camera: cameraId, fate: typeof fate === 'string' ? fate : `dropped-${fate.dropped}` });
    },
    onHealthChange: () => void publishHealth(),
    recordInto: recorder.folderFor,
    onDiskFull: recorder.pause,
    onReading(reading) {
      metrics.readings.inc({ fate: pump.add(reading) ? 'taken' : 'refused' });
    },
    log,
  });

  const commands = createCommands({
    ffmpeg: config.ffmpeg,
    uploadOrigin: config.gatewayUrl === undefined ? undefined : new URL(config.gatewayUrl).origin,
    folder: config.dataDir,
    recorded: recorder.list,
    still: tasks.still,
    clock,
    log,
  });

  const apply = (next: AgentConfig): void => {
    configVersion = next.version;
    tasks.apply(next);
    log.info(
      { version: next.version, cameras: next.cameras.length, sensors: next.sensors.length },
      'configuration applied',
    );
    void publishHealth();
  };

  const onConfig = (payload: Buffer): void => {
    const parsed = parseConfig(payload.toString(), agentId);
    if (!parsed.ok) {
      metrics.configRefused.inc();
      log.error({ faults: parsed.faults }, 'configuration refused; the one before stays');
      return;
    }
    apply(parsed.config);
    saveConfig(keptConfig, parsed.config).catch((error: unknown) =>
      log.error({ problem: String(error) }, 'configuration cannot be kept on disk for the next start'),
    );
  };

  const onMessage = (topic: string, payload: Buffer): void => {
    if (topic === topics.agentConfig(agentId)) {
      onConfig(payload);
    } else if (topic === topics.agentStored(agentId)) {
      const notice = storedNotice.safeParse(parseJson(payload));
      if (notice.success) pump.stored(notice.data);
      else log.warn({ topic }, 'message of the wrong shape ignored');
    } else if (topic === topics.agentCommands(agentId)) {
      const command = agentCommand.safeParse(parseJson(payload));
      if (command.success) commands.take(command.data);
      else log.warn({ topic }, 'message of the wrong shape ignored');
    }
  };

  const subscriptions = [topics.agentStored(agentId), topics.agentCommands(agentId)];
  if (config.configFile === undefined) subscriptions.push(topics.agentConfig(agentId));
  const will: AgentStatus = { agentId, state: 'offline', at: startedAt };
  const mqtt: MqttLink = openMqttLink({
    url: config.mqttUrl,
    clientId: `agent-${agentId}`,
    username: config.mqttUsername,
    password: config.mqttPassword,
    will: { topic: topics.agentStatus(agentId), payload: will },
    subscriptions,
    onMessage,
    onConnect() {
      pump.connected();
      void publishStatus();
      void publishHealth();
    },
    onDisconnect: () => pump.disconnected(),
    random: Math.random,
    log,
  });

  const publishStatus = (): Promise<boolean> => {
    const { waiting, full, lost } = store.stats();
    metrics.readingsWaiting.set(waiting);
    metrics.readingsStoreFull.set(full);
    const status: AgentStatus = {
      agentId,
      state: 'online',
      at: clock.wallMs(),
      heartbeat: {
        version: VERSION,
        startedAt,
        rssBytes: process.memoryUsage.rss(),
        readingsWaiting: waiting,
        readingsStoreFull: full,
        readingsLost: lost,
        cameras: tasks.cameras(),
      },
    };
    return mqtt.publish(topics.agentStatus(agentId), status, true);
  };
  const publishHealth = (): Promise<boolean> => {
    const cameras = tasks.health();
    metrics.camerasOnline.set(cameras.filter(({ condition }) => condition !== 'offline').length);
    const report = { agentId, at: clock.wallMs(), cameras };
    return mqtt.publish(topics.agentHealth(agentId), report, false);
  };
  const publishCoverage = async (): Promise<void> => {
    const finished = coverage.takeFinished(tasks.sampleFps(), clock.wallMs());
    const droppedBefore = coverageQueue.dropped();
    if (finished.length > 0) coverageQueue.push(finished);
    metrics.coverageDropped.inc(coverageQueue.dropped() - droppedBefore);
    for (let report = coverageQueue.peek(); report !== undefined; report = coverageQueue.peek()) {
      if (!(await mqtt.publish(topics.agentCoverage(agentId), { agentId, cameras: report }, false))) return;
      coverageQueue.shift();
    }
  };

  const timers = [
    every(TICK_MS, log, () => tasks.tick()),
    every(READINGS_EVERY_MS, log, () => pump.flush()),
    every(READINGS_EVERY_MS, log, () => pump.send()),
    every(READINGS_EVERY_MS, log, publishCoverage),
    every(config.healthEveryMs, log, publishHealth),
    every(SWEEP_EVERY_MS, log, recorder.sweep),
    every(HEARTBEAT_EVERY_MS, log, publishStatus),
  ];
  const stopAll = async (): Promise<void> => {
    timers.forEach((stopTimer) => stopTimer());
    commands.stop();
    tasks.stop();
    frames.close();
    await pump.flush();
    await mqtt.publish(topics.agentStatus(agentId), { agentId, state: 'offline', at: clock.wallMs() }, true);
    await mqtt.close();
    await store.close();
  };

  try {
    const first = await loadConfig(config.configFile ?? keptConfig, agentId);
    if (first.ok && configVersion === null) apply(first.config);
    else if (!first.ok && config.configFile !== undefined) throw new Error(first.faults.join('; '));
    const status = await startStatusServer({
      host: config.host,
      port: config.port,
      health: () => ({ well: true, agentId, broker: mqtt.isConnected(), ingest: frames.isConnected(), configVersion }),
      metrics,
      log,
    });
    ffmpegVersion(config.ffmpeg).then(
      (version) => log.info({ version }, 'ffmpeg found'),
      (error: unknown) => log.error({ problem: String(error) }, 'ffmpeg cannot be run: cameras will stay offline'),
    );
    return {
      port: status.port,
      async stop() {
        await status.stop();
        await stopAll();
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** Runs a task again and again, never twice at a time; a failure is logged and the next run comes all the same. */
function every(ms: number, log: Logger, task: () => unknown): () => void {
  let busy = false;
  const run = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      await task();
    } catch (error) {
      log.error({ err: error }, 'a regular task failed');
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void run(), ms);
  return () => clearInterval(timer);
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}
