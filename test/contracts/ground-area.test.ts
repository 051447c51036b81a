import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PicturePoint } from '../../contracts/geometry.ts';
import { groundArea } from '../../contracts/ground-area.ts';
import type { Point } from '../../contracts/homography.ts';

/** A camera `heightM` above flat ground that looks down by `downDeg`; where a ground point (metres right, ahead) is seen. */
function camera(heightM: number, downDeg: number): (ground: Point) => PicturePoint {
  const down = (downDeg * Math.PI) / 180;
  return ({ x, y }) => {
    const depth = y * Math.cos(down) + heightM * Math.sin(down);
    const below = heightM * Math.cos(down) - y * Math.sin(down);
    return [0.5 + (0.9 * x) / depth, 0.5 + (1.2 * below) / depth];
  };
}

const calibrate = (sees: (ground: Point) => PicturePoint, corners: readonly Point[]) => ({
  points: corners.map((ground) => ({
    picture: [...sees(ground)] as [number, number],
    groundM: [ground.x, ground.y] as [number, number],
  })),
});
const rectangle = (left: number, near: number, width: number, depth: number): Point[] => [
  { x: left, y: near },
  { x: left + width, y: near },
  { x: left + width, y: near + depth },
  { x: left, y: near + depth },
];

describe('the ground of a zone', () => {
  const sees = camera(6, 25);
  const calibration = calibrate(sees, rectangle(-4, 8, 8, 12));

  it('is that of the ground drawn round, whatever the camera’s height and slant', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 4, max: 12, noNaN: true }),
        fc.double({ min: 15, max: 60, noNaN: true }),
        fc.double({ min: 2, max: 6, noNaN: true }),
        fc.double({ min: 2, max: 8, noNaN: true }),
        (height, down, width, depth) => {
          const seen = camera(height, down);
          const area = groundArea(rectangle(-1, 8, width, depth).map(seen), calibrate(seen, rectangle(-4, 8, 8, 12)));
          expect(area?.m2).toBeCloseTo(width * depth, 4);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is known the less the farther it lies beyond the four points', () => {
    const shares = [9, 20, 32].map((near) => {
      const area = groundArea(rectangle(-2, near, 4, 6).map(sees), calibration);
      expect(area?.m2).toBeCloseTo(24, 4);
      return (area?.stdM2 ?? Infinity) / 24;
    });
    expect(shares[0]).toBeGreaterThan(0.05);
    expect(shares[0]).toBeLessThan(0.15);
    expect(shares[1]).toBeGreaterThan(shares[0] ?? 1);
    expect(shares[2]).toBeGreaterThan(shares[1] ?? 1);
  });

  it('is not known where the zone reaches the horizon, or nearly', () => {
    const far = sees({ x: -2, y: 400 });
    expect(groundArea([sees({ x: -2, y: 9 }), sees({ x: 2, y: 9 }), [0.6, far[1]], far], calibration)).toBeNull();
    expect(groundArea([sees({ x: -2, y: 9 }), sees({ x: 2, y: 9 }), [0.6, 0], [0.4, 0]], calibration)).toBeNull();
  });

  it('is not known by four points on one line', () => {
    const flat = {
      points: calibration.points.map((point, i) => ({ ...point, picture: [0.1 * i, 0.2 * i] as [number, number] })),
    };
    expect(
      groundArea(
        [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
        flat,
      ),
    ).toBeNull();
  });
});
