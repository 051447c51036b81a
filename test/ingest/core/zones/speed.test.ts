import { describe, expect, it } from 'vitest';
import { aCar, aScene, EVERYWHERE, looks, play } from './staging.ts';

/** The picture shows 40 m across and 30 m deep, straight from above: 1 picture width is 40 m. */
const calibration = {
  points: [
    { picture: [0, 0], groundM: [100, 230] },
    { picture: [1, 0], groundM: [140, 230] },
    { picture: [1, 1], groundM: [140, 200] },
    { picture: [0, 1], groundM: [100, 200] },
  ] as { picture: [number, number]; groundM: [number, number] }[],
};
const gate = { id: 'gate', line: { from: [0.6, 1], to: [0.6, 0.1] }, speed: true } as const;
const road = { id: 'road', polygon: EVERYWHERE, dwellS: [], speed: true };

/** A car at 0.01 of the width every 100 ms: 4 m/s, 14.4 km/h. */
const passing = looks(80, (i) => [aCar(0.12 + 0.01 * i)]);

describe('speed', () => {
  it('is measured at a line, with an error bar that holds the truth', () => {
    const said = play(aScene({ lines: [gate], calibration }), passing, 100).filter(({ kind }) => kind === 'speed');
    expect(said).toHaveLength(1);
    const { value, uncertainty } = said[0] ?? {};
    expect(Math.abs((value ?? 0) - 14.4)).toBeLessThan(uncertainty ?? 0);
    expect(uncertainty).toBeLessThan(4);
    // more than the 3 % of the calibration: the foot point trembles
    expect(uncertainty).toBeGreaterThan(2 * 0.03 * 14.4 * 1.02);
  });

  it('is measured once per stay in a zone', () => {
    const said = play(aScene({ zones: [road], calibration }), passing, 100).filter(({ kind }) => kind === 'speed');
    expect(said).toHaveLength(1);
    expect(Math.abs((said[0]?.value ?? 0) - 14.4)).toBeLessThan(said[0]?.uncertainty ?? 0);
  });

  it('is not measured without a calibration', () => {
    expect(play(aScene({ lines: [gate] }), passing, 100).map(({ kind }) => kind)).toEqual(['crossed']);
  });

  it('is refused with the reason when the calibration points lie on one line', () => {
    const flat = {
      points: calibration.points.map((point, i) => ({ ...point, picture: [0.1 * i, 0.2 * i] as [number, number] })),
    };
    const scene = aScene({ lines: [gate], calibration: flat });
    expect(scene.faults).toEqual([
      { id: 'calibration', reason: expect.stringContaining('on one line in the picture') },
    ]);
    expect(play(scene, passing, 100).map(({ kind }) => kind)).toEqual(['crossed']);
  });
});
