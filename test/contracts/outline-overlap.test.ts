import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Area } from '../../contracts/devices.ts';
import { areaOverlaps, overlapsWith } from '../../contracts/outline-overlap.ts';

type Box = readonly [west: number, south: number, east: number, north: number];
const M_PER_DEGREE = 111_195;
const ring = ([west, south, east, north]: Box): [number, number][] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const aWard = (id: string, box: Box | null, rest: Partial<Area> = {}): Area => ({
  id,
  kind: 'ward',
  nameVi: id,
  nameEn: id,
  parentId: null,
  validFrom: '2025-07-01T00:00:00Z',
  validTo: null,
  successorId: null,
  outline: box && { type: 'MultiPolygon', coordinates: [[ring(box)]] },
  ...rest,
});
const WEST: Box = [105.5, 21.2, 105.6, 21.3];
/** A tenth of it lies in the western one. */
const EAST: Box = [105.59, 21.2, 105.69, 21.3];
const BESIDE: Box = [105.6, 21.2, 105.7, 21.3];

test('two wards that claim the same ground are told, with how much and where', () => {
  const [overlap, ...more] = areaOverlaps([
    aWard('west', WEST),
    aWard('east', EAST),
    aWard('far', [106, 21, 106.1, 21.1]),
  ]);
  expect(more).toEqual([]);
  expect(overlap?.ids).toEqual(['west', 'east']);
  expect(overlap?.share).toBeCloseTo(0.1, 3);
  const m2 = 0.01 * M_PER_DEGREE * Math.cos((21.25 * Math.PI) / 180) * 0.1 * M_PER_DEGREE;
  expect((overlap?.m2 ?? 0) / m2).toBeCloseTo(1, 2);
  const [lon, lat] = overlap?.at ?? [0, 0];
  expect(lon > 105.59 && lon < 105.6 && lat > 21.2 && lat < 21.3).toBe(true);
});

test.each([
  ['neighbours that touch', aWard('east', BESIDE)],
  ['two surveys’ difference of a few metres', aWard('east', [105.59998, 21.2, 105.7, 21.3])],
  ['a ward in its city', aWard('city', EAST, { kind: 'city' })],
  ['another version of the same ward', aWard('west', EAST)],
  [
    'one that ended when the other began',
    aWard('east', EAST, { validFrom: '2010-01-01T00:00:00Z', validTo: '2025-07-01T00:00:00Z' }),
  ],
  ['one without a boundary', aWard('east', null)],
  [
    'a ward in the hole of another',
    aWard('east', null, {
      outline: {
        type: 'MultiPolygon',
        coordinates: [[ring([105.4, 21.1, 105.8, 21.4]), ring([105.45, 21.15, 105.75, 21.35])]],
      },
    }),
  ],
])('is no overlap: %s', (_what, other) => {
  expect(overlapsWith(aWard('west', WEST), [other])).toEqual([]);
});

test('versions of one pair are told once, by their largest overlap', () => {
  const before = aWard('east', [105.595, 21.2, 105.69, 21.3], { validTo: '2026-01-01T00:00:00Z' });
  const after = aWard('east', EAST, { validFrom: '2026-01-01T00:00:00Z' });
  const found = areaOverlaps([before, aWard('west', WEST), after]);
  expect(found).toHaveLength(1);
  expect(found[0]?.share).toBeCloseTo(0.1, 3);
});

test('what two boxes have in common is measured, whichever is first', () => {
  const side = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(side, side, (east, north) => {
      const moved: Box = [105.5 + east / 1000, 21.2 + north / 1000, 105.6 + east / 1000, 21.3 + north / 1000];
      const [a, b] = [aWard('a', WEST), aWard('b', moved)];
      const share = (1 - east / 100) * (1 - north / 100);
      const [one, other] = [overlapsWith(a, [b])[0]?.share ?? 0, overlapsWith(b, [a])[0]?.share ?? 0];
      expect(one).toBeCloseTo(other, 6);
      // Where it is so little that it may be either, either is right.
      if (Math.abs(share - 0.005) > 0.0005) expect(one).toBeCloseTo(share > 0.005 ? share : 0, 2);
    }),
  );
});
