import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PicturePoint } from '../../contracts/geometry.ts';
import { turn } from '../../contracts/plane.ts';
import { slug } from '../../contracts/ids.ts';
import { bearingTo, distanceM, placeAt } from '../../web/core/map/bearing.ts';
import { reduce } from '../../web/core/reduce.ts';
import { editShape, forwardArrow, intoPicture, type Drawing } from '../../web/core/settings/shape-edit.ts';
import { slugFor } from '../../web/core/settings/slug.ts';
import type { State } from '../../web/core/state.ts';
import { aCamera, aCity, anAlert, aState, aView } from './builders.ts';

const point = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }))
  .map(([x, y]): PicturePoint => [x / 20, y / 20]);
const at = (path: readonly string[], change: Partial<State> = {}): State => {
  const city = aCity({ cameras: [aCamera()] });
  const loaded = reduce(aState(change), { type: 'city-loaded', city });
  return reduce(loaded, { type: 'paged', page: 'settings', path });
};

test('a name for machines is made of any name for people, and is never taken', () => {
  expect(slugFor('Cổng chợ số 2', new Set())).toBe('cong-cho-so-2');
  expect(slugFor('Đầm Vạc', new Set(['dam-vac', 'dam-vac-2']))).toBe('dam-vac-3');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      expect(slug.safeParse(slugFor(name, new Set())).success).toBe(true);
    }),
  );
});

test('the arrow of a line points to the side a forward crossing leads to', () => {
  fc.assert(
    fc.property(point, point, (from, to) => {
      fc.pre(Math.hypot(to[0] - from[0], to[1] - from[1]) > 0.05);
      expect(turn(from, to, forwardArrow(from, to, 0.1).tip)).toBeGreaterThan(0);
    }),
  );
});

test('corners are set one by one, and a click near the first closes the zone', () => {
  const clicks: PicturePoint[] = [
    [0.2, 0.2],
    [0.8, 0.2],
    [0.5, 0.8],
    [0.21, 0.21],
  ];
  const start: Drawing = { shape: { kind: 'zone', polygon: [] }, open: true };
  const end = clicks.reduce((drawing, click) => editShape(drawing, { do: 'add', point: click }), start);
  expect(end).toEqual({ shape: { kind: 'zone', polygon: clicks.slice(0, 3) }, open: false });
});

test('a closed zone keeps at least three corners, whatever is done to it', () => {
  const edits = fc.array(
    fc.oneof(
      fc.record({ do: fc.constant('remove' as const), index: fc.nat(5) }),
      fc.record({ do: fc.constant('split' as const), index: fc.nat(5), point }),
      fc.record({ do: fc.constant('move' as const), index: fc.nat(5), point }),
      fc.record({ do: fc.constant('add' as const), point }),
      fc.record({ do: fc.constant('close' as const) }),
    ),
  );
  const start: Drawing = {
    shape: {
      kind: 'zone',
      polygon: [
        [0, 0],
        [1, 0],
        [0, 1],
      ],
    },
    open: false,
  };
  fc.assert(
    fc.property(edits, (list) => {
      const { shape } = list.reduce(editShape, start);
      expect(shape.kind === 'zone' ? shape.polygon.length : 0).toBeGreaterThanOrEqual(3);
    }),
  );
});

test('nothing is drawn outside the picture', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (x, y) => {
      for (const value of intoPicture(x, y)) expect(value >= 0 && value <= 1).toBe(true);
    }),
  );
});

test('going somewhere and looking back gives the direction and the distance', () => {
  const lat = fc.double({ min: -70, max: 70, noNaN: true });
  const lon = fc.double({ min: -170, max: 170, noNaN: true });
  fc.assert(
    fc.property(lat, lon, fc.integer({ min: 0, max: 359 }), fc.integer({ min: 5, max: 2000 }), (lat, lon, deg, m) => {
      const to = placeAt({ lat, lon }, deg, m);
      expect(distanceM({ lat, lon }, to)).toBeCloseTo(m, 2);
      const off = Math.abs(bearingTo({ lat, lon }, to) - deg);
      expect(Math.min(off, 360 - off)).toBeLessThan(0.01);
    }),
  );
});

test("a new thing's id follows its name until it is saved, an old one's stays", () => {
  const fresh = reduce(at(['cameras', 'new']), { type: 'draft-changed', change: { name: 'Cổng chợ' } });
  expect(fresh.draft?.value.id).toBe('cong-cho');
  const old = reduce(at(['cameras', 'cam-1']), { type: 'draft-changed', change: { name: 'Tên khác' } });
  expect(old.draft).toMatchObject({ dirty: true, value: { id: 'cam-1', name: 'Tên khác' } });
});

test('what changes of a camera by the second is not sent back with its settings', () => {
  expect(Object.keys(at(['cameras', 'cam-1']).draft?.value ?? {})).not.toContain('condition');
});

test('going elsewhere drops what was written; the city loaded anew does not', () => {
  const writing = reduce(at(['cameras', 'cam-1']), { type: 'draft-changed', change: { name: 'Tên khác' } });
  const again = reduce(writing, { type: 'city-loaded', city: aCity({ cameras: [aCamera()] }) });
  expect(again.draft?.value).toMatchObject({ name: 'Tên khác' });
  expect(reduce(writing, { type: 'paged', page: 'settings', path: ['cameras'] }).draft).toBeNull();
  expect(reduce(writing, { type: 'paged', page: 'map' }).draft).toBeNull();
});

test('what was left unsaved can be gone on with for a while, as it was', () => {
  const writing = reduce(at(['cameras', 'cam-1']), { type: 'draft-changed', change: { name: 'Tên khác' } });
  const away = reduce(writing, { type: 'paged', page: 'map' });
  const [toast] = away.toasts;
  if (!toast) throw new Error('nothing is said');
  expect(toast.text).toEqual({ is: 'draft-left' });
  const back = reduce(away, { type: 'draft-taken-up', toast });
  expect(back.view).toMatchObject({ page: 'settings', path: ['cameras', 'cam-1'] });
  expect(back.draft).toEqual(writing.draft);
  expect(back.toasts).toEqual([]);
  // Looked at only, or stored: nothing is left behind.
  expect(reduce(at(['cameras', 'cam-1']), { type: 'paged', page: 'map' }).toasts).toEqual([]);
  const stored = reduce(reduce(writing, { type: 'draft-closed' }), {
    type: 'paged',
    page: 'settings',
    path: ['cameras'],
  });
  expect(stored.toasts).toEqual([]);
});

test('an address of the settings opened directly waits for the city', () => {
  const view = aView({ page: 'settings', path: ['cameras', 'cam-1'] });
  const before = aState({ view });
  expect(before.draft).toBeNull();
  expect(reduce(before, { type: 'city-loaded', city: aCity({ cameras: [aCamera()] }) }).draft?.value.id).toBe('cam-1');
});

test("a zone is drawn on the camera's latest picture, and keeps it when a newer one comes", () => {
  const drawing = at(['cameras', 'cam-1', 'zones', 'new'], { alerts: new Map([[4, anAlert({ id: 4 })]]) });
  expect(drawing.draft).toMatchObject({ kind: 'zone', open: true, pictureOf: 4 });
  const push = { cursor: '1.1', alerts: [anAlert({ id: 9 })], steps: [] };
  expect(reduce(drawing, { type: 'alerts-pushed', push }).draft).toMatchObject({ pictureOf: 4 });
});

test('what the gateway refused stays on screen with its reasons until it is changed', () => {
  const fields = [{ path: 'url', message: 'must be an rtsp address' }];
  const refused = reduce(at(['cameras', 'cam-1']), { type: 'draft-failed', failure: { code: 'bad-request', fields } });
  expect(refused.draft).toMatchObject({ busy: false, failure: { fields } });
  expect(reduce(refused, { type: 'draft-changed', change: { url: 'rtsp://a/b' } }).draft?.failure).toBeNull();
});

test('the token of an agent is there while the city is loaded anew, and gone as soon as one looks elsewhere', () => {
  const token = { id: 'tram-2', token: 'shown-this-once' };
  const told = reduce(at(['agents', 'new']), { type: 'setup-changed', change: { token } });
  const reloaded = reduce(told, { type: 'city-loaded', city: aCity() });
  expect(reloaded.setup.token).toEqual(token);
  expect(reduce(reloaded, { type: 'paged', page: 'settings', path: ['agents'] }).setup.token).toBeNull();
});

test('what somebody writes about holidays stays when the city is loaded anew, however the answers come', () => {
  const planning = { is: 'failed', code: 'unavailable' } as const;
  const at = aState({ view: aView({ page: 'settings', path: ['planning'] }) });
  const told = reduce(at, { type: 'setup-changed', change: { planning, holidayYear: 2025 } });
  const reloaded = reduce(told, { type: 'city-loaded', city: aCity() });
  expect(reloaded.setup).toMatchObject({ planning, holidayYear: 2025 });
});
