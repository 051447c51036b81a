import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packRegions, type MosaicLimits, type Tile } from '../../../../ingest/core/regions/mosaic.ts';
import { areaOf, boxOf, cellsOf, joinRegions, type Region } from '../../../../ingest/core/regions/region.ts';

const LIMITS: MosaicLimits = { columns: 40, rows: 40, multiple: 2, gap: 1 };
const region = fc.record({
  column: fc.nat(30),
  row: fc.nat(20),
  columns: fc.integer({ min: 1, max: 9 }),
  rows: fc.integer({ min: 1, max: 9 }),
});
const pictures = fc.array(fc.array(region, { maxLength: 6 }), { maxLength: 8 });

function apart(a: Tile, b: Tile, gap: number): boolean {
  return (
    a.column + a.region.columns + gap <= b.column ||
    b.column + b.region.columns + gap <= a.column ||
    a.row + a.region.rows + gap <= b.row ||
    b.row + b.region.rows + gap <= a.row
  );
}

test('tiles never overlap, keep their gap, and lie within the mosaic', () => {
  fc.assert(
    fc.property(pictures, (lists) => {
      const mosaic = packRegions(lists, LIMITS);
      if (!mosaic) return;
      expect(mosaic.columns).toBeLessThanOrEqual(LIMITS.columns);
      expect(mosaic.rows).toBeLessThanOrEqual(LIMITS.rows);
      expect([mosaic.columns % LIMITS.multiple, mosaic.rows % LIMITS.multiple]).toEqual([0, 0]);
      mosaic.tiles.forEach((tile, at) => {
        expect(tile.column + tile.region.columns).toBeLessThanOrEqual(mosaic.columns);
        expect(tile.row + tile.region.rows).toBeLessThanOrEqual(mosaic.rows);
        for (const other of mosaic.tiles.slice(at + 1)) expect(apart(tile, other, LIMITS.gap)).toBe(true);
      });
    }),
  );
});

test('every region of every picture is in the mosaic once', () => {
  fc.assert(
    fc.property(pictures, (lists) => {
      const mosaic = packRegions(lists, LIMITS);
      if (!mosaic) return;
      lists.forEach((list, picture) => {
        const packed = mosaic.tiles.filter((tile) => tile.picture === picture).map((tile) => tile.region);
        expect(new Set(packed)).toEqual(new Set(list));
        expect(packed).toHaveLength(list.length);
      });
    }),
  );
});

test('what is larger than the model takes is not packed', () => {
  const wide: Region = { column: 0, row: 0, columns: 41, rows: 2 };
  const high: Region = { column: 0, row: 0, columns: 2, rows: 41 };
  expect([packRegions([[wide]], LIMITS), packRegions([[high]], LIMITS), packRegions([[]], LIMITS)]).toEqual([
    null,
    null,
    null,
  ]);
});

test('a few small regions make a small mosaic', () => {
  const person: Region = { column: 3, row: 4, columns: 5, rows: 9 };
  const mosaic = packRegions([[person], [person, person]], LIMITS);
  expect((mosaic?.columns ?? 0) * (mosaic?.rows ?? 0)).toBeLessThan(2 * 3 * areaOf(person));
});

test('joined regions do not overlap and cover what they were made of', () => {
  fc.assert(
    fc.property(fc.array(region, { maxLength: 12 }), (list) => {
      const joined = joinRegions(list, 1);
      joined.forEach((one, at) => {
        for (const other of joined.slice(at + 1)) {
          expect(apart({ picture: 0, region: one, ...one }, { picture: 0, region: other, ...other }, 0)).toBe(true);
        }
      });
      for (const one of list) expect(joined.some((whole) => covers(whole, one))).toBe(true);
    }),
  );
});

test('the cells of a box cover it as far as it is in the picture', () => {
  const part = fc.double({ min: -0.3, max: 1.2, noNaN: true });
  const length = fc.double({ min: 0.01, max: 0.6, noNaN: true });
  const size = { width: 640, height: 360 };
  fc.assert(
    fc.property(part, part, length, length, (x, y, w, h) => {
      const cells = cellsOf({ x, y, w, h }, size);
      const inside = {
        left: Math.max(0, x),
        top: Math.max(0, y),
        right: Math.min(1, x + w),
        bottom: Math.min(1, y + h),
      };
      if (!cells) {
        expect(inside.right <= inside.left || inside.bottom <= inside.top).toBe(true);
        return;
      }
      const box = boxOf(cells, size);
      expect(box.x).toBeLessThanOrEqual(inside.left + 1e-9);
      expect(box.y).toBeLessThanOrEqual(inside.top + 1e-9);
      expect(box.x + box.w).toBeGreaterThanOrEqual(inside.right - 1e-9);
      expect(box.y + box.h).toBeGreaterThanOrEqual(inside.bottom - 1e-9);
    }),
  );
});

function covers(whole: Region, one: Region): boolean {
  return (
    whole.column <= one.column &&
    whole.row <= one.row &&
    whole.column + whole.columns >= one.column + one.columns &&
    whole.row + whole.rows >= one.row + one.rows
  );
}
