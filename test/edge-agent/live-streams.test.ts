import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import pino from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

import { readFragmentHead } from '../../contracts/live-fragment.ts';
import { agentLiveMessage, type AgentLiveMessage } from '../../contracts/live-video.ts';
import type { AccessUnit } from '../../edge-agent/core/video/access-unit.ts';
import { createLiveStreams, type LiveStreamsOptions } from '../../edge-agent/live-streams.ts';
import { createUnitHub, type UnitHub } from '../../edge-agent/core/video/unit-hub.ts';
import { undoLater } from '../support/cleanup.ts';
import { codedFilm } from './core/video/coded-film.ts';

const TOKEN = 'token-of-this-stream';
const SOON = { timeout: 5000, interval: 20 };

type Connection = {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly said: AgentLiveMessage[];
  readonly keys: boolean[];
  readonly socket: WebSocket;
};

/** The place of the gateway for live video. */
async function startLiveEnd(): Promise<{ url: string; connections: Connection[] }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  undoLater(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const connections: Connection[] = [];
  server.on('connection', (socket, { url = '', headers: { authorization } }) => {
    const connection: Connection = { path: url, authorization, said: [], keys: [], socket };
    connections.push(connection);
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) connection.keys.push(readFragmentHead(data)?.isKey ?? expect.fail());
      else connection.said.push(agentLiveMessage.parse(JSON.parse(data.toString())));
    });
  });
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return { url: `ws://127.0.0.1:${port}`, connections };
}

describe('live video for a gateway', () => {
  let units: readonly AccessUnit[];
  beforeAll(async () => {
    units = (await codedFilm()).units;
  });

  const agent = (over: Partial<LiveStreamsOptions> = {}) => {
    const hubs = new Map(
      ['cam-1', 'cam-2'].map((id) => [id, createUnitHub({ mostUnits: 100, mostBytes: 1e7 }, () => {})]),
    );
    const push = (cameraId: string, unit: AccessUnit) => (hubs.get(cameraId) as UnitHub).push(unit); // one of the two above
    const fates = { sent: 0, skipped: 0 };
    const streams = createLiveStreams({
      listen: (cameraId, listener) => hubs.get(cameraId)?.subscribe(listener),
      onPicture: (fate) => fates[fate]++,
      onCount: () => {},
      clock: { wallMs: Date.now, steadyMs: () => performance.now() },
      log: pino({ level: 'silent' }),
      ...over,
    });
    undoLater(streams.stop);
    return { push, streams, fates };
  };
  const command = (url: string, streamId = 'stream-1') => ({
    command: 'live' as const,
    streamId,
    cameraId: 'cam-1',
    until: Date.now() + 10_000,
    uploadUrl: `${url}/api/live/streams/${streamId}`,
    uploadToken: TOKEN,
  });

  it('begins with what is kept since the last keyframe, and goes on with what comes', async () => {
    const { url, connections } = await startLiveEnd();
    const { push, streams } = agent();
    for (const unit of units.slice(0, 8)) push('cam-1', unit);
    expect(streams.take(command(url))).toBe(true);
    await expect.poll(() => connections[0]?.keys, SOON).toEqual([true, false, false]);
    const { path, authorization, said } = connections[0] ?? expect.fail();
    expect([path, authorization]).toEqual(['/api/live/streams/stream-1', `Bearer ${TOKEN}`]);
    expect(said).toMatchObject([{ type: 'start', width: 320, height: 180 }]);
    for (const unit of units.slice(8, 11)) push('cam-1', unit);
    push('cam-2', units[0] ?? expect.fail());
    await expect.poll(() => connections[0]?.keys, SOON).toEqual([true, false, false, false, false, true]);
  });

  it('asked for twice is one stream, and ends when the gateway closes it', async () => {
    const { url, connections } = await startLiveEnd();
    const { push, streams } = agent();
    streams.take(command(url));
    streams.take(command(url));
    await expect.poll(() => connections.length, SOON).toBe(1);
    expect(streams.open()).toBe(1);
    connections[0]?.socket.close();
    await expect.poll(streams.open, SOON).toBe(0);
    for (const unit of units) push('cam-1', unit);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(connections[0]?.keys).toEqual([]);
    streams.take(command(url));
    await expect.poll(() => connections[1]?.keys.length, SOON).toBe(5);
  });

  it('of a camera that has none is refused with the reason', async () => {
    const { url, connections } = await startLiveEnd();
    const { streams } = agent({ listen: () => undefined });
    streams.take(command(url));
    await expect.poll(() => connections[0]?.said, SOON).toEqual([{ type: 'refused', reason: 'no-video' }]);
  });

  it('is not sent when nobody waits any more, or beyond what the agent can serve', async () => {
    const { url, connections } = await startLiveEnd();
    const { streams } = agent();
    expect(streams.take({ ...command(url), until: Date.now() - 1 })).toBe(false);
    const taken = Array.from({ length: 70 }, (_, i) => streams.take(command(url, `stream-${i}`)));
    expect(taken.filter(Boolean)).toHaveLength(64);
    await expect.poll(() => connections.length, SOON).toBe(64);
  });

  it('for a gateway that does not read skips to a keyframe, and counts what it left out', async () => {
    const { url, connections } = await startLiveEnd();
    const { push, streams, fates } = agent();
    streams.take(command(url));
    await expect.poll(() => connections.length, SOON).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    connections[0]?.socket.pause();
    const [key, ...rest] = units;
    if (key === undefined) expect.fail();
    const padded = (unit: AccessUnit, i: number): AccessUnit => ({
      ...unit,
      mediaTime: key.mediaTime + i * 9000,
      nals: [...unit.nals, Buffer.alloc(100_000, 6)],
    });
    let i = 0;
    const send = () => {
      for (const unit of [key, ...rest.slice(0, 4)]) push('cam-1', padded(unit, i++));
    };
    for (let n = 0; n < 40; n++) {
      send();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(fates.skipped).toBeGreaterThan(20);
    const before = connections[0]?.keys.length ?? 0;
    connections[0]?.socket.resume();
    await expect.poll(() => connections[0]?.keys.length, SOON).toBe(fates.sent);
    send();
    await expect.poll(() => connections[0]?.keys.slice(-5), SOON).toEqual([true, false, false, false, false]);
    expect(connections[0]?.keys.length).toBeGreaterThan(before);
  });
});
