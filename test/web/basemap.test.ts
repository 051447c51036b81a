import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseBasemap } from '../../web/core/map/basemap-features.ts';
import { layOutLabels } from '../../web/core/map/label-layout.ts';
import { fromWorld } from '../../web/core/map/mercator.ts';
import { placeNames } from '../../web/core/place-names.ts';
import { fold } from '../../web/core/search.ts';

const file = new URL('../../web/basemap/vinh-yen.geojson', import.meta.url);
const collection = JSON.parse(readFileSync(file, 'utf8')) as { features: unknown[]; description: string };
const map = parseBasemap(collection);

test('the shipped base map says that it is no survey', () => {
  expect(collection.description).toContain('không phải bản đồ đo đạc');
});

test('it has both wards, the lake, the railway and the main streets, in and around Vĩnh Yên', () => {
  expect(map.wards.map(({ name }) => name)).toEqual(['Phường Vĩnh Yên', 'Phường Vĩnh Phúc']);
  const names = placeNames(map).map(({ name }) => name);
  for (const name of ['Đầm Vạc', 'Ga Vĩnh Yên', 'Mê Linh', 'Hùng Vương', 'Nguyễn Tất Thành', 'Trần Phú', 'Kim Ngọc']) {
    expect(names).toContain(name);
  }
  for (const path of [...map.lines.map((line) => line.path), ...map.fills.flatMap((fill) => fill.rings)]) {
    for (const point of path) {
      const { lat, lon } = fromWorld(point);
      expect(lat > 21.2 && lat < 21.45 && lon > 105.4 && lon < 105.75).toBe(true);
    }
  }
});

test('its places are found without diacritics', () => {
  expect(placeNames(map).some(({ name }) => fold(name) === 'dam vac')).toBe(true);
});

test('labels of a zoom level do not cover each other', () => {
  const width = (text: string) => text.length * 7;
  for (const zoom of [12, 13, 14, 15, 16]) {
    const flat = layOutLabels(map, zoom, width).flatMap((label) => (label.shape === 'flat' ? [label] : []));
    expect(flat.length).toBeGreaterThan(2);
    flat.forEach((a, i) => {
      for (const b of flat.slice(i + 1)) {
        const apart = Math.abs(a.y - b.y) >= 18 || Math.abs(a.x - b.x) >= (width(a.text) + width(b.text)) / 2;
        expect(apart, `${a.text} / ${b.text} at ${zoom}`).toBe(true);
      }
    });
  }
});

test('a file with features it does not know gives what it knows', () => {
  const odd = [
    null,
    {},
    { geometry: { type: 'Point', coordinates: [1, 2] } },
    { properties: { kind: 'x' }, geometry: {} },
  ];
  expect(parseBasemap({ features: odd })).toEqual({ fills: [], lines: [], points: [], wards: [] });
});
