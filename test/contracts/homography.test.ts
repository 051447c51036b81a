import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calibration } from '../../contracts/devices.ts';
import { calibrationFault, groundJacobian, homographyOf, toGround } from '../../contracts/homography.ts';

function aCalibration(picture: [number, number][], groundM: [number, number][]): Calibration {
  return { points: picture.map((point, at) => ({ picture: point, groundM: groundM[at] ?? [0, 0] })) };
}

/** A street seen from a mast: the far edge is short in the picture. */
const street = aCalibration(
  [
    [0.4, 0.3],
    [0.6, 0.3],
    [0.95, 0.95],
    [0.05, 0.95],
  ],
  [
    [0, 60],
    [8, 60],
    [8, 5],
    [0, 5],
  ],
);

describe('a calibration', () => {
  it('maps its own four points to where they lie on the ground, however far from the origin', () => {
    const offset = fc.double({ min: -500_000, max: 500_000, noNaN: true });
    const tremble = fc.double({ min: -0.03, max: 0.03, noNaN: true });
    fc.assert(
      fc.property(offset, offset, fc.array(tremble, { minLength: 8, maxLength: 8 }), (east, north, by) => {
        const moved = aCalibration(
          street.points.map(({ picture: [x, y] }, at) => [x + (by[2 * at] ?? 0), y + (by[2 * at + 1] ?? 0)]),
          street.points.map(({ groundM: [x, y] }) => [x + east, y + north]),
        );
        expect(calibrationFault(moved)).toBeNull();
        const h = homographyOf(moved);
        for (const { picture, groundM } of moved.points) {
          const ground = toGround(h, { x: picture[0], y: picture[1] });
          expect(Math.abs((ground?.x ?? NaN) - groundM[0])).toBeLessThan(1e-4);
          expect(Math.abs((ground?.y ?? NaN) - groundM[1])).toBeLessThan(1e-4);
        }
      }),
    );
  });

  it('has no ground above the horizon', () => {
    const h = homographyOf(street);
    expect(toGround(h, { x: 0.5, y: 0.02 })).toBeNull();
    expect(toGround(h, { x: 0.5, y: 0.6 })?.y).toBeGreaterThan(5);
  });

  it('tells how far the ground moves per step in the picture', () => {
    const h = homographyOf(street);
    const at = { x: 0.5, y: 0.6 };
    const step = 1e-6;
    const here = toGround(h, at);
    const right = toGround(h, { x: at.x + step, y: at.y });
    const jacobian = groundJacobian(h, at);
    expect(jacobian?.[0]).toBeCloseTo(((right?.x ?? 0) - (here?.x ?? 0)) / step, 3);
    expect(jacobian?.[2]).toBeCloseTo(((right?.y ?? 0) - (here?.y ?? 0)) / step, 3);
  });

  it('is refused, with the reason, when it cannot be one', () => {
    const square: [number, number][] = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ];
    const line: [number, number][] = [
      [0, 0],
      [0.5, 0.5],
      [1, 1],
      [0, 1],
    ];
    expect(calibrationFault(aCalibration(line, square))).toBe('points 1, 2, 3 lie on one line in the picture');
    expect(calibrationFault(aCalibration(square, line))).toBe('points 1, 2, 3 lie on one line on the ground');
    expect(calibrationFault(aCalibration(square.slice(0, 3), square))).toContain('needs 4 points');
    expect(calibrationFault(aCalibration([[Number.NaN, 0], ...square.slice(1)], square))).toContain('not a number');
    const [a, b, c, d] = square;
    const swapped = [a, c, b, d].filter((point) => point !== undefined);
    expect(calibrationFault(aCalibration(square, swapped))).toMatch(/same order|do not determine/);
    expect(() => homographyOf(aCalibration(line, square))).toThrow(RangeError);
  });
});
