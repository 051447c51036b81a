import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import pino from 'pino';
import { expect, test } from 'vitest';
import type { FrameAck } from '../../../contracts/frames.ts';
import { openFrameLink, type FrameLink } from '../../../edge-agent/edges/frame-link.ts';
import { undoLater } from '../../support/cleanup.ts';
import { startFramesEnd } from '../far-end.ts';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xd9]);
const HEADER = {
  cameraId: 'cong-cho',
  seq: 0,
  streamId: 's',
  capturedAt: 1,
  sentAt: 2,
  width: 640,
  height: 480,
  reason: 'motion' as const,
  motion: [],
};

/** Resolves when connected. */
function aLink(url: string): Promise<FrameLink> {
  return new Promise((resolve) => {
    const link = openFrameLink({
      url,
      agentId: 'tram-1',
      token: 'secret',
      onConnect: () => resolve(link),
      onDisconnect: () => undefined,
      log: pino({ level: 'silent' }),
    });
    undoLater(() => link.close());
  });
}

/** Passes requests below `/frames` on without this part, as the server's proxy does, and refuses all others. */
async function startProxy(port: number): Promise<string> {
  const server = createServer((near) => {
    near.once('data', (first) => {
      const request = first.toString('latin1');
      if (!request.startsWith('GET /frames/')) return near.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      const far = connect(port, '127.0.0.1');
      far.write(Buffer.from(request.replace('GET /frames/', 'GET /'), 'latin1'));
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) socket.on('error', () => undefined);
      near.on('close', () => far.destroy());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  undoLater(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is never a string
}

const answer = (link: FrameLink): Promise<FrameAck> => new Promise((resolve) => link.send(HEADER, JPEG, resolve));

test.each(['', '/', '/frames', '/frames/'])('frames get to ingest at an address ending in "%s"', async (path) => {
  const end = await startFramesEnd();
  const server = path.startsWith('/frames') ? await startProxy(end.port) : end.url;
  expect(await answer(await aLink(`${server}${path}`))).toEqual({ ok: true, minIntervalMs: 0 });
  expect(end.of('cong-cho')[0]?.jpeg).toEqual(JPEG);
});

test('frames get to ingest at a ws:// address', async () => {
  const end = await startFramesEnd();
  expect(await answer(await aLink(end.url.replace('http:', 'ws:')))).toEqual({ ok: true, minIntervalMs: 0 });
});
