import { expect, test } from 'vitest';
import { shownDevices } from '../../web/core/map/shown-devices.ts';
import { NO_FILTERS, type Filters } from '../../web/core/state.ts';
import { aCamera, aSensor, aState, aView, mapById } from './builders.ts';

const cameras = mapById([
  aCamera({ id: 'well', areaId: 'north' }),
  aCamera({ id: 'dark', areaId: 'north', condition: 'dark' }),
  aCamera({ id: 'off-on-purpose', areaId: 'south', condition: 'offline', enabled: false }),
]);
const sensors = mapById([
  aSensor({ id: 'high', areaId: 'south', state: 'warning' }),
  aSensor({ id: 'fine', areaId: 'south' }),
]);
const shown = (filters: Partial<Filters>) => {
  const state = aState({ cameras, sensors, view: aView({ filters: { ...NO_FILTERS, ...filters } }) });
  const devices = shownDevices(state);
  return [...devices.cameras.keys(), ...devices.sensors.keys()];
};

test('the filters of the list narrow the devices of the map as well', () => {
  expect(shown({})).toHaveLength(5);
  expect(shown({ areaId: 'north' })).toEqual(['well', 'dark']);
  expect(shown({ about: 'sensor' })).toEqual(['high', 'fine']);
  expect(shown({ trouble: true })).toEqual(['dark', 'high']);
  expect(shown({ trouble: true, areaId: 'south', about: 'camera' })).toEqual([]);
});

test('while nothing narrows them they are the same by identity', () => {
  const state = aState({ cameras, sensors });
  expect(shownDevices(state).cameras).toBe(cameras);
});
