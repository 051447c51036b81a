import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';

import { anybody, startTestBroker } from '../support/broker.ts';
import { tempDir } from '../support/places.ts';
import { aConfig, someEnvironment, startTestAgent } from './agent.ts';
import { codedFilm, type CodedFilm } from './core/video/coded-film.ts';
import { packetsOf } from './core/video/packets.ts';
import { startFramesEnd, startTelemetryEnd } from './far-end.ts';
import { type ForeignCamera, jpegPayloads, startForeignCamera } from './foreign-camera.ts';

const PATIENT = { timeout: 25_000, interval: 50 };
const FPS = 10;

describe('cameras of other kinds', () => {
  let folder: string;
  let film: CodedFilm;
  let tls: { key: string; cert: string };
  beforeAll(async () => {
    folder = await tempDir();
    film = await codedFilm({ codec: 'h265', keyframeEvery: 10, options: ['-x265-params', X265] });
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=camera'];
    await promisify(execFile)('openssl', ['req', '-x509', ...made, '-days', '2', '-keyout', key, '-out', cert]);
    tls = { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
  });

  const h265 = (): ForeignCamera => ({
    media: ['m=video 0 RTP/AVP 96', 'a=rtpmap:96 H265/90000'],
    payloadType: 96,
    fps: FPS,
    pictures: film.units.map(({ nals }) =>
      packetsOf('h265', [{ nals, timestamp: 0 }], 0, 1200).map((one) => one.payload),
    ),
  });
  const mjpeg = async (): Promise<ForeignCamera> => {
    const pictures = Array.from({ length: 10 }, async (_, i) => {
      const bar = { input: { create: { width: 40, height: 120, channels: 3, background: '#f0f0f0' } } } as const;
      const street = sharp({ create: { width: 320, height: 240, channels: 3, background: '#405060' } });
      const jpeg = street.composite([{ ...bar, left: 20 + 24 * i, top: 60 }]);
      return jpegPayloads(await jpeg.jpeg({ chromaSubsampling: '4:2:0', optimiseCoding: false }).toBuffer(), 320, 240);
    });
    return { media: ['m=video 0 RTP/AVP 26'], payloadType: 26, fps: FPS, pictures: await Promise.all(pictures) };
  };
  const watch = async (urls: Readonly<Record<string, string>>) => {
    const frames = await startFramesEnd();
    const broker = await startTestBroker();
    const telemetry = await startTelemetryEnd(broker.urlFor(anybody));
    await telemetry.configure(aConfig(urls));
    const logged: string[] = [];
    await startTestAgent(someEnvironment(frames.url, broker.urlFor(anybody), await tempDir()), logged);
    return { frames, telemetry, logged };
  };

  it('that send H.265 are read by ourselves: frames, rate and condition', async () => {
    const { frames, telemetry, logged } = await watch({ 'cam-1': await startForeignCamera(h265()) });
    await expect.poll(() => frames.of('cam-1').length, PATIENT).toBeGreaterThan(5);
    const { header, jpeg } = frames.of('cam-1').at(-1) ?? expect.fail();
    const picture = await sharp(jpeg).metadata();
    expect([picture.width, picture.height, header.reason]).toEqual([320, 180, 'motion']);
    await expect
      .poll(() => telemetry.health('cam-1'), PATIENT)
      .toMatchObject({ condition: 'online', fault: null, width: 320, height: 180 });
    await expect.poll(() => telemetry.health('cam-1')?.kbps, PATIENT).toBeGreaterThan(10);
    expect(logged.some((line) => line.includes('"codec":"h265"'))).toBe(true);
    expect(logged.some((line) => line.includes('read by ffmpeg'))).toBe(false);
  }, 40_000);

  it('that send MJPEG, or speak RTSP over TLS, are read by ffmpeg, and their frames have the time they came at', async () => {
    const { frames, telemetry, logged } = await watch({
      'cam-jpeg': await startForeignCamera(await mjpeg()),
      'cam-tls': await startForeignCamera({ ...h265(), tls }),
    });
    for (const [id, size] of [
      ['cam-jpeg', [320, 240]],
      ['cam-tls', [320, 180]],
    ] as const) {
      await expect.poll(() => frames.of(id).length, PATIENT).toBeGreaterThan(5);
      const { header } = frames.of(id).at(-1) ?? expect.fail();
      expect([header.width, header.height]).toEqual(size);
      expect(Math.abs(header.sentAt - header.capturedAt)).toBeLessThan(3000);
      await expect
        .poll(() => telemetry.health(id), PATIENT)
        .toMatchObject({ condition: 'online', fault: null, kbps: null });
    }
    const reasons = logged.filter((line) => line.includes('read by ffmpeg')).join('\n');
    expect(reasons).toContain('the video is PAYLOAD TYPE 26');
    expect(reasons).toMatch(/cam-tls/);
  }, 60_000);
});

const X265 = 'log-level=none:repeat-headers=1:bframes=0:open-gop=0';
