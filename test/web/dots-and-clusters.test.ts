import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupAlerts } from '../../web/core/map/alert-groups.ts';
import { createClusterIndex, SINGLE_FROM_ZOOM } from '../../web/core/map/clusters.ts';
import { createDotIndex } from '../../web/core/map/dots.ts';
import { fromWorld, toWorld } from '../../web/core/map/mercator.ts';
import { aCamera, anAlert, aSensor, mapById } from './builders.ts';

const none = new Map();

test('only the dot of the device that changed is made anew', () => {
  const index = createDotIndex();
  const cameras = mapById([aCamera(), aCamera({ id: 'cam-2' })]);
  index.update(cameras, none, none);
  const before = index.dots().get('camera:cam-1');
  const after = index.update(new Map(cameras).set('cam-2', aCamera({ id: 'cam-2', condition: 'offline' })), none, none);
  expect(after).toEqual({ changed: ['camera:cam-2'], moved: false });
  expect(index.dots().get('camera:cam-1')).toBe(before);
  expect(index.dots().get('camera:cam-2')?.look).toBe('off');
});

test('an alert changes the dot of its device, a closed one takes the change back', () => {
  const index = createDotIndex();
  const cameras = mapById([aCamera()]);
  index.update(cameras, none, none);
  expect(index.update(cameras, none, mapById([anAlert({ severity: 'critical' })])).changed).toEqual(['camera:cam-1']);
  expect(index.dots().get('camera:cam-1')).toMatchObject({ alerts: 1, gravity: 3 });
  index.update(cameras, none, mapById([anAlert({ state: 'resolved' })]));
  expect(index.dots().get('camera:cam-1')).toMatchObject({ alerts: 0, gravity: 0 });
});

test('a device that is gone leaves the map', () => {
  const index = createDotIndex();
  index.update(mapById([aCamera()]), mapById([aSensor()]), none);
  expect(index.update(none, mapById([aSensor()]), none).moved).toBe(true);
  expect([...index.dots().keys()]).toEqual(['sensor:level-1']);
});

test('a cluster shows the worst state and all active alerts in it', () => {
  const index = createDotIndex();
  const cameras = mapById([
    aCamera({ id: 'a' }),
    aCamera({ id: 'b', condition: 'dark' }),
    aCamera({ id: 'c', condition: 'offline' }),
  ]);
  const alerts = mapById([
    anAlert({ id: 1, deviceId: 'a', severity: 'info' }),
    anAlert({ id: 2, deviceId: 'c', severity: 'critical' }),
  ]);
  index.update(cameras, none, alerts);
  const clusters = createClusterIndex();
  clusters.build(index.dots(), 12);
  expect(clusters.within(index.dots(), 0, 0, 1, 1)).toMatchObject([{ look: 'poor', alerts: 2, gravity: 3 }]);
});

test('a cluster follows a change of one of its devices when told', () => {
  const index = createDotIndex();
  index.update(mapById([aCamera()]), none, none);
  const clusters = createClusterIndex();
  clusters.build(index.dots(), 12);
  expect(clusters.within(index.dots(), 0, 0, 1, 1)[0]?.look).toBe('ok');
  clusters.touch(index.update(mapById([aCamera({ condition: 'offline' })]), none, none).changed);
  expect(clusters.within(index.dots(), 0, 0, 1, 1)[0]?.look).toBe('off');
});

test('at every zoom each device is in exactly one cluster; near enough, each stands alone', () => {
  const places = fc.array(
    fc.record({
      lat: fc.double({ min: 21.2, max: 21.4, noNaN: true }),
      lon: fc.double({ min: 105.5, max: 105.7, noNaN: true }),
    }),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(places, fc.integer({ min: 8, max: 19 }), (list, zoom) => {
      const index = createDotIndex();
      index.update(mapById(list.map((place, i) => aCamera({ id: `c${i}`, place }))), none, none);
      const clusters = createClusterIndex();
      clusters.build(index.dots(), zoom);
      const found = clusters.within(index.dots(), 0, 0, 1, 1);
      expect(found.flatMap(({ members }) => members).sort()).toEqual([...index.dots().keys()].sort());
      if (zoom >= SINGLE_FROM_ZOOM) expect(found).toHaveLength(list.length);
    }),
  );
});

test('the world plane and back is the same place', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -85, max: 85, noNaN: true }),
      fc.double({ min: -180, max: 180, noNaN: true }),
      (lat, lon) => {
        const back = fromWorld(toWorld(lat, lon));
        expect(back.lat).toBeCloseTo(lat, 6);
        expect(back.lon).toBeCloseTo(lon, 6);
      },
    ),
  );
});

test('alerts of one device share a sign that opens the gravest, the newest among equals', () => {
  const groups = groupAlerts([
    anAlert({ id: 1, severity: 'critical', state: 'acknowledged' }),
    anAlert({ id: 2, severity: 'critical', state: 'acknowledged' }),
    anAlert({ id: 3, severity: 'info' }),
    anAlert({ id: 4, deviceId: 'cam-2', place: null }),
  ]);
  expect(groups).toMatchObject([
    { key: 'camera:cam-1', count: 3, severity: 'critical', untaken: true, first: { id: 2 } },
  ]);
});
