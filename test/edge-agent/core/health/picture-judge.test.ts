import { describe, expect, it } from 'vitest';

import type { CameraCondition } from '../../../../contracts/telemetry.ts';
import { createPictureJudge } from '../../../../edge-agent/core/health/picture-judge.ts';
import { createRateJudge } from '../../../../edge-agent/core/health/rate-judge.ts';
import { createCellGrid, fillCellGrid } from '../../../../edge-agent/core/motion/cell-grid.ts';
import { createRandom, createScene, type Look, type Thing } from '../synthetic-scene.ts';

const FPS = 5;
const [WIDTH, HEIGHT] = [320, 240];

/** Shows a judge so many seconds of a scene and returns what it said of each picture. */
function createWatcher(seed = 1) {
  const scene = createScene(WIDTH, HEIGHT, seed);
  const grid = createCellGrid(WIDTH, HEIGHT);
  const judge = createPictureJudge(grid, WIDTH, HEIGHT);
  let n = 0;
  let held: Uint8Array | undefined;
  return (seconds: number, look: (s: number) => Look | 'repeat'): CameraCondition[] =>
    Array.from({ length: Math.round(seconds * FPS) }, (_, i) => {
      const wanted = look(i / FPS);
      if (wanted !== 'repeat') held = scene.picture(wanted).slice();
      const luma = held ?? scene.picture();
      fillCellGrid(grid, luma, WIDTH);
      return judge.look(grid, luma, (n++ * 1000) / FPS);
    });
}

const usual = (s: number): Look => ({
  noise: 2,
  things: [{ x: (20 * s) % WIDTH, y: 120, w: 12, h: 30, contrast: 60 }],
});
/** A road from above: hardly any contrast, and that goes with the light. */
const bareRoad = (light: number): Look => ({ noise: 1.5, gain: 0.16 * light, offset: 80 * light });
/** Headlights that sweep over a street at night every five seconds. */
const headlights = (s: number): Look => ({
  noise: 3,
  gain: 0.35,
  things: [-30, 20].map((aside) => ({ x: 70 * (s % 5) + aside, y: 130, w: 26, h: 20, contrast: 600 })),
});
const rain = createRandom(7);
const drops = (): Thing[] =>
  Array.from({ length: 60 }, () => ({ x: rain() * WIDTH, y: rain() * HEIGHT, w: 1, h: 8, contrast: 70 }));

const cloudburst = (): Thing[] => Array.from({ length: 12 }, drops).flat();

describe('a camera’s health, from its pictures', () => {
  it.each<[CameraCondition, string, (s: number) => Look | 'repeat']>([
    ['frozen', 'repeats one picture', () => 'repeat'],
    ['dark', 'shows next to nothing', () => ({ noise: 2, gain: 0.05 })],
    ['covered', 'shows an even grey', () => ({ noise: 2, gain: 0.02, offset: 90 })],
    ['blurred', 'is out of focus', () => ({ noise: 2, blurPx: 13 })],
    ['moved', 'was turned aside', () => ({ noise: 2, shift: [48, 20] })],
    ['flashing', 'is lit by a flashing light', (s) => ({ noise: 2, gain: s % 1 < 0.5 ? 1 : 1.5 })],
  ])('is %s within ten seconds when it %s, and online again when that is over', (condition, _what, look) => {
    const watch = createWatcher();
    expect(new Set(watch(30, usual))).toEqual(new Set(['online']));
    const seen = watch(10, look);
    expect(seen).toContain(condition);
    expect(new Set(seen.filter((one) => one !== 'online'))).toEqual(new Set([condition]));
    expect(watch(15, usual).at(-1)).toBe('online');
  });

  it.each<[string, (s: number) => Look]>([
    [
      'people walk and a lorry passes',
      (s) => ({ noise: 2, things: [{ x: 60 * s - 200, y: 60, w: 200, h: 120, contrast: 50 }] }),
    ],
    ['dusk falls', (s) => ({ ...usual(s), gain: 1 - s / 150, noise: 2 + s / 30 })],
    ['exposure changes at once', (s) => ({ ...usual(s), gain: s < 20 ? 1 : 0.6 })],
    ['clouds pass', (s) => ({ ...usual(s), gain: 1 + 0.25 * Math.sin(s / 3) })],
    ['it rains', (s) => ({ noise: 3, gain: 0.8, things: s < 3 ? [] : drops() })],
    ['dusk falls on a bare road', (s) => bareRoad(1 - s / 130)],
    ['a cloudburst hides a street', (s) => ({ noise: 3, gain: 0.3, offset: 60, things: s < 5 ? [] : cloudburst() })],
    ['headlights pass at night', headlights],
    [
      'somebody stands close before it',
      (s) => ({ noise: 2, things: s < 5 ? [] : [{ x: 90 + (s % 2), y: 20, w: 130, h: 220, contrast: -40 }] }),
    ],
    ['the camera shakes a little in the wind', (s) => ({ ...usual(s), shift: [Math.round(2 * Math.sin(5 * s)), 0] })],
    ['nothing at all happens', () => ({ noise: 1 })],
  ])('stays online while %s', (_what, look) => {
    const watch = createWatcher(3);
    expect(new Set(watch(100, look))).toEqual(new Set(['online']));
  });

  it('is covered within ten seconds over a bare road too, and when it was so from the first picture on', () => {
    const watch = createWatcher();
    expect(new Set(watch(30, () => bareRoad(1)))).toEqual(new Set(['online']));
    expect(watch(10, () => ({ noise: 1.5, gain: 0.01, offset: 60 }))).toContain('covered');
    expect(createWatcher()(10, () => ({ noise: 2, gain: 0.02, offset: 90 }))).toContain('covered');
  });

  it('does not flicker: a hand before the lens for a moment is nothing', () => {
    const watch = createWatcher();
    watch(20, usual);
    expect(new Set(watch(3, () => ({ noise: 2, gain: 0.02, offset: 90 })))).toEqual(new Set(['online']));
  });

  it('learns that a camera rests by nature, and then waits longer before it calls it frozen', () => {
    const watch = createWatcher();
    watch(5, usual);
    const rests = (s: number): Look | 'repeat' => (s % 5 === 0 ? usual(s) : 'repeat');
    watch(20, rests);
    expect(watch(10, (s) => (s === 0 ? usual(s) : 'repeat')).at(-1)).toBe('online');
    expect(watch(20, () => 'repeat').at(-1)).toBe('frozen');
  });
});

describe('a camera’s rate', () => {
  it('is low when it gives less than half of what it should, after a while, and of what it ever gave', () => {
    const judge = createRateJudge(5);
    const ask = (fps: number, from: number, to: number): boolean => {
      let low = false;
      for (let ms = from; ms < to; ms += 200) low = judge.isLow(fps, ms);
      return low;
    };
    expect(ask(5, 0, 20_000)).toBe(false);
    expect(ask(2, 20_000, 23_000)).toBe(false);
    expect(ask(2, 23_000, 25_000)).toBe(true);
    expect(ask(5, 25_000, 26_000)).toBe(false);
    const slow = createRateJudge(5);
    for (let ms = 0; ms < 60_000; ms += 200) expect(slow.isLow(2, ms)).toBe(false);
  });
});
