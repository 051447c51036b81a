import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { type RtspServer, type SimulatedCamera, startRtspServer } from '../../../demo/cameras/rtsp-server.ts';
import { openRtspClient } from './rtsp-client.ts';
import { FFMPEG, type FilmStudio, openFilmStudio } from './synthetic-film.ts';

const log = { info: () => {}, warn: () => {} };

/** Reads pictures as any RTSP client does. Returns their timestamps in seconds, and all that ffmpeg complained about. */
async function watch(url: string, transport: 'tcp' | 'udp', frames: number): Promise<{ pts: number[]; said: string }> {
  const input = ['-v', 'warning', '-rtsp_transport', transport, '-fpsprobesize', '0', '-i', url];
  const output = ['-frames:v', String(frames), '-f', 'framecrc', '-'];
  try {
    const { stdout, stderr } = await promisify(execFile)(FFMPEG, [...input, ...output], { timeout: 15_000 });
    const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const ticksPerS = Number(/^#tb 0: 1\/(\d+)$/m.exec(stdout)?.[1]);
    return { pts: lines.map((line) => Number(line.split(',')[2]) / ticksPerS), said: stderr };
  } catch (error) {
    return { pts: [], said: String((error as { stderr?: unknown }).stderr ?? error) };
  }
}

describe('a simulated camera', () => {
  let studio: FilmStudio;
  let film: string;
  let server: RtspServer | undefined;
  beforeAll(async () => {
    studio = await openFilmStudio();
    film = await studio.film('two-seconds', { seconds: 2, fps: 10, keyframeEvery: 5 });
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });
  afterAll(() => studio.close());

  const start = async (camera: Partial<SimulatedCamera> = {}): Promise<RtspServer> => {
    const cameras = [{ path: 'cam1', film, fps: 10, startOffsetS: 0, ...camera }];
    server = await startRtspServer({ port: 0, cameras, log });
    return server;
  };

  it.each(['tcp', 'udp'] as const)('is read by %s over the loop point without a fault or a gap', async (transport) => {
    const { url } = await start();
    const { pts, said } = await watch(`${url}/cam1`, transport, 45);
    expect(said).toBe('');
    expect(pts.slice(1).map((at, i) => Math.round((at - (pts[i] ?? 0)) * 1000))).toEqual(Array(44).fill(100));
  });

  it('asks for its password and takes only the right one', async () => {
    const { port, stats } = await start({ user: 'watch', password: 'p:w@1' });
    expect((await watch(`rtsp://watch:p%3Aw%401@127.0.0.1:${port}/cam1`, 'tcp', 2)).pts).toHaveLength(2);
    expect((await watch(`rtsp://watch:wrong@127.0.0.1:${port}/cam1`, 'tcp', 2)).said).toContain('401 Unauthorized');
    expect((await watch(`rtsp://127.0.0.1:${port}/cam1`, 'tcp', 2)).said).toContain('401 Unauthorized');
    expect(stats().refused.unauthorised).toBeGreaterThan(1);
  });

  it('that does not exist is not found, and one told to answer otherwise does', async () => {
    const { url, answer, restore } = await start();
    expect((await watch(`${url}/nowhere`, 'tcp', 1)).said).toContain('404 Not Found');
    answer('cam1', 401);
    expect((await watch(`${url}/cam1`, 'tcp', 1)).said).toContain('401 Unauthorized');
    restore('cam1');
    expect((await watch(`${url}/cam1`, 'tcp', 1)).pts).toHaveLength(1);
  });

  it('told to answer garbage does, and keeps quiet altogether when frozen', async () => {
    const { port, url, answer, freeze, restore } = await start();
    const client = await openRtspClient(port);
    const ask = (): void => client.send(`DESCRIBE ${url}/cam1 RTSP/1.0\r\nCSeq: 1\r\n\r\n`);
    freeze('cam1');
    ask();
    answer('cam1', 'garbage');
    const noise = new Promise<Buffer>((resolve) => client.socket.once('data', resolve));
    ask();
    expect((await noise).toString('latin1')).not.toContain('RTSP/1.0');
    restore('cam1');
    client.close();
    expect((await watch(`${url}/cam1`, 'tcp', 1)).pts).toHaveLength(1);
  });

  it('survives whatever is sent to it, answering 400 to what is no request', async () => {
    const { port, url, stats } = await start();
    const noise = ['\0\r\n\r\n', 'HELLO\r\n\r\n', 'DESCRIBE rtsp://h/cam1 RTSP/1.0\r\n\r\n', 'x'.repeat(20_000)];
    for (const bytes of noise) {
      const client = await openRtspClient(port);
      client.send(bytes);
      expect(await client.answer()).toContain('RTSP/1.0 400');
      client.close();
    }
    expect(stats().refused.malformed).toBe(noise.length);
    expect((await watch(`${url}/cam1`, 'tcp', 1)).pts).toHaveLength(1);
  });

  it('refuses steps out of order, foreign sessions and transports it cannot serve', async () => {
    const { port, url } = await start();
    const client = await openRtspClient(port);
    let cseq = 0;
    const ask = async (method: string, headers = ''): Promise<string> => {
      client.send(`${method} ${url}/cam1/trackID=0 RTSP/1.0\r\nCSeq: ${++cseq}\r\n${headers}\r\n`);
      return (await client.answer()).split('\r\n')[0] ?? '';
    };
    expect(await ask('PLAY')).toContain(' 455 ');
    expect(await ask('SETUP', 'Transport: RTP/AVP;multicast\r\n')).toContain(' 461 ');
    expect(await ask('SETUP', 'Transport: RTP/AVP/TCP;interleaved=0-1\r\n')).toContain(' 200 ');
    expect(await ask('PLAY', 'Session: somebody-else\r\n')).toContain(' 454 ');
    expect(await ask('RECORD')).toContain(' 501 ');
    expect(await ask('TEARDOWN')).toContain(' 200 ');
    client.close();
  });

  it('skips to a later keyframe for a client that does not read, and others are not held up', async () => {
    const bulky = await studio.film('bulky', {
      source: 'nullsrc=s=640x480:r=10,geq=random(1)*255:128:128',
      seconds: 1,
    });
    const { port, url, stats } = await start({ film: bulky });
    const slow = await openRtspClient(port);
    slow.send(`SETUP ${url}/cam1 RTSP/1.0\r\nCSeq: 1\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n\r\n`);
    const session = /Session: (\w+)/.exec(await slow.answer())?.[1];
    slow.send(`PLAY ${url}/cam1 RTSP/1.0\r\nCSeq: 2\r\nSession: ${session}\r\n\r\n`);
    await slow.answer();
    slow.socket.pause();
    await expect.poll(() => stats().cameras['cam1']?.framesSkipped, { timeout: 15_000 }).toBeGreaterThan(20);
    expect((await watch(`${url}/cam1`, 'tcp', 5)).said).toBe('');
    slow.close();
  });

  it('stops in mid-packet when it is cut, and can be watched again', async () => {
    const { url, cut, stats } = await start();
    const cutOff = watch(`${url}/cam1`, 'tcp', 1000);
    await expect.poll(() => stats().cameras['cam1']?.framesSent).toBeGreaterThan(3);
    cut('cam1');
    await cutOff;
    expect((await watch(`${url}/cam1`, 'tcp', 2)).pts).toHaveLength(2);
  });

  it('gives a clear reason for a film it cannot play', async () => {
    const bad = await studio.film('with-b-frames', { bFrames: 2, keyframeEvery: 20 });
    await expect(start({ film: bad })).rejects.toThrow(/with-b-frames.*B-frames/);
  });
});
