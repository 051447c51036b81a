import { expect, test } from 'vitest';
import { areaAt } from '../../store/areas.ts';
import { anArea, PLACES } from '../gateway/support/city.ts';

test('a place belongs to the ward around it, not to the city around the ward', () => {
  const around = (d: number) => {
    const { lat, lon } = PLACES.north;
    const corners = [
      [-d, -d],
      [d, -d],
      [d, d],
      [-d, d],
      [-d, -d],
    ].map(([x = 0, y = 0]): [number, number] => [lon + x, lat + y]);
    return { type: 'MultiPolygon' as const, coordinates: [[corners]] };
  };
  // Larger kinds first, as they are read.
  const areas = [
    anArea({ id: 'the-city', kind: 'city', outline: around(1) }),
    anArea({ id: 'a-ward', outline: around(0.05) }),
    anArea({ id: 'not-drawn', outline: null }),
  ];
  expect(areaAt(PLACES.north, areas)).toBe('a-ward');
  expect(areaAt(PLACES.south, areas)).toBe('the-city');
  expect(areaAt({ lat: 10, lon: 10 }, areas)).toBe(null);
});
