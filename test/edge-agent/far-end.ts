import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { connectAsync, type MqttClient } from 'mqtt';
import { Server, type Socket } from 'socket.io';

import { frameAuth, FRAMES_NAMESPACE, frameHeader, type FrameAck, type FrameHeader } from '../../contracts/frames.ts';
import {
  agentStatus,
  type AgentConfig,
  type CameraHealth,
  type ReadingsBatch,
  type AgentStatus,
  coverageReport,
  type EdgeCoverage,
  healthReport,
  readingsBatch,
} from '../../contracts/telemetry.ts';
import { filters, topics } from '../../contracts/topics.ts';
import { undoLater } from '../support/cleanup.ts';

/** A frame as ingest gets it. */
export type ReceivedFrame = {
  readonly header: FrameHeader;
  readonly jpeg: Buffer;
  readonly answer: (ack: FrameAck) => void;
};

/** The place of ingest for frames: a real socket.io server that says what it got. */
export type FramesEnd = {
  readonly url: string;
  readonly port: number;
  readonly frames: ReceivedFrame[];
  /** false: frames are not answered; a test does it. */
  answering: boolean;
  readonly of: (cameraId: string) => ReceivedFrame[];
  readonly stop: () => Promise<void>;
};

/** @param port 0 for a free one */
export async function startFramesEnd(port = 0): Promise<FramesEnd> {
  const http = createServer();
  const io = new Server(http, { serveClient: false });
  const frames: ReceivedFrame[] = [];
  io.of(FRAMES_NAMESPACE).use((socket, next) => {
    const { token } = frameAuth.parse(socket.handshake.auth);
    next(token === 'secret' ? undefined : new Error('unknown agent or wrong token'));
  });
  io.of(FRAMES_NAMESPACE).on('connection', (socket: Socket) => {
    socket.on('frame', (header: unknown, jpeg: Buffer, answer: (ack: FrameAck) => void) => {
      frames.push({ header: frameHeader.parse(header), jpeg, answer });
      if (end.answering) answer({ ok: true, minIntervalMs: 0 });
    });
  });
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address() as AddressInfo; // a TCP server's address is never a string
  const end: FramesEnd = {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    frames,
    answering: true,
    of: (cameraId) => frames.filter(({ header }) => header.cameraId === cameraId),
    stop: () => io.close(),
  };
  undoLater(() => io.close());
  return end;
}

/** Everything agents say by MQTT, checked against the contracts, and a way to speak to them. */
export type TelemetryEnd = {
  readonly statuses: AgentStatus[];
  readonly coverage: EdgeCoverage[];
  readonly readings: ReadingsBatch[];
  /** The newest health of a camera. */
  readonly health: (cameraId: string) => CameraHealth | undefined;
  readonly configure: (config: AgentConfig) => Promise<void>;
  readonly confirm: (agentId: string, epoch: string, upTo: number) => Promise<void>;
  readonly command: (agentId: string, command: object) => Promise<void>;
  readonly client: MqttClient;
};

export async function startTelemetryEnd(brokerUrl: string): Promise<TelemetryEnd> {
  const client = await connectAsync(brokerUrl, { reconnectPeriod: 200 });
  undoLater(() => client.endAsync(true));
  const statuses: AgentStatus[] = [];
  const coverage: EdgeCoverage[] = [];
  const readings: ReadingsBatch[] = [];
  const health = new Map<string, CameraHealth>();
  client.on('message', (topic, payload) => {
    const message: unknown = JSON.parse(payload.toString());
    if (topic.endsWith('/status')) statuses.push(agentStatus.parse(message));
    else if (topic.endsWith('/coverage')) coverage.push(...coverageReport.parse(message).cameras);
    else if (topic.endsWith('/readings')) readings.push(readingsBatch.parse(message));
    else for (const camera of healthReport.parse(message).cameras) health.set(camera.cameraId, camera);
  });
  await client.subscribeAsync(
    [filters.agentStatus, filters.agentHealth, filters.agentCoverage, filters.agentReadings],
    { qos: 1 },
  );
  const say = async (topic: string, message: object, retain = false): Promise<void> => {
    await client.publishAsync(topic, JSON.stringify(message), { qos: 1, retain });
  };
  return {
    statuses,
    coverage,
    readings,
    health: (cameraId) => health.get(cameraId),
    configure: (config) => say(topics.agentConfig(config.agentId), config, true),
    confirm: (agentId, epoch, upTo) => say(topics.agentStored(agentId), { epoch, upTo }),
    command: (agentId, command) => say(topics.agentCommands(agentId), command),
    client,
  };
}
