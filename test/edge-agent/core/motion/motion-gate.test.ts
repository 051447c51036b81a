import { describe, expect, it } from 'vitest';

import type { Polygon } from '../../../../contracts/geometry.ts';
import { createCellGrid, fillCellGrid } from '../../../../edge-agent/core/motion/cell-grid.ts';
import { createMotionGate, type MotionReading } from '../../../../edge-agent/core/motion/motion-gate.ts';
import { createScene, type Look } from '../synthetic-scene.ts';

const FPS = 5;
const [WIDTH, HEIGHT] = [640, 360];

/** What the gate saw in each picture, copied. */
type Seen = {
  readonly boxes: MotionReading['boxes'];
  readonly score: number;
  readonly standing: boolean;
  readonly adapting: boolean;
};

/** Shows a gate so many seconds of a scene. @param look how the picture at second `s` is */
function createWatcher(masks: readonly Polygon[] = [], seed = 1) {
  const scene = createScene(WIDTH, HEIGHT, seed);
  const grid = createCellGrid(WIDTH, HEIGHT);
  const gate = createMotionGate(grid.columns, grid.rows, masks);
  let n = 0;
  return (seconds: number, look: (s: number) => Look): Seen[] =>
    Array.from({ length: Math.round(seconds * FPS) }, (_, i) => {
      fillCellGrid(grid, scene.picture(look(i / FPS)), WIDTH);
      const { boxes, score, standing, adapting } = gate.look(grid, (n++ * 1000) / FPS);
      return { boxes: boxes.map((box) => ({ ...box })), score, standing, adapting };
    });
}

const openIn = (seen: readonly Seen[]): number => seen.filter(({ boxes }) => boxes.length > 0).length;

describe('the motion gate', () => {
  it.each([0, 2, 5, 9])('stays closed on nothing but noise of %d grey levels', (noise) => {
    const watch = createWatcher();
    watch(4, () => ({ noise }));
    expect(openIn(watch(20, () => ({ noise })))).toBe(0);
  });

  it('stays closed while daylight goes slowly, at dusk and under passing clouds', () => {
    const watch = createWatcher();
    watch(4, () => ({ noise: 2 }));
    expect(openIn(watch(40, (s) => ({ noise: 2, gain: 1 - s / 60 })))).toBe(0);
    const clouds = createWatcher([], 2);
    clouds(4, () => ({ noise: 2 }));
    expect(openIn(clouds(40, (s) => ({ noise: 2, gain: 1 + 0.25 * Math.sin(s / 2) })))).toBe(0);
  });

  it.each([
    ['a person', { w: 14, h: 34 }, 35],
    ['a person far away', { w: 8, h: 20 }, 35],
    ['somebody in dark clothes at night', { w: 14, h: 34 }, 16],
  ])('opens for %s who walks, within half a second, and says where', (_who, size, contrast) => {
    const watch = createWatcher();
    // A plain road, so that contrast is what the test says.
    const road = { x: 0, y: 150, w: WIDTH, h: 90, contrast: 0 };
    watch(4, () => ({ noise: 2, things: [road] }));
    const seen = watch(6, (s) => ({ noise: 2, things: [road, { ...size, x: 40 + 30 * s, y: 180, contrast }] }));
    expect(seen.findIndex(({ boxes }) => boxes.length > 0)).toBeLessThanOrEqual(2);
    expect(openIn(seen)).toBeGreaterThan(seen.length * 0.9);
    const last = seen.at(-1)?.boxes[0] ?? expect.fail();
    const [x, y] = [(40 + 30 * 5.8) / WIDTH, 180 / HEIGHT];
    expect(last.x).toBeLessThanOrEqual(x + size.w / 2 / WIDTH);
    expect(last.x + last.w).toBeGreaterThanOrEqual(x + size.w / 2 / WIDTH);
    expect(last.y).toBeLessThanOrEqual(y + size.h / 2 / HEIGHT);
    expect(last.y + last.h).toBeGreaterThanOrEqual(y + size.h / 2 / HEIGHT);
  });

  it.each([
    ['brighter', { gain: 1.5, offset: 0 }],
    ['darker', { gain: 0.6, offset: 0 }],
    ['flatter', { gain: 0.7, offset: 40 }],
    ['so bright that much of it clips', { gain: 2.2, offset: 10 }],
  ])('is not fooled for longer than two seconds when exposure makes everything %s', (_how, light) => {
    const watch = createWatcher();
    watch(6, () => ({ noise: 2 }));
    const seen = watch(10, () => ({ noise: 2, ...light }));
    expect(openIn(seen.slice(2 * FPS + 1))).toBe(0);
    expect(seen.slice(2 * FPS + 1).some(({ adapting }) => adapting)).toBe(false);
  });

  it('still sees somebody walk right after the exposure changed', () => {
    const watch = createWatcher();
    watch(6, () => ({ noise: 2 }));
    const walker = (s: number) => ({ x: 300 + 40 * s, y: 150, w: 16, h: 40, contrast: 60 });
    const seen = watch(8, (s) => ({ noise: 2, gain: 0.65, things: [walker(s)] }));
    expect(openIn(seen.slice(3 * FPS))).toBeGreaterThan(4 * FPS);
  });

  it('does not see what moves under a mask, and sees the same outside', () => {
    const mask: Polygon = [
      [0, 0],
      [0.5, 0],
      [0.5, 1],
      [0, 1],
    ];
    const watch = createWatcher([mask]);
    const walker = (x: number) => ({ x, y: 150, w: 20, h: 50, contrast: 70 });
    watch(4, () => ({ noise: 2 }));
    expect(openIn(watch(5, (s) => ({ noise: 2, things: [walker(20 + 40 * s)] })))).toBe(0);
    expect(openIn(watch(5, (s) => ({ noise: 2, things: [walker(360 + 40 * s)] })))).toBeGreaterThan(4 * FPS);
  });

  describe('with a mask over most of the picture', () => {
    /** An advertising board: four fifths of the picture. */
    const board: Polygon = [
      [0, 0],
      [0.8, 0],
      [0.8, 1],
      [0, 1],
    ];
    const lit = { x: 0, y: 0, w: 0.8 * WIDTH, h: HEIGHT };
    const showing = (s: number) => ({ ...lit, contrast: s % 4 < 2 ? 120 : -60 });
    const walker = (s: number) => ({ x: 530 + 12 * s, y: 150, w: 16, h: 40, contrast: 60 });

    it('is not opened by light that changes under the mask, nor blinded by it', () => {
      const watch = createWatcher([board]);
      watch(4, () => ({ noise: 2 }));
      const quiet = watch(24, (s) => ({ noise: 2, things: [showing(s)] }));
      expect(openIn(quiet)).toBe(0);
      expect(quiet.some(({ adapting }) => adapting)).toBe(false);
      const seen = watch(6, (s) => ({ noise: 2, things: [showing(s), walker(s)] }));
      expect(openIn(seen)).toBeGreaterThan(0.8 * seen.length);
    });

    it('takes a sudden change of exposure out as without one, whatever the mask hides', () => {
      const watch = createWatcher([board]);
      watch(6, () => ({ noise: 2 }));
      const seen = watch(8, (s) => ({ noise: 2, gain: 0.6, things: [showing(s)] }));
      expect(openIn(seen.slice(2 * FPS + 1))).toBe(0);
      const after = watch(6, (s) => ({ noise: 2, gain: 0.6, things: [showing(s), walker(s)] }));
      expect(openIn(after)).toBeGreaterThan(0.8 * after.length);
    });
  });

  it('says that a thing stands which came, and forgets it after a while', () => {
    const watch = createWatcher();
    const parcel = { x: 300, y: 200, w: 40, h: 40, contrast: 70 };
    watch(4, () => ({ noise: 2 }));
    const standing = watch(5, () => ({ noise: 2, things: [parcel] }));
    expect(standing.slice(FPS).every((seen) => seen.standing && seen.boxes.length === 0)).toBe(true);
    watch(25, () => ({ noise: 2, things: [parcel] }));
    expect(watch(3, () => ({ noise: 2, things: [parcel] })).some((seen) => seen.standing)).toBe(false);
  });

  it('comes to rest over leaves that tremble all the time, but not over traffic that passes now and then', () => {
    const leaves = createWatcher();
    const wall = { x: 40, y: 20, w: 260, h: 140, contrast: 0 };
    const branch = (s: number, i: number) => {
      const x = 90 + 30 * i + 3 * Math.sin(5 * s + i) + Math.sin(7.3 * s + 2 * i);
      return { x, y: 50 + 9 * i, w: 12, h: 50, contrast: 25 };
    };
    const bush = (s: number) => ({ noise: 2, things: [wall, ...[0, 1, 2, 3].map((i) => branch(s, i))] });
    leaves(2, () => ({ noise: 2, things: [wall] }));
    expect(openIn(leaves(5, bush))).toBeGreaterThan(FPS);
    leaves(85, (s) => bush(5 + s));
    expect(openIn(leaves(10, (s) => bush(90 + s)))).toBeLessThan(0.1 * 10 * FPS);

    const road = createWatcher();
    const car = (s: number) => (s % 6 < 1.6 ? [{ x: -80 + 480 * (s % 6), y: 200, w: 80, h: 50, contrast: 60 }] : []);
    road(120, (s) => ({ noise: 2, things: car(s) }));
    const seen = road(24, (s) => ({ noise: 2, things: car(s) }));
    const passing = seen.filter((_, i) => (i / FPS) % 6 > 0.2 && (i / FPS) % 6 < 1.4);
    expect(openIn(passing)).toBeGreaterThan(0.9 * passing.length);
    // Four minutes of made-up film, which a machine with other work draws slowly.
  }, 120_000);

  it('reads the same whatever the picture’s size leaves over at the edges', () => {
    const grid = createCellGrid(643, 361);
    const scene = createScene(643, 361);
    fillCellGrid(grid, scene.picture(), 643);
    expect([grid.columns, grid.rows]).toEqual([160, 90]);
    const picture = scene.picture();
    let sum = 0;
    for (let y = 4; y < 8; y++) for (let x = 8; x < 12; x++) sum += picture[y * 643 + x] ?? 0;
    expect(grid.cells[160 + 2]).toBe(sum);
  });
});
