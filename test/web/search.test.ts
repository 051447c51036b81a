import { expect, test } from 'vitest';
import { find } from '../../web/core/find.ts';
import { fold, matches } from '../../web/core/search.ts';
import { aCamera, anAlert, aSensor, aState, mapById } from './builders.ts';

test('diacritics do not matter, đ neither', () => {
  expect(fold('  Đầm   Vạc ')).toBe('dam vac');
  expect(matches('dam vac', 'Mực nước Đầm Vạc')).toBe(true);
  expect(matches('nguyen trai', 'Cổng trường Nguyễn Trãi')).toBe(true);
  expect(matches('dam vac', 'Hùng Vương')).toBe(false);
});

test('finds cameras, sensors, alerts and places, the best fit first', () => {
  const state = aState({
    cameras: mapById([aCamera({ id: 'cam-9', name: 'Cổng công viên Đầm Vạc' })]),
    sensors: mapById([aSensor()]),
    alerts: mapById([anAlert({ deviceName: 'Mực nước Đầm Vạc' })]),
  });
  const found = find('dam vac', state, [{ name: 'Đầm Vạc', at: { x: 0.79, y: 0.44 } }]);
  expect(found.map(({ kind }) => kind)).toEqual(['place', 'camera', 'sensor', 'alert']);
  expect(found[1]?.selection).toEqual({ kind: 'camera', id: 'cam-9' });
});

test('nothing asked, nothing found', () => {
  expect(find('  ', aState({ sensors: mapById([aSensor()]) }), [])).toEqual([]);
});
