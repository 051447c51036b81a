import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startRtspServer } from '../../demo/cameras/rtsp-server.ts';
import { FFMPEG, type FilmStudio, openFilmStudio } from '../demo/cameras/synthetic-film.ts';
import { anybody, startTestBroker } from '../support/broker.ts';
import { undoLater } from '../support/cleanup.ts';
import { tempDir } from '../support/places.ts';
import { aConfig, AGENT_ID, someEnvironment, startTestAgent } from './agent.ts';
import { startFramesEnd, startTelemetryEnd, type TelemetryEnd } from './far-end.ts';

const PATIENT = { timeout: 25_000, interval: 100 };
const TOKEN = 'token-of-this-upload';

type Received = { readonly path: string; readonly headers: NodeJS.Dict<string | string[]>; readonly body: Buffer };

/** The place of the gateway for uploads. */
async function startUploadEnd(): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undoLater(() => server.close());
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return { url: `http://127.0.0.1:${port}`, received };
}

describe('what the gateway asks of an agent', () => {
  let studio: FilmStudio;
  let film: string;
  beforeAll(async () => {
    studio = await openFilmStudio();
    film = await studio.film('moving', { seconds: 2, fps: 10, keyframeEvery: 10 });
  });
  afterAll(() => studio.close());

  const city = async (
    settings: Record<string, string> = {},
  ): Promise<{ telemetry: TelemetryEnd; url: string; received: Received[] }> => {
    const rtsp = await startRtspServer({
      port: 0,
      cameras: [{ path: 'cam1', film, fps: 10, startOffsetS: 0 }],
      log: { info: () => {}, warn: () => {} },
    });
    undoLater(() => rtsp.stop());
    const frames = await startFramesEnd();
    const broker = await startTestBroker();
    const telemetry = await startTelemetryEnd(broker.urlFor(anybody));
    await telemetry.configure(aConfig({ 'cam-1': rtsp.urlOf('cam1') }));
    const environment = someEnvironment(frames.url, broker.urlFor(anybody), await tempDir());
    await startTestAgent({ ...environment, ...settings });
    const end = await startUploadEnd();
    await expect.poll(() => telemetry.health('cam-1')?.condition, PATIENT).toBe('online');
    return { telemetry, ...end };
  };
  const ask = (url: string, command: object): object => ({
    requestId: 'request-1',
    cameraId: 'cam-1',
    uploadUrl: `${url}/answers/1`,
    uploadToken: TOKEN,
    ...command,
  });

  it('a clip: the seconds before and after now, as one film that is not encoded again', async () => {
    const { telemetry, url, received } = await city();
    const now = Date.now();
    await telemetry.command(AGENT_ID, ask(url, { command: 'clip', from: now, to: now + 3000 }));
    await expect.poll(() => received.length, PATIENT).toBe(1);
    const { headers, body, path } = received[0] ?? expect.fail();
    expect([path, headers['content-type'], headers.authorization]).toEqual([
      '/answers/1',
      'video/mp4',
      `Bearer ${TOKEN}`,
    ]);
    expect(Number(headers['x-citywatch-from'])).toBeLessThanOrEqual(now + 1000);
    expect(Number(headers['x-citywatch-to'])).toBeGreaterThanOrEqual(now + 3000);
    const file = join(studio.folder, 'clip.mp4');
    await writeFile(file, body);
    const counted = ['-v', 'error', '-i', file, '-map', '0:v', '-c', 'copy', '-f', 'framecrc', '-'];
    const { stdout, stderr } = await promisify(execFile)(FFMPEG, counted);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^#codec_id 0: h264$/m);
    expect(stdout).toMatch(/^#dimensions 0: 320x240$/m);
    expect(stdout.split('\n').filter((line) => line.startsWith('0,')).length).toBeGreaterThan(25);
  }, 60_000);

  it('a clip of a time that was not recorded is refused with the reason', async () => {
    const { telemetry, url, received } = await city({ CITYWATCH_RECORD_MIN: '0' });
    await telemetry.command(AGENT_ID, ask(url, { command: 'clip', from: 1000, to: 2000 }));
    await expect.poll(() => received.length, PATIENT).toBe(1);
    expect(JSON.parse(received[0]?.body.toString() ?? '')).toEqual({ error: { code: 'no-footage' } });
  }, 40_000);

  it('a still: the newest picture', async () => {
    const { telemetry, url, received } = await city();
    await telemetry.command(AGENT_ID, ask(url, { command: 'still' }));
    await expect.poll(() => received.length, PATIENT).toBe(1);
    const picture = await sharp(received[0]?.body).metadata();
    expect([picture.format, picture.width]).toEqual(['jpeg', 320]);
    await telemetry.command(AGENT_ID, ask(url, { command: 'still', cameraId: 'nobody' }));
    await expect.poll(() => received.length, PATIENT).toBe(2);
    expect(JSON.parse(received[1]?.body.toString() ?? '')).toEqual({ error: { code: 'no-picture' } });
  }, 40_000);

  it('goes to the gateway as this host reaches it, whatever a command says; nonsense goes nowhere', async () => {
    const gateway = await startUploadEnd();
    const { telemetry, url, received } = await city({ CITYWATCH_GATEWAY_URL: gateway.url });
    await telemetry.command(AGENT_ID, { command: 'explode' });
    await telemetry.command(AGENT_ID, ask('ftp://127.0.0.1', { command: 'still', requestId: 'request-0' }));
    await telemetry.command(AGENT_ID, ask(url, { command: 'still' }));
    await expect.poll(() => gateway.received.map(({ path }) => path), PATIENT).toContain('/answers/1');
    expect(received).toEqual([]);
    expect(telemetry.health('cam-1')?.condition).toBe('online');
  }, 40_000);
});
