import { describe, expect, it } from 'vitest';

import { createBitrateJudge } from '../../../../edge-agent/core/health/bitrate-judge.ts';
import type { AccessUnit } from '../../../../edge-agent/core/video/access-unit.ts';
import { keyframeQuantiser } from '../../../../edge-agent/core/video/keyframe-quantiser.ts';
import { unitBytes } from '../../../../edge-agent/core/video/unit-hub.ts';
import { codedUnits } from '../video/coded-film.ts';

/** Shows the films one after the other, each repeated until it has run so long. @returns the seconds at which the answer changed */
function changes(programme: readonly (readonly [film: readonly AccessUnit[], seconds: number])[]): number[] {
  const judge = createBitrateJudge();
  const found: number[] = [];
  let before = false;
  let atMs = 0;
  for (const [film, seconds] of programme) {
    for (const end = atMs + seconds * 1000, i = { at: 0 }; atMs < end; i.at++, atMs += 1000 / FPS) {
      const unit = film[i.at % film.length] ?? expect.fail();
      judge.add(unitBytes(unit), keyframeQuantiser(unit), atMs);
      const now = judge.hasCollapsed(atMs);
      if (now !== before) found.push(Math.round(atMs / 100) / 10);
      before = now;
    }
  }
  return found;
}

const FPS = 10;
const SIZE = '160x120';
/** A street with sensor noise in which nothing moves; people and cars are squares that come and go; fog takes the contrast. */
const STILL = `testsrc2=size=${SIZE}:rate=${FPS},trim=end_frame=1,loop=-1:1,setpts=N/(${FPS}*TB),noise=alls=4:allf=t`;
const BUSY = `testsrc2=size=${SIZE}:rate=${FPS},noise=alls=6:allf=t`;
const FOG = `${STILL},eq=contrast=0.25:brightness=0.1,gblur=sigma=2`;
const NIGHT = `${STILL},eq=brightness=-0.35:contrast=0.4,noise=alls=14:allf=t`;

const constantRate = (kbps: number): string[] => [
  '-b:v',
  `${kbps}k`,
  '-minrate',
  `${kbps}k`,
  '-maxrate',
  `${kbps}k`,
  '-bufsize',
  `${kbps}k`,
];
const constantQuality = ['-crf', '25'];

describe('a camera whose stream’s bytes are watched', () => {
  const films = new Map<string, Promise<readonly AccessUnit[]>>();
  const film = (scene: string, rate: readonly string[], keyframeEvery = 20): Promise<readonly AccessUnit[]> => {
    const recipe = { source: ['-f', 'lavfi', '-i', scene], frames: 60, keyframeEvery };
    const options = [...rate, '-preset', 'ultrafast', '-threads', '1'];
    const name = JSON.stringify([recipe, options]);
    const made = films.get(name) ?? codedUnits({ ...recipe, options });
    films.set(name, made);
    return made;
  };

  it('has collapsed within ten seconds when its encoder is squeezed, and has not when it was set right', async () => {
    const [usual, squeezed] = [await film(BUSY, constantRate(300)), await film(BUSY, constantRate(40))];
    const [begin = 0, end = 0, ...more] = changes([
      [usual, 120],
      [squeezed, 60],
      [usual, 60],
    ]);
    expect(more).toEqual([]);
    expect(begin).toBeGreaterThan(120);
    expect(begin).toBeLessThanOrEqual(130);
    expect(end).toBeGreaterThan(180);
    expect(end).toBeLessThan(195);
  });

  it('has collapsed in a quiet scene as well', async () => {
    const [usual, squeezed] = [await film(STILL, constantRate(160)), await film(STILL, constantRate(20))];
    const [begin = 0, ...more] = changes([
      [usual, 120],
      [squeezed, 60],
    ]);
    expect(more).toEqual([]);
    expect(begin - 120).toBeLessThanOrEqual(10);
  });

  it.each([
    ['of constant quality', constantQuality],
    ['of constant rate', constantRate(160)],
    ['of a rate with an upper limit', ['-crf', '23', '-maxrate', '230k', '-bufsize', '460k']],
  ])('has not when a camera %s sees crowds, nobody, fog or night', async (_name, rate) => {
    const [busy, still, fog, night] = await Promise.all([BUSY, STILL, FOG, NIGHT].map((scene) => film(scene, rate)));
    const day = [busy, still, fog, still, night, busy, night, fog, busy, still].map(
      (scene) => [scene ?? expect.fail(), 90] as const,
    );
    expect(changes(day)).toEqual([]);
  });

  it('has not when a smart codec sends a keyframe only every ten seconds while nothing moves', async () => {
    const [busy, smart] = [await film(BUSY, constantQuality), await film(STILL, constantQuality, 60)];
    const mostly = [...smart, ...smart.slice(1, 41)].map((unit) =>
      unit.isKey ? unit : { ...unit, nals: [new Uint8Array(40)] },
    );
    expect(
      changes([
        [busy, 90],
        [mostly, 300],
        [busy, 60],
        [mostly, 300],
      ]),
    ).toEqual([]);
  });

  it('has not when single keyframes are odd, nor before its usual is known', async () => {
    const [usual, squeezed] = [await film(BUSY, constantRate(300)), await film(BUSY, constantRate(40))];
    const odd = [[usual, 28] as const, [squeezed, 2] as const];
    expect(changes([[usual, 90], ...odd, ...odd, ...odd, [usual, 30]])).toEqual([]);
    expect(
      changes([
        [usual, 20],
        [squeezed, 60],
      ]),
    ).toEqual([]);
  });

  it('is taken as it is after an hour', async () => {
    const [usual, squeezed] = [await film(BUSY, constantRate(300)), await film(BUSY, constantRate(40))];
    const [begin = 0, end = 0, ...more] = changes([
      [usual, 120],
      [squeezed, 4000],
    ]);
    expect(more).toEqual([]);
    expect(Math.round((end - begin) / 60)).toBe(60);
  });
});
