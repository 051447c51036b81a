import { connectAsync, type MqttClient } from 'mqtt';
import { io, type Socket } from 'socket.io-client';
import { vi } from 'vitest';
import type { FrameAck, FrameHeader } from '../../../contracts/frames.ts';
import type { CameraHealth, StoredNotice } from '../../../contracts/telemetry.ts';
import { topics } from '../../../contracts/topics.ts';
import { undoLater } from '../../support/cleanup.ts';
import { aJpeg } from '../core/a-jpeg.ts';

/** An agent that speaks the real protocols: frames by socket.io, everything else by MQTT. */
export interface FakeAgent {
  readonly mqtt: MqttClient;
  readonly socket: Socket;
  /** Notices of stored readings, in order. */
  readonly stored: readonly StoredNotice[];
  /** Sends a frame of `cam`, the next of its stream unless told otherwise, and returns ingest's answer. */
  readonly frame: (header?: Partial<FrameHeader>, jpeg?: unknown) => Promise<FrameAck>;
  /** Publishes with QoS 1; objects as JSON. */
  readonly publish: (topic: string, payload: object | string | Buffer, retain?: boolean) => Promise<void>;
  /** Numbered readings of sensor `pm`, from `first` to `last`, a second apart. */
  readonly readings: (first: number, last: number, fields?: object) => Promise<void>;
  readonly health: (health?: Partial<CameraHealth>) => Promise<void>;
  readonly status: (state?: 'online' | 'offline') => Promise<void>;
}

/** When the readings of {@link FakeAgent.readings} begin: an hour ago, to the second. */
const EPOCH_START = Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000;

/** Connects agent `gate` (or another) both ways. With `will`, its death is announced by the broker. */
export async function startAgent({
  mqttUrl,
  ingestUrl,
  agentId = 'gate',
  will = false,
}: {
  readonly mqttUrl: string;
  readonly ingestUrl: string;
  readonly agentId?: string;
  readonly will?: boolean;
}): Promise<FakeAgent> {
  const lastWords = JSON.stringify({ agentId, state: 'offline', at: Date.now() });
  const mqtt = await connectAsync(mqttUrl, {
    clientId: `agent-${agentId}`,
    reconnectPeriod: 200,
    ...(will
      ? { will: { topic: topics.agentStatus(agentId), payload: Buffer.from(lastWords), qos: 1 as const, retain: true } }
      : {}),
  });
  undoLater(() => mqtt.endAsync(true));
  const stored: StoredNotice[] = [];
  mqtt.on('message', (_, payload) => {
    stored.push(JSON.parse(payload.toString()) as StoredNotice); // ingest's own words
  });
  await mqtt.subscribeAsync(topics.agentStored(agentId), { qos: 1 });
  const socket = io(`${ingestUrl}/frames`, {
    auth: { agentId, token: `${agentId}-token` },
    transports: ['websocket'],
    reconnectionDelay: 100,
    reconnectionDelayMax: 300,
  });
  undoLater(() => socket.disconnect());
  await vi.waitFor(() => {
    if (!socket.connected) throw new Error('not connected for frames');
  });
  let seq = 0;
  const publish: FakeAgent['publish'] = async (topic, payload, retain = false) => {
    const bytes = Buffer.isBuffer(payload) || typeof payload === 'string' ? payload : JSON.stringify(payload);
    await mqtt.publishAsync(topic, bytes, { qos: 1, retain });
  };

  return {
    mqtt,
    socket,
    stored,
    publish,
    async frame(header = {}, jpeg = aJpeg()) {
      const now = Date.now();
      const whole: FrameHeader = {
        cameraId: 'cam',
        seq: seq++,
        streamId: 'stream',
        capturedAt: now,
        sentAt: now,
        width: 640,
        height: 480,
        reason: 'motion',
        motion: [],
        ...header,
      };
      return (await socket.timeout(15_000).emitWithAck('frame', whole, jpeg)) as FrameAck;
    },
    readings: (first, last, fields = {}) =>
      publish(topics.agentReadings(agentId), {
        agentId,
        epoch: 'epoch-1',
        readings: Array.from({ length: last - first + 1 }, (_, at) => ({
          seq: first + at,
          sensorId: 'pm',
          at: EPOCH_START + (first + at) * 1_000,
          value: first + at,
        })),
        ...fields,
      }),
    health: (health = {}) =>
      publish(topics.agentHealth(agentId), {
        agentId,
        at: Date.now(),
        cameras: [
          {
            cameraId: 'cam',
            condition: 'online',
            since: Date.now(),
            fault: null,
            fps: 5,
            lastFrameAt: Date.now(),
            width: 640,
            height: 480,
            ...health,
          },
        ],
      }),
    status: (state = 'online') => publish(topics.agentStatus(agentId), { agentId, state, at: Date.now() }, true),
  };
}
