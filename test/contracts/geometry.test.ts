import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { insideOutline, insidePolygon, polygon, polygonFault } from '../../contracts/geometry.ts';
import { polygonArea, segmentsMeet } from '../../contracts/plane.ts';

const unit = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000);
const point = fc.tuple(unit, unit);

/** A polygon that cannot cross itself: corners by angle around a centre, at least 1 % of the picture away from it. */
const starShaped = fc
  .tuple(fc.array(fc.double({ min: 0.1, max: 0.45, noNaN: true }), { minLength: 3, maxLength: 12 }), unit)
  .map(([reaches, turn]) =>
    reaches.map((reach, i): [number, number] => {
      const angle = ((i + turn) / reaches.length) * 2 * Math.PI;
      return [0.5 + reach * Math.cos(angle), 0.5 + reach * Math.sin(angle)];
    }),
  );

describe('a polygon on a picture', () => {
  test('is accepted when its sides do not cross', () => {
    fc.assert(
      fc.property(starShaped, (corners) => {
        expect(polygonFault(corners)).toBeNull();
      }),
    );
  });

  test.each([
    [
      'two points',
      [
        [0.1, 0.1],
        [0.5, 0.5],
      ],
      /at least 3/,
    ],
    [
      'no area',
      [
        [0.1, 0.1],
        [0.2, 0.2],
        [0.3, 0.3],
      ],
      /no area/,
    ],
    [
      'sides that cross',
      [
        [0.1, 0.1],
        [0.9, 0.9],
        [0.9, 0.1],
        [0.1, 0.8],
      ],
      /crosses itself/,
    ],
    [
      'the same corner twice',
      [
        [0.1, 0.1],
        [0.1, 0.1],
        [0.9, 0.1],
        [0.5, 0.9],
      ],
      /same point/,
    ],
  ] as const)('is refused with %s, saying why', (_name, corners, reason) => {
    expect(polygonFault(corners)).toMatch(reason);
    expect(polygon.safeParse(corners).error?.issues[0]?.message).toMatch(reason);
  });

  test('has the same area whichever corner comes first and whichever way it goes round', () => {
    fc.assert(
      fc.property(starShaped, fc.nat(), (corners, shift) => {
        const first = shift % corners.length;
        const rotated = [...corners.slice(first), ...corners.slice(0, first)];
        expect(polygonArea(rotated)).toBeCloseTo(polygonArea(corners), 9);
        expect(polygonArea(rotated.toReversed())).toBeCloseTo(polygonArea(corners), 9);
      }),
    );
  });

  test('holds its corners drawn towards the middle of a square, and no point beyond its farthest corner', () => {
    fc.assert(
      fc.property(starShaped, point, (corners, p) => {
        const reach = Math.max(...corners.map(([x, y]) => Math.hypot(x - 0.5, y - 0.5)));
        fc.pre(Math.hypot(p[0] - 0.5, p[1] - 0.5) > reach + 1e-9);
        expect(insidePolygon(p, corners)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(point, (p) => {
        const square = [
          [0.2, 0.2],
          [0.8, 0.2],
          [0.8, 0.8],
          [0.2, 0.8],
        ] as const;
        const onSide = p.some((v) => v === 0.2 || v === 0.8);
        fc.pre(!onSide);
        expect(insidePolygon(p, square)).toBe(p.every((v) => v > 0.2 && v < 0.8));
      }),
    );
  });
});

test('two segments meet whichever is named first and whichever end comes first', () => {
  fc.assert(
    fc.property(point, point, point, point, (a, b, c, d) => {
      const meet = segmentsMeet(a, b, c, d);
      expect(segmentsMeet(c, d, a, b)).toBe(meet);
      expect(segmentsMeet(b, a, c, d)).toBe(meet);
    }),
  );
});

test('a place in a hole of an outline is outside the area', () => {
  const square = (r: number): [number, number][] => [
    [-r, -r],
    [r, -r],
    [r, r],
    [-r, r],
  ];
  const ring = { type: 'MultiPolygon' as const, coordinates: [[square(2), square(1)]] };
  expect(insideOutline({ lat: 1.5, lon: 0 }, ring)).toBe(true);
  expect(insideOutline({ lat: 0, lon: 0 }, ring)).toBe(false);
  expect(insideOutline({ lat: 3, lon: 0 }, ring)).toBe(false);
});
