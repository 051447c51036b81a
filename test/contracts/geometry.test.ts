import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { insideOutline, insidePolygon, polygon, polygonFault, type Outline } from '../../contracts/geometry.ts';
import { outlineFault } from '../../contracts/outline-fault.ts';
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

describe('a boundary', () => {
  const closed = (corners: readonly (readonly number[])[]) =>
    [...corners, corners[0] ?? []].map(([x = 0, y = 0]): [number, number] => [105 + x / 10, 21 + y / 10]);
  const of = (...polygons: readonly (readonly (readonly number[])[])[][]): Outline => ({
    type: 'MultiPolygon',
    coordinates: polygons.map((rings) => rings.map(closed)),
  });
  const SQUARE = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  const moved = (corners: readonly (readonly number[])[], by: number) => corners.map(([x = 0, y = 0]) => [x + by, y]);

  test('of any shape that does not cross itself is taken', () => {
    fc.assert(
      fc.property(starShaped, (corners) => {
        expect(outlineFault(of([corners]))).toBeNull();
      }),
    );
  });

  test('may have pieces that touch, holes, and as many corners as a real one', () => {
    expect(outlineFault(of([SQUARE], [moved(SQUARE, 1)]))).toBeNull();
    expect(outlineFault(of([SQUARE, SQUARE.map(([x = 0, y = 0]) => [0.25 + x / 2, 0.25 + y / 2])]))).toBeNull();
    const many = Array.from({ length: 40_000 }, (_, i) => {
      const angle = (i / 40_000) * 2 * Math.PI;
      const reach = 1 + 0.3 * Math.sin(angle * 97);
      return [reach * Math.cos(angle), reach * Math.sin(angle)];
    });
    expect(outlineFault(of([many]))).toBeNull();
  });

  test.each([
    ['a bow tie', of([SQUARE.with(2, [0, 1]).with(3, [1, 1])]), 'outline-crosses'],
    [
      'pieces that overlap',
      of([SQUARE], [moved(SQUARE, 0.5).map(([x = 0, y = 0]) => [x, y + 0.5])]),
      'outline-crosses',
    ],
    [
      'a hole that reaches out',
      of([SQUARE, moved(SQUARE, 0.5).map(([x = 0, y = 0]) => [x, y / 2 + 0.2])]),
      'outline-crosses',
    ],
    [
      'corners on one line',
      of([
        [
          [0, 0],
          [1, 1],
          [2, 2],
        ],
      ]),
      'flat-ring',
    ],
  ] as const)('with %s is refused', (_, outline, code) => {
    expect(outlineFault(outline)?.code).toBe(code);
  });

  test('says where its sides cross', () => {
    expect(outlineFault(of([SQUARE.with(2, [0, 1]).with(3, [1, 1])]))?.at).toEqual([105.05, 21.05]);
  });
});
