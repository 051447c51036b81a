import { expect, test } from 'vitest';
import type { HistoryPlace } from '../../contracts/history.ts';
import { placeTree } from '../../web/core/stats/place-tree.ts';

const NOWHERE = { nameEn: null, cameraId: null, areaId: null, place: null, goneAt: null };
const place = (kind: HistoryPlace['kind'], id: string, more: Partial<HistoryPlace> = {}): HistoryPlace => ({
  ...NOWHERE,
  kind,
  id,
  name: id,
  ...more,
});
const PLACES = [
  place('area', 'north', { areaId: 'city' }),
  place('area', 'south', { areaId: 'city' }),
  place('area', 'east', { areaId: 'city' }),
  place('camera', 'bridge', { areaId: 'south' }),
  place('line', 'arm', { cameraId: 'bridge', areaId: 'south' }),
];
const ids = (own: readonly string[] | null) => placeTree(PLACES, '', own).map(({ place: { id } }) => id);

test('somebody of one ward is offered that ward, and others only where something of theirs once stood', () => {
  expect(ids(null)).toEqual(['east', 'north', 'south', 'bridge', 'arm']);
  expect(ids(['north'])).toEqual(['north', 'south', 'bridge', 'arm']);
  expect(ids(['city'])).toEqual(['east', 'north', 'south', 'bridge', 'arm']);
});
