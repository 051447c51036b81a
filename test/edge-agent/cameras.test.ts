import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type RtspServer, type SimulatedCamera, startRtspServer } from '../../demo/cameras/rtsp-server.ts';
import { type FilmStudio, openFilmStudio } from '../demo/cameras/synthetic-film.ts';
import { startTestBroker, anybody } from '../support/broker.ts';
import { undoLater } from '../support/cleanup.ts';
import { tempDir } from '../support/places.ts';
import { aConfig, AGENT_ID, someEnvironment, startTestAgent } from './agent.ts';
import { type FramesEnd, startFramesEnd, startTelemetryEnd, type TelemetryEnd } from './far-end.ts';

const quiet = { info: () => {}, warn: () => {} };
const PATIENT = { timeout: 15_000, interval: 50 };

describe('an agent’s cameras', () => {
  let studio: FilmStudio;
  let film: string;
  beforeAll(async () => {
    studio = await openFilmStudio();
    film = await studio.film('moving', { seconds: 2, fps: 10, keyframeEvery: 5 });
  });
  afterAll(() => studio.close());

  type City = { rtsp: RtspServer; frames: FramesEnd; telemetry: TelemetryEnd; logged: string[]; dataDir: string };

  /** Cameras, broker, ingest's place and an agent which looks after the cameras named. */
  const city = async (cameras: Partial<SimulatedCamera>[], urls?: Record<string, string>): Promise<City> => {
    const rtsp = await startRtspServer({
      port: 0,
      cameras: cameras.map((camera, i) => ({ path: `cam${i + 1}`, film, fps: 10, startOffsetS: 0, ...camera })),
      log: quiet,
    });
    undoLater(() => rtsp.stop());
    const frames = await startFramesEnd();
    const broker = await startTestBroker();
    const telemetry = await startTelemetryEnd(broker.urlFor(anybody));
    const all = Object.fromEntries(cameras.map((_, i) => [`cam-${i + 1}`, rtsp.urlOf(`cam${i + 1}`)]));
    await telemetry.configure(aConfig({ ...all, ...urls }));
    const logged: string[] = [];
    const dataDir = await tempDir();
    await startTestAgent(someEnvironment(frames.url, broker.urlFor(anybody), dataDir), logged);
    return { rtsp, frames, telemetry, logged, dataDir };
  };

  it('deliver frames with their true size and time, and are online', async () => {
    const { frames, telemetry } = await city([{}]);
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBeGreaterThan(5);
    const { header, jpeg } = frames.of('cam-1').at(-1) ?? expect.fail();
    const picture = await sharp(jpeg).metadata();
    expect([picture.format, picture.width, picture.height]).toEqual(['jpeg', header.width, header.height]);
    expect([header.width, header.height, header.reason]).toEqual([320, 240, 'motion']);
    expect(Math.abs(header.sentAt - header.capturedAt)).toBeLessThan(3000);
    const all = frames.of('cam-1').map((frame) => frame.header);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => i));
    expect(all.slice(1).every(({ capturedAt }, i) => capturedAt > (all[i]?.capturedAt ?? 0))).toBe(true);
    await expect
      .poll(() => telemetry.health('cam-1'), PATIENT)
      .toMatchObject({ condition: 'online', fault: null, width: 320, height: 240 });
  });

  it('come back as a new stream after their server died', async () => {
    const { rtsp, frames, telemetry } = await city([{}]);
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBeGreaterThan(0);
    const before = frames.of('cam-1')[0]?.header.streamId;
    await rtsp.stop();
    await expect.poll(() => telemetry.health('cam-1')?.condition, PATIENT).toBe('offline');
    const again = await startRtspServer({
      port: rtsp.port,
      cameras: [{ path: 'cam1', film, fps: 10, startOffsetS: 0 }],
      log: quiet,
    });
    undoLater(() => again.stop());
    await expect.poll(() => frames.of('cam-1').at(-1)?.header.streamId !== before, PATIENT).toBe(true);
    await expect.poll(() => telemetry.health('cam-1')?.condition, PATIENT).toBe('online');
  });

  it('that hang are noticed by the watch, and the others go on', async () => {
    const { rtsp, frames, telemetry } = await city([{}, {}]);
    await expect.poll(() => Math.min(frames.of('cam-1').length, frames.of('cam-2').length), PATIENT).toBeGreaterThan(0);
    rtsp.freeze('cam1');
    await expect
      .poll(() => telemetry.health('cam-1'), PATIENT)
      .toMatchObject({ condition: 'offline', fault: 'stalled' });
    const seen = frames.of('cam-2').length;
    await expect.poll(() => frames.of('cam-2').length, PATIENT).toBeGreaterThan(seen + 5);
    rtsp.restore('cam1');
    await expect.poll(() => telemetry.health('cam-1')?.condition, PATIENT).toBe('online');
  });

  it('say why they cannot be read, each for itself, and no password gets into the log', async () => {
    const noise = createServer((socket) => socket.on('error', () => {}).end('\u0000\u0001 garbage\r\n\r\n'));
    noise.listen(0, '127.0.0.1');
    await once(noise, 'listening');
    undoLater(() => noise.close());
    const { port } = noise.address() as AddressInfo; // a TCP server's address is never a string
    const { rtsp, telemetry, logged, frames } = await city([{}, { user: 'admin', password: 'right' }]);
    const address = (login: string, path: string): string => `rtsp://${login}127.0.0.1:${rtsp.port}/${path}`;
    await telemetry.configure(
      aConfig(
        {
          'cam-1': rtsp.urlOf('cam1'),
          'wrong-password': address('admin:hunter2@', 'cam2'),
          'no-such-path': address('', 'nowhere'),
          garbage: `rtsp://admin:hunter2@127.0.0.1:${port}/x`,
          'nobody-there': 'rtsp://admin:hunter2@127.0.0.1:1/x',
        },
        {},
        2,
      ),
    );
    const faultOf = (id: string) => () => telemetry.health(id)?.fault;
    await expect.poll(faultOf('wrong-password'), PATIENT).toBe('unauthorized');
    await expect.poll(faultOf('no-such-path'), PATIENT).toBe('not-found');
    await expect.poll(faultOf('nobody-there'), PATIENT).toBe('unreachable');
    await expect.poll(faultOf('garbage'), PATIENT).toBe('bad-stream');
    await expect.poll(() => telemetry.health('cam-1')?.condition, PATIENT).toBe('online');
    // Online with its first picture, which is only then encoded and sent.
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBeGreaterThan(0);
    expect(logged.join('\n')).not.toContain('hunter2');
  });

  it('say so when there is no ffmpeg', async () => {
    const frames = await startFramesEnd();
    const broker = await startTestBroker();
    const telemetry = await startTelemetryEnd(broker.urlFor(anybody));
    await telemetry.configure(aConfig({ 'cam-1': 'rtsp://127.0.0.1:1/x' }));
    const environment = someEnvironment(frames.url, broker.urlFor(anybody), await tempDir());
    await startTestAgent({ ...environment, CITYWATCH_FFMPEG: '/nowhere/ffmpeg' });
    await expect.poll(() => telemetry.health('cam-1')?.fault, PATIENT).toBe('no-ffmpeg');
  });

  it('cut off in mid-picture come back', async () => {
    const { rtsp, frames } = await city([{}]);
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBeGreaterThan(0);
    const before = frames.of('cam-1')[0]?.header.streamId;
    rtsp.cut('cam1');
    await expect.poll(() => frames.of('cam-1').at(-1)?.header.streamId !== before, PATIENT).toBe(true);
  });

  it('that repeat one picture for ever are frozen, not online', async () => {
    const { rtsp, telemetry } = await city([{}]);
    await expect.poll(() => telemetry.health('cam-1')?.condition, PATIENT).toBe('online');
    rtsp.still('cam1');
    await expect.poll(() => telemetry.health('cam-1')?.condition, PATIENT).toBe('frozen');
  }, 40_000);

  it('whose clock is wrong are told so, and pictures keep the host’s time', async () => {
    const { rtsp, telemetry, frames } = await city([{}]);
    rtsp.setClockAhead('cam1', 3_600_000);
    await expect.poll(() => telemetry.health('cam-1')?.condition, PATIENT).toBe('clock-drift');
    const { capturedAt, sentAt } = frames.of('cam-1').at(-1)?.header ?? expect.fail();
    expect(Math.abs(sentAt - capturedAt)).toBeLessThan(3000);
  }, 30_000);

  it('have passwords that no list of processes shows', async () => {
    const { rtsp, telemetry } = await city([{ user: 'admin', password: 'hunter2secret' }]);
    await telemetry.configure(aConfig({ 'cam-1': `rtsp://admin:hunter2secret@127.0.0.1:${rtsp.port}/cam1` }, {}, 2));
    await expect.poll(() => telemetry.health('cam-1')?.condition, PATIENT).toBe('online');
    const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const lines = await Promise.all(processes.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
    expect(lines.filter((line) => line.includes('hunter2secret'))).toEqual([]);
  });

  it('that change their picture’s size in mid-stream are healed', async () => {
    // Long enough that the stream is open again before the size changes back.
    const tall = await studio.film('tall', { seconds: 8 });
    const wide = await studio.film('wide', { source: 'testsrc2=size=320x180:rate=10', seconds: 8 });
    const both = join(studio.folder, 'both.h264');
    await writeFile(both, Buffer.concat([await readFile(tall), await readFile(wide)]));
    const { frames, telemetry } = await city([{ film: both }]);
    const sizes = (): string =>
      [180, 240].filter((height) => frames.of('cam-1').some(({ header }) => header.height === height)).join();
    await expect.poll(sizes, { timeout: 25_000, interval: 50 }).toBe('180,240');
    await expect.poll(() => telemetry.health('cam-1')?.condition, PATIENT).toBe('online');
  }, 45_000);

  it('have one frame under way, and after silence the newest is sent, not the next', async () => {
    const { frames } = await city([{}]);
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBeGreaterThan(0);
    frames.answering = false;
    const answered = frames.of('cam-1').length;
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBeGreaterThan(answered);
    const unanswered = frames.of('cam-1').at(-1) ?? expect.fail();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(frames.of('cam-1').at(-1)).toBe(unanswered);
    const answeredAt = Date.now();
    frames.answering = true;
    unanswered.answer({ ok: true, minIntervalMs: 0 });
    await expect.poll(() => frames.of('cam-1').at(-1) === unanswered, PATIENT).toBe(false);
    const next = frames.of('cam-1').find(({ header }) => header.seq === unanswered.header.seq + 1) ?? expect.fail();
    expect(next.header.capturedAt - unanswered.header.capturedAt).toBeGreaterThan(1000);
    expect(answeredAt - next.header.capturedAt).toBeLessThan(1000);
  });

  it('are slowed down when ingest asks for it', async () => {
    const { frames } = await city([{}]);
    frames.answering = false;
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBe(1);
    // The first picture of all is encoded slowly: what is measured begins with the second.
    frames.of('cam-1')[0]?.answer({ ok: true, minIntervalMs: 0 });
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBe(2);
    frames.of('cam-1')[1]?.answer({ ok: true, minIntervalMs: 1000 });
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBe(3);
    const [, second, third] = frames.of('cam-1').map(({ header }) => header.sentAt);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThan(900);
  });

  it('get frames through again after ingest was away', async () => {
    const { frames } = await city([{}]);
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBeGreaterThan(0);
    await frames.stop();
    const again = await startFramesEnd(frames.port);
    await expect.poll(() => again.of('cam-1').length, PATIENT).toBeGreaterThan(1);
    const ages = again.of('cam-1').map(({ header }) => header.sentAt - header.capturedAt);
    expect(Math.max(...ages)).toBeLessThan(3000);
  });

  it('are started, stopped and left alone as the configuration says, which is kept for the next start', async () => {
    const { rtsp, frames, telemetry, dataDir } = await city([{}, {}]);
    await expect.poll(() => Math.min(frames.of('cam-1').length, frames.of('cam-2').length), PATIENT).toBeGreaterThan(0);
    const before = frames.of('cam-1').at(-1)?.header.streamId;
    await telemetry.configure(aConfig({ 'cam-1': rtsp.urlOf('cam1') }, {}, 2));
    await expect.poll(() => rtsp.stats().cameras['cam2']?.viewers, PATIENT).toBe(0);
    const seen = frames.of('cam-1').length;
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBeGreaterThan(seen + 2);
    expect(frames.of('cam-1').at(-1)?.header.streamId).toBe(before);
    await telemetry.client.publishAsync(`cw/1/agents/${AGENT_ID}/config`, '{"cameras": "nonsense"}', { qos: 1 });
    await telemetry.client.publishAsync(`cw/1/agents/${AGENT_ID}/config`, 'no json', { qos: 1 });
    const later = frames.of('cam-1').length;
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBeGreaterThan(later + 2);
    expect(JSON.parse(await readFile(`${dataDir}/config.json`, 'utf8'))).toMatchObject({ version: 2 });
  });
});
