import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';

import { agentCommand, type AgentConfig, type AgentStatus, storedNotice } from '../contracts/telemetry.ts';
import { topics } from '../contracts/topics.ts';
import { startStatusServer } from '../process/status-server.ts';
import type { Clock } from './core/clock.ts';
import { createCoverageCounter } from './core/coverage-counter.ts';
import { throughGateway } from './core/through-gateway.ts';
import { loadConfig, parseConfig, saveConfig } from './edges/config-file.ts';
import { ffmpegVersion } from './edges/ffmpeg.ts';
import { openFrameLink } from './edges/frame-link.ts';
import { createMetrics } from './edges/metrics.ts';
import { type MqttLink, openMqttLink } from './edges/mqtt-link.ts';
import { openReadingsLog } from './edges/readings-log.ts';
import type { AgentSettings } from './env.ts';
import { createCommands } from './commands.ts';
import { createLiveStreams } from './live-streams.ts';
import { createQuestions } from './questions.ts';
import { createReadingsPump } from './readings-pump.ts';
import { every } from './regularly.ts';
import { createReports } from './reports.ts';
import { createRecorder } from './recorder.ts';
import { createTasks } from './tasks.ts';

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
  let configVersion: number | null = null;
  const recorder = await createRecorder({ settings: config, clock, log });

  const reports = createReports({
    agentId,
    startedAt,
    store,
    coverage,
    metrics,
    clock,
    recordings: recorder.disk,
    cameras: () => tasks.health(),
    sampleFps: () => tasks.sampleFps(),
    publish: (topic, payload, retain) => mqtt.publish(topic, payload, retain),
  });
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
    onSettled(cameraId, fate, pictures = 1) {
      coverage.settle(cameraId, fate, pictures);
      const label = typeof fate === 'string' ? fate : `dropped-${fate.dropped}`;
      metrics.pictures.inc({ camera: cameraId, fate: label }, pictures);
    },
    onHealthChange: () => void reports.health(),
    recording: recorder.recordingOf,
    onReading(reading) {
      metrics.readings.inc({ fate: pump.add(reading) ? 'taken' : 'refused' });
    },
    log,
  });

  const live = createLiveStreams({
    listen: tasks.subscribeUnits,
    onPicture: (fate) => metrics.livePictures.inc({ fate }),
    onCount: (open) => metrics.liveStreams.set(open),
    clock,
    log,
  });
  const questions = createQuestions({
    ffmpeg: config.ffmpeg,
    discoveryTargets: config.discoveryTargets,
    clock,
    log,
  });
  const commands = createCommands({
    ffmpeg: config.ffmpeg,
    live,
    folder: config.dataDir,
    recorded: recorder.list,
    still: tasks.still,
    question: questions.take,
    clock,
    log,
  });

  const apply = (next: AgentConfig): void => {
    configVersion = next.version;
    tasks.apply(next);
    recorder.hold(next.held);
    live.renew();
    log.info(
      { version: next.version, cameras: next.cameras.length, sensors: next.sensors.length },
      'configuration applied',
    );
    void reports.health();
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
      const { gatewayUrl } = config;
      if (command.success)
        commands.take(gatewayUrl === undefined ? command.data : throughGateway(command.data, gatewayUrl));
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
      void reports.status();
      void reports.health();
    },
    onDisconnect: () => pump.disconnected(),
    random: Math.random,
    log,
  });

  const timers = [
    every(TICK_MS, log, () => tasks.tick()),
    every(READINGS_EVERY_MS, log, () => pump.flush()),
    every(READINGS_EVERY_MS, log, () => pump.send()),
    every(READINGS_EVERY_MS, log, reports.coverage),
    every(config.healthEveryMs, log, reports.health),
    every(SWEEP_EVERY_MS, log, recorder.sweep),
    every(HEARTBEAT_EVERY_MS, log, reports.status),
  ];
  const stopAll = async (): Promise<void> => {
    timers.forEach((stopTimer) => stopTimer());
    commands.stop();
    live.stop();
    tasks.stop();
    await recorder.settled();
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
      health: () => ({
        well: true,
        answer: { well: true, agentId, broker: mqtt.isConnected(), ingest: frames.isConnected(), configVersion },
      }),
      registry: metrics.registry,
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

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}
