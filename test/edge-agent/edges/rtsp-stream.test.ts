import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type SimulatedCamera, type RtspServer, startRtspServer } from '../../../demo/cameras/rtsp-server.ts';
import type { AccessUnit } from '../../../edge-agent/core/video/access-unit.ts';
import { openRtspStream, type RtspStreamOptions } from '../../../edge-agent/edges/rtsp/rtsp-stream.ts';
import type { RtspFault } from '../../../edge-agent/edges/rtsp/rtsp-fault.ts';
import { type FilmStudio, openFilmStudio } from '../../demo/cameras/synthetic-film.ts';
import { undoLater } from '../../support/cleanup.ts';

const quiet = { info: () => {}, warn: () => {} };
const PATIENT = { timeout: 15_000, interval: 20 };

describe('the RTSP client', () => {
  let studio: FilmStudio;
  let film: string;
  beforeAll(async () => {
    studio = await openFilmStudio();
    film = await studio.film('moving', { seconds: 2, fps: 10, keyframeEvery: 5 });
  });
  afterAll(() => studio.close());

  const serve = async (camera: Partial<SimulatedCamera> = {}): Promise<RtspServer> => {
    const cameras = [{ path: 'cam1', film, fps: 10, startOffsetS: 0, ...camera }];
    const server = await startRtspServer({ port: 0, cameras, log: quiet });
    undoLater(() => server.stop());
    return server;
  };
  const pull = (url: string, options: Partial<RtspStreamOptions> = {}) => {
    const units: AccessUnit[] = [];
    const faults: RtspFault[] = [];
    const playing: string[] = [];
    const stream = openRtspStream({
      url,
      clock: { wallMs: Date.now, steadyMs: () => performance.now() },
      startAt: 0,
      onPlaying: ({ transport }) => playing.push(transport),
      onUnit: (unit) => units.push(unit),
      onTimestampFault: () => {},
      onEnd: (fault) => faults.push(fault),
      ...options,
    });
    undoLater(stream.close);
    return { stream, units, faults, playing };
  };

  it('gives every picture from a keyframe on, with its time', async () => {
    const { urlOf } = await serve();
    const { units, playing, stream } = pull(urlOf('cam1'));
    await expect.poll(() => units.length, PATIENT).toBeGreaterThan(12);
    expect(playing).toEqual(['tcp']);
    expect(units.slice(0, 11).map(({ isKey }) => isKey)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((i) => i % 5 === 0),
    );
    expect(units.slice(1, 12).map(({ mediaTime }, i) => mediaTime - (units[i]?.mediaTime ?? 0))).toEqual(
      Array(11).fill(9000),
    );
    for (const { takenMs } of units) expect(Math.abs(Date.now() - takenMs)).toBeLessThan(5000);
    expect(units[0]?.nals.slice(0, 2).map((nal) => (nal[0] ?? 0) & 31)).toEqual([7, 8]);
    expect(stream.stats()).toMatchObject({ damaged: 0, lostPackets: 0, healed: 0 });
  });

  it('is served by UDP where the server refuses to send over the connection', async () => {
    const { urlOf } = await serve({ udpOnly: true });
    const { units, playing, stream } = pull(urlOf('cam1'));
    await expect.poll(() => units.length, PATIENT).toBeGreaterThan(12);
    expect(playing).toEqual(['udp']);
    expect(units.slice(1, 12).map(({ mediaTime }, i) => mediaTime - (units[i]?.mediaTime ?? 0))).toEqual(
      Array(11).fill(9000),
    );
    expect(stream.stats()).toMatchObject({ damaged: 0, lostPackets: 0 });
  });

  it('gives only pictures that can be decoded when packets are lost on the way, and goes on with the next keyframe', async () => {
    const server = await serve({ udpOnly: true });
    server.lose('cam1', 23);
    const { units, faults, stream } = pull(server.urlOf('cam1'));
    await expect.poll(() => stream.stats()?.damaged, PATIENT).toBeGreaterThan(2);
    await expect.poll(() => units.length, PATIENT).toBeGreaterThan(10);
    // Whatever is missing before a picture, it is either whole without it or follows the one before directly.
    const gaps = units.slice(1).filter((unit, i) => unit.mediaTime - (units[i]?.mediaTime ?? 0) !== 9000);
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.filter(({ isKey }) => !isKey)).toEqual([]);
    expect(stream.stats()?.lostPackets).toBeGreaterThan(2);
    expect(faults).toEqual([]);
    server.lose('cam1', 0);
    const { whole = 0, damaged } = stream.stats() ?? {};
    await expect.poll(() => stream.stats()?.whole, PATIENT).toBeGreaterThan(whole + 12);
    expect((stream.stats()?.damaged ?? 0) - (damaged ?? 0)).toBeLessThanOrEqual(1);
  });

  it('signs in with Digest, and tries a wrong password once', async () => {
    const { port, stats } = await serve({ user: 'watch', password: 'p:w@1' });
    const { units } = pull(`rtsp://watch:p%3Aw%401@127.0.0.1:${port}/cam1`);
    await expect.poll(() => units.length, PATIENT).toBeGreaterThan(0);
    const before = stats().refused.unauthorised;
    const { faults } = pull(`rtsp://watch:wrong@127.0.0.1:${port}/cam1`);
    await expect.poll(() => faults.map(({ kind }) => kind), PATIENT).toEqual(['unauthorized']);
    expect(stats().refused.unauthorised - before).toBe(2);
  });

  it('says why there is nothing', async () => {
    const { urlOf, url, answer, cut, restore } = await serve();
    const faultOf = async (address: string): Promise<string | undefined> => {
      const { faults } = pull(address);
      await expect.poll(() => faults.length, PATIENT).toBe(1);
      return faults[0]?.kind;
    };
    expect(await faultOf(`${url}/nowhere`)).toBe('not-found');
    expect(await faultOf('rtsp://127.0.0.1:1/x')).toBe('unreachable');
    expect(await faultOf(urlOf('cam1').replace('rtsp:', 'rtsps:'))).toBe('other-reader');
    for (const [status, kind] of [
      [403, 'unauthorized'],
      [503, 'bad-stream'],
      ['garbage', 'bad-stream'],
    ] as const) {
      answer('cam1', status);
      expect(await faultOf(urlOf('cam1'))).toBe(kind);
    }
    restore('cam1');
    const { units, faults } = pull(urlOf('cam1'));
    await expect.poll(() => units.length, PATIENT).toBeGreaterThan(0);
    cut('cam1');
    await expect.poll(() => faults.map(({ kind }) => kind), PATIENT).toEqual(['closed']);
  });

  it('takes its leave, and nothing more comes', async () => {
    const { urlOf, stats } = await serve();
    const { units, faults, stream } = pull(urlOf('cam1'));
    await expect.poll(() => units.length, PATIENT).toBeGreaterThan(0);
    stream.close();
    const seen = units.length;
    await expect.poll(() => stats().cameras['cam1']?.viewers, PATIENT).toBe(0);
    expect([units.length, faults.length]).toEqual([seen, 0]);
  });
});
