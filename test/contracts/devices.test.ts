import { describe, expect, test } from 'vitest';
import { calibration, cameraSettings, zoneSettings } from '../../contracts/devices.ts';
import { aCamera } from '../gateway/support/city.ts';

const points = (picture: readonly [number, number][], ground: readonly [number, number][]) =>
  picture.map((at, i) => ({ picture: at, groundM: ground[i] }));
const street: [number, number][] = [
  [0.4, 0.3],
  [0.6, 0.3],
  [0.95, 0.95],
  [0.05, 0.95],
];
const ground: [number, number][] = [
  [0, 60],
  [8, 60],
  [8, 5],
  [0, 5],
];
/** The first fault's code and place. */
const faultOf = (result: { error?: { issues: readonly object[] } | undefined }) => {
  const [issue] = result.error?.issues ?? [];
  const { path, params } = (issue ?? {}) as { path?: unknown; params?: { fault: unknown } };
  return { path, fault: params?.fault };
};

describe('a calibration', () => {
  test('is four points of the picture and their places on the ground', () => {
    expect(calibration.safeParse({ points: points(street, ground) }).success).toBe(true);
  });

  test('of points in line on the ground is refused, naming them', () => {
    const inLine: [number, number][] = [[0, 0], [4, 4], [8, 8], ground[3] ?? [0, 0]];
    expect(faultOf(calibration.safeParse({ points: points(street, inLine) }))).toEqual({
      path: ['points'],
      fault: { code: 'in-line-ground', at: [1, 2, 3] },
    });
  });

  test('of three points is refused', () => {
    expect(calibration.safeParse({ points: points(street, ground).slice(1) }).success).toBe(false);
  });

  test('stands with the camera; one that does not speak of it has none', () => {
    const { calibration: _, ...older } = aCamera();
    expect(cameraSettings.parse(older).calibration).toBeNull();
    const inside = {
      ...aCamera(),
      calibration: {
        points: points(
          street.map(([x]) => [x, 0.5]),
          ground,
        ),
      },
    };
    expect(faultOf(cameraSettings.safeParse(inside))).toMatchObject({ path: ['calibration', 'points'] });
  });
});

describe('a zone', () => {
  const zone = (shape: unknown) => zoneSettings.safeParse({ id: 'z', cameraId: 'c', name: 'Z', shape });
  const polygon = [
    [0.1, 0.1],
    [0.9, 0.1],
    [0.9, 0.9],
  ];

  test('may say which way vehicles are to go', () => {
    const way = { from: [0.5, 0.9], to: [0.5, 0.1] };
    expect(zone({ kind: 'zone', polygon, way }).data?.shape).toEqual({ kind: 'zone', polygon, way });
    const nowhere = { from: [0.5, 0.5], to: [0.5, 0.5] };
    expect(faultOf(zone({ kind: 'zone', polygon, way: nowhere })).fault).toEqual({ code: 'short-line', at: [] });
  });

  test.each([
    ['two corners', polygon.slice(1), 'few-corners', []],
    [
      'sides that cross',
      [
        [0.1, 0.1],
        [0.9, 0.9],
        [0.9, 0.1],
        [0.1, 0.9],
      ],
      'crosses-itself',
      [1, 3],
    ],
    [
      'corners on one spot',
      [
        [0.1, 0.1],
        [0.1, 0.1],
        [0.9, 0.9],
      ],
      'same-corner',
      [1, 2],
    ],
  ] as const)('with %s is refused by a code that screens have words for', (_, corners, code, at) => {
    expect(faultOf(zone({ kind: 'zone', polygon: corners })).fault).toEqual({ code, at });
  });

  test('may be a line that names what lies on its two sides', () => {
    const line = { from: [0.1, 0.5], to: [0.9, 0.5] };
    const sides = { a: 'Chợ', b: 'Bến xe' };
    expect(zone({ kind: 'line', line, sides }).success).toBe(true);
    expect(zone({ kind: 'line', line: { from: [0.5, 0.5], to: [0.5, 0.5] } }).success).toBe(false);
  });
});
