import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { View } from '../../web/core/state.ts';
import { NO_AUDIT_FILTER } from '../../web/core/settings/audit-filter.ts';
import { formatView, isStep, parseView } from '../../web/core/url-state.ts';
import { aView, NOON } from './builders.ts';

test('state of alerts and devices with a problem are part of a view', () => {
  const { filters } = parseView('#/map?taken=no&trouble=1');
  expect(filters).toMatchObject({ taken: 'no', trouble: true });
  expect(parseView(formatView(parseView('#/map?taken=no&trouble=1'))).filters).toEqual(filters);
  expect(parseView('#/map?taken=perhaps&trouble=2').filters).toMatchObject({ taken: null, trouble: false });
});

test('a view survives being sent to a colleague', () => {
  const view = aView({
    selection: { kind: 'alert', id: 42 },
    filters: {
      severities: ['critical', 'warning'],
      areaId: 'vinh-yen',
      about: 'camera',
      closed: true,
      taken: 'yes',
      trouble: true,
    },
    map: { lat: 21.30912, lon: 105.60432, zoom: 15 },
    replayAt: NOON,
    wall: { size: 9, cameras: ['cam-1', null, 'cam-2'], always: true },
  });
  expect(parseView(formatView(view))).toEqual(view);
});

test('every view survives', () => {
  const slug = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
  const views: fc.Arbitrary<View> = fc.record({
    page: fc.constantFrom('map', 'wall', 'system', 'settings'),
    path: fc.array(slug, { maxLength: 3 }),
    selection: fc.oneof(
      fc.constant(null),
      fc.record({ kind: fc.constant('alert' as const), id: fc.integer({ min: 1, max: 1e9 }) }),
      fc.record({ kind: fc.constantFrom('camera' as const, 'sensor' as const), id: slug }),
    ),
    filters: fc.record({
      severities: fc.constantFrom([], ['critical' as const], ['critical' as const, 'info' as const]),
      areaId: fc.option(slug),
      about: fc.constantFrom(null, 'camera' as const, 'sensor' as const),
      closed: fc.boolean(),
      taken: fc.constantFrom(null, 'no' as const, 'yes' as const),
      trouble: fc.boolean(),
    }),
    map: fc.constant(null),
    replayAt: fc.option(fc.integer({ min: 0, max: NOON })),
    stats: fc.constant(''),
    wall: fc.option(
      fc.record({
        size: fc.constantFrom(4 as const, 9 as const, 16 as const),
        cameras: fc.constantFrom([], ['a'], [null, 'b-2'], ['a', null, null, 'c']),
        always: fc.boolean(),
      }),
    ),
    audit: fc.constant(NO_AUDIT_FILTER),
  });
  fc.assert(
    fc.property(views, (view) => {
      expect(parseView(formatView(view))).toEqual(view);
    }),
  );
});

test('what the statistics are asked is theirs alone, and stands beside an open alert', () => {
  const view = aView({
    page: 'stats',
    path: ['overview'],
    selection: { kind: 'alert', id: 7 },
    stats: 'period=month%3A2026-11-01&place=camera%3Acam-north',
  });
  expect(parseView(formatView(view))).toEqual(view);
  expect(formatView({ ...view, page: 'map', path: [] })).toBe('#/map?alert=7');
});

test('which entries of the audit log one reads is part of the view, on its own page only', () => {
  const audit = { username: 'truc', did: 'looks', subject: 'cam-1, & 2', from: '2026-11-01', to: null } as const;
  const view = aView({ page: 'settings', path: ['audit'], audit });
  expect(parseView(formatView(view))).toEqual(view);
  expect(formatView({ ...view, path: ['cameras'] })).toBe('#/settings/cameras');
  expect(parseView('#/settings/audit?did=everything&from=2026-02-30&to=2026-11-02').audit).toEqual({
    ...NO_AUDIT_FILTER,
    to: '2026-11-02',
  });
});

test('Back leads to the page before and closes what was opened, not through every look at the map', () => {
  const map = aView();
  const opened = aView({ selection: { kind: 'alert', id: 1 } });
  expect(isStep(map, aView({ page: 'wall' }))).toBe(true);
  expect(isStep(map, opened)).toBe(true);
  expect(isStep(opened, aView({ selection: { kind: 'alert', id: 2 } }))).toBe(false);
  expect(isStep(opened, map)).toBe(false);
  expect(isStep(map, aView({ map: { lat: 21, lon: 105, zoom: 9 } }))).toBe(false);
});

test('an address written by anybody never throws and never brings in what is not understood', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseView(`#/${text}`)));
  expect(parseView('#/nowhere?alert=-3&camera=<script>&severity=dire&at=999,1,1&time=never')).toEqual(aView());
});
