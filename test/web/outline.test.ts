import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outline } from '../../contracts/geometry.ts';
import { outlineFault } from '../../contracts/outline-fault.ts';
import { parseOutline } from '../../web/core/settings/geojson-outline.ts';
import {
  addPiece,
  cornersOf,
  moveCorner,
  removeCorner,
  splitSide,
  type LonLat,
} from '../../web/core/settings/outline-edit.ts';

const SQUARE: readonly LonLat[] = [
  [105.5, 21.2],
  [105.7, 21.2],
  [105.7, 21.4],
  [105.5, 21.4],
];
const square = (): Outline => {
  const made = addPiece(null, SQUARE);
  if (!made) throw new Error('four corners are a piece');
  return made;
};

test('three corners and more make a piece, closed; fewer make none', () => {
  expect(addPiece(null, SQUARE.slice(0, 2))).toBeNull();
  expect(square().coordinates).toEqual([[[...SQUARE, SQUARE[0]]]]);
  expect(addPiece(square(), SQUARE.slice(1))?.coordinates).toHaveLength(2);
});

test('whatever is done to a boundary, it stays one, save that its sides may cross', () => {
  const place = fc.tuple(fc.double({ min: 102, max: 110, noNaN: true }), fc.double({ min: 8, max: 23, noNaN: true }));
  const edit = fc.record({ what: fc.constantFrom('move', 'remove', 'split'), n: fc.nat(40), at: place });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 40 }), (edits) => {
      let outline = square();
      for (const { what, n, at } of edits) {
        const corners = cornersOf(outline);
        const where = corners[n % corners.length];
        if (!where) throw new Error('a boundary has corners');
        if (what === 'move') outline = moveCorner(outline, where, at);
        else if (what === 'remove') outline = removeCorner(outline, where);
        else outline = splitSide(outline, where, at);
        expect([undefined, 'outline-crosses', 'flat-ring']).toContain(outlineFault(outline)?.code);
      }
    }),
  );
});

test('a boundary is read from GeoJSON however it is wrapped, heights and open rings included', () => {
  const ring = [...SQUARE, SQUARE[0]];
  const polygon = { type: 'Polygon', coordinates: [ring] };
  const wrapped = [
    polygon,
    { type: 'MultiPolygon', coordinates: [[ring]] },
    { type: 'Feature', properties: { name: '<b>x</b>' }, geometry: polygon },
    { type: 'FeatureCollection', features: [{ type: 'Feature', properties: null, geometry: polygon }] },
    { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [0, 0] }, polygon] },
    { type: 'Polygon', coordinates: [SQUARE.map(([lon, lat]) => [lon, lat, 12])] },
  ];
  for (const one of wrapped) expect(parseOutline(JSON.stringify(one)), JSON.stringify(one)).toEqual(square());
});

test.each([
  '',
  'null',
  '12',
  '{"type":"Point","coordinates":[1,2]}',
  '{"type":"Polygon","coordinates":[]}',
  '{"type":"Polygon","coordinates":[[["a","b"]]]}',
  '{"type":"FeatureCollection","features":{}}',
  `${'{"type":"Feature","geometry":'.repeat(2000)}null${'}'.repeat(2000)}`,
])('%.40s holds no boundary', (text) => {
  expect(parseOutline(text)).toBeNull();
});

test('no text at all breaks the reading', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseOutline(text)));
});
