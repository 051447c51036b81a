import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { FrameAck } from '../../../contracts/frames.ts';
import { EMPTY_CITY, type City } from '../../../ingest/core/city.ts';
import { attachFrameServer } from '../../../ingest/edges/frame-server.ts';
import { undoLater } from '../../support/cleanup.ts';
import { aCity } from '../core/a-city.ts';

async function aServer() {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  let city: City = aCity();
  const frame = vi.fn((...args: readonly [string, unknown, unknown, (ack: FrameAck) => void]) =>
    args[3]({ ok: true, minIntervalMs: 0 }),
  );
  const tooLarge = vi.fn();
  const refusedLogin = vi.fn();
  const server = attachFrameServer({
    server: http,
    city: () => city,
    events: { frame, tooLarge, refusedLogin },
    log: pino({ level: 'silent' }),
  });
  undoLater(() => server.stop());
  const { port } = http.address() as AddressInfo; // a TCP server's address is never a string
  const become = (next: City): void => {
    city = next;
    server.recheck();
  };
  return { url: `http://127.0.0.1:${port}`, server, frame, tooLarge, refusedLogin, become };
}

/** Connects; resolves with the socket, or rejects with the server's words. */
async function connect(url: string, auth: object, namespace = '/frames'): Promise<Socket> {
  const socket = io(`${url}${namespace}`, { auth, transports: ['websocket'], reconnection: false, forceNew: true });
  undoLater(() => socket.disconnect());
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}
const gate = { agentId: 'gate', token: 'gate-token' };

describe('an agent', () => {
  test('with its token may send frames, and each is answered', async () => {
    const { url, frame, server } = await aServer();
    const socket = await connect(url, gate);
    const answer: unknown = await socket.emitWithAck('frame', { seq: 1 }, Buffer.from('jpeg'));
    expect(answer).toEqual({ ok: true, minIntervalMs: 0 });
    expect(frame.mock.calls[0]?.slice(0, 2)).toEqual(['gate', { seq: 1 }]);
    expect(frame.mock.calls[0]?.[2]).toEqual(Buffer.from('jpeg'));
    expect(server.connections('gate')).toBe(1);
    expect(server.connections('bridge')).toBe(0);
  });

  test.each([
    ['a wrong token', { agentId: 'gate', token: 'bridge-token' }],
    ['no token', { agentId: 'gate' }],
    ['an unknown name', { agentId: 'nobody', token: 'gate-token' }],
    ['an unknown name and the hash of nothing', { agentId: 'nobody', token: '\0' }],
    ['something that is no sign-in at all', { agentId: ['gate'], token: { length: 1 } }],
  ])('with %s is refused and counted', async (_, auth) => {
    const { url, refusedLogin, frame } = await aServer();
    await expect(connect(url, auth)).rejects.toThrow(/agent/);
    expect(refusedLogin).toHaveBeenCalledOnce();
    expect(frame).not.toHaveBeenCalled();
  });

  test('has nothing to find outside its namespace', async () => {
    const { url } = await aServer();
    await expect(connect(url, gate, '/')).rejects.toThrow();
  });

  test('whose token is taken away is put out', async () => {
    const { url, become, server } = await aServer();
    const socket = await connect(url, gate);
    const out = once(socket as unknown as NodeJS.EventEmitter, 'disconnect');
    become(EMPTY_CITY);
    await out;
    expect(server.connections('gate')).toBe(0);
  });
});

describe('a frame', () => {
  test('that does not ask for an answer harms nobody', async () => {
    const { url, frame } = await aServer();
    const socket = await connect(url, gate);
    socket.emit('frame');
    socket.emit('frame', null, null, null);
    await vi.waitFor(() => expect(frame).toHaveBeenCalledTimes(2));
    await expect(socket.emitWithAck('frame', {}, Buffer.alloc(1))).resolves.toMatchObject({ ok: true });
  });

  test('of 100 MB ends the socket before it is in memory, is told of, and the agent may come back', async () => {
    const { url, frame, tooLarge } = await aServer();
    const socket = await connect(url, gate);
    const out = once(socket as unknown as NodeJS.EventEmitter, 'disconnect');
    socket.emit('frame', { seq: 1 }, Buffer.alloc(100 * 1024 * 1024));
    await out;
    await vi.waitFor(() => expect(tooLarge).toHaveBeenCalledWith('gate'));
    expect(frame).not.toHaveBeenCalled();
    const again = await connect(url, gate);
    await expect(again.emitWithAck('frame', {}, Buffer.alloc(1))).resolves.toMatchObject({ ok: true });
  });

  test('that is not a message of the protocol ends only its own socket', async () => {
    const { url } = await aServer();
    const good = await connect(url, gate);
    const bad = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    undoLater(() => bad.terminate());
    const out = once(bad, 'close');
    await once(bad, 'open');
    bad.send('40/frames,{"agentId":"gate","token":"gate-token"}');
    bad.send('42/frames,["frame",{"broken');
    await out;
    await expect(good.emitWithAck('frame', {}, Buffer.alloc(1))).resolves.toMatchObject({ ok: true });
  });
});
