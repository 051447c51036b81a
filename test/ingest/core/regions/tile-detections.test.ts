import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addCandidate, createCandidates } from '../../../../ingest/core/detection/candidates.ts';
import type { Mosaic, Tile } from '../../../../ingest/core/regions/mosaic.ts';
import { CELL_PX, pixelsOf } from '../../../../ingest/core/regions/region.ts';
import { findInTiles, placeIn } from '../../../../ingest/core/regions/tile-detections.ts';

const SIZE = { width: 640, height: 480 };
const tile = (over: Partial<Tile> = {}): Tile => ({
  picture: 0,
  region: { column: 10, row: 8, columns: 6, rows: 10 },
  column: 3,
  row: 2,
  ...over,
});

function find(
  mosaic: Mosaic,
  corners: readonly (readonly [number, number, number, number])[],
  pictures = 1,
  score = 0.9,
) {
  const list = createCandidates();
  for (const [left, top, right, bottom] of corners) addCandidate(list, left, top, right, bottom, score, 0);
  const sizes = Array.from({ length: pictures }, () => SIZE);
  return findInTiles(
    list,
    corners.map((_, at) => at),
    mosaic,
    sizes,
    ['person'],
  );
}

test('an object comes back to where it was in its picture', () => {
  const inTile = {
    x: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
    y: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
  };
  fc.assert(
    fc.property(fc.record(inTile), fc.nat(20), fc.nat(20), ({ x, y }, column, row) => {
      const one = tile({ column, row });
      const region = pixelsOf(one.region, SIZE);
      const box = {
        left: region.left + x * region.width,
        top: region.top + y * region.height,
        w: region.width / 2,
        h: region.height / 2,
      };
      const left = box.left - region.left + column * CELL_PX;
      const top = box.top - region.top + row * CELL_PX;
      const placed = placeIn(one, [left, top, left + box.w, top + box.h], SIZE);
      expect(placed.isCut).toBe(false);
      expect(placed.box.x * SIZE.width).toBeCloseTo(box.left, 6);
      expect(placed.box.y * SIZE.height).toBeCloseTo(box.top, 6);
      expect(placed.box.w * SIZE.width).toBeCloseTo(box.w, 6);
      expect(placed.box.h * SIZE.height).toBeCloseTo(box.h, 6);
    }),
  );
});

test('each object is found in the picture its tile is of', () => {
  const second = tile({ picture: 1, column: 12 });
  const mosaic: Mosaic = { columns: 20, rows: 14, tiles: [tile(), second] };
  const found = find(mosaic, [[210, 60, 250, 150]], 2);
  expect(found.map(({ detections }) => detections.length)).toEqual([0, 1]);
});

test('what reaches over the edge of a region is cut, not found', () => {
  const mosaic: Mosaic = { columns: 20, rows: 14, tiles: [tile()] };
  const [found] = find(mosaic, [[47, 60, 90, 150]]);
  expect([found?.detections, found?.cut.length]).toEqual([[], 1]);
});

test('what reaches over the edge of the picture itself is found', () => {
  const atCorner = tile({ region: { column: 0, row: 0, columns: 6, rows: 10 } });
  const mosaic: Mosaic = { columns: 20, rows: 14, tiles: [atCorner] };
  const [found] = find(mosaic, [[47, 30, 90, 150]]);
  expect(found?.detections.map(({ box }) => [box.x, box.y])).toEqual([[0, 0]]);
});

test('what lies between the tiles belongs to nobody', () => {
  const mosaic: Mosaic = { columns: 20, rows: 14, tiles: [tile()] };
  expect(find(mosaic, [[2, 2, 30, 30]])).toEqual([{ detections: [], cut: [] }]);
});

test('an unsure thing at an edge is nothing', () => {
  const mosaic: Mosaic = { columns: 20, rows: 14, tiles: [tile()] };
  expect(find(mosaic, [[47, 60, 90, 150]], 1, 0.3)).toEqual([{ detections: [], cut: [] }]);
});
