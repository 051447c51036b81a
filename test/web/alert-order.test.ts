import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countActive, inbox, lateSince } from '../../web/core/alerts/order.ts';
import { raisedByHour, wasOpenAt } from '../../web/core/alerts/shown-alerts.ts';
import { NO_FILTERS } from '../../web/core/state.ts';
import { aClock, anAlert, iso, mapById, NOON } from './builders.ts';

const ids = (alerts: readonly { id: number }[]) => alerts.map(({ id }) => id);
const raised = (ago: number) => ({ clock: aClock({ raisedAt: iso(NOON - ago) }) });

test('the gravest first, among equals what nobody has taken, then the newest', () => {
  const alerts = mapById([
    anAlert({ id: 1, severity: 'info' }),
    anAlert({ id: 2, severity: 'critical', state: 'acknowledged' }),
    anAlert({ id: 3, severity: 'critical', ...raised(60_000) }),
    anAlert({ id: 4, severity: 'critical', ...raised(1_000) }),
    anAlert({ id: 5, severity: 'warning' }),
  ]);
  expect(ids(inbox(alerts, NO_FILTERS, NOON))).toEqual([4, 3, 2, 5, 1]);
});

test('severity comes before everything: a late warning does not stand above a critical alert', () => {
  const late = { deadlineAt: iso(NOON - 1), state: 'dispatched' } as const;
  const alerts = mapById([
    anAlert({ id: 1, severity: 'warning' }),
    anAlert({ id: 2, severity: 'warning', ...late }),
    anAlert({ id: 3, severity: 'critical' }),
    anAlert({ id: 4, severity: 'critical', state: 'on-scene' }),
  ]);
  expect(ids(inbox(alerts, NO_FILTERS, NOON))).toEqual([3, 4, 2, 1]);
});

test('within a severity what is late comes first, whether escalated or past its deadline, the longest late at the top', () => {
  const alerts = mapById([
    anAlert({ id: 1, ...raised(1000) }),
    anAlert({ id: 2, escalatedAt: iso(NOON - 60_000), ...raised(900_000) }),
    anAlert({ id: 3, state: 'dispatched', deadlineAt: iso(NOON - 120_000) }),
    anAlert({ id: 4, state: 'dispatched', deadlineAt: iso(NOON - 300_000), escalatedAt: iso(NOON - 299_000) }),
  ]);
  expect(ids(inbox(alerts, NO_FILTERS, NOON))).toEqual([4, 3, 2, 1]);
});

test('what is in hand is ordered by its deadline, the nearest first, and what has none comes after', () => {
  const dispatched = (id: number, deadlineAt: string | null) => anAlert({ id, state: 'dispatched', deadlineAt });
  const alerts = mapById([
    dispatched(1, null),
    dispatched(2, iso(NOON + 600_000)),
    dispatched(3, iso(NOON + 60_000)),
    anAlert({ id: 4 }),
  ]);
  expect(ids(inbox(alerts, NO_FILTERS, NOON))).toEqual([4, 3, 2, 1]);
});

test('an alert that is closed is no longer late', () => {
  const closed = anAlert({ state: 'resolved', deadlineAt: iso(NOON - 1), escalatedAt: iso(NOON - 1) });
  expect(lateSince(closed, NOON)).toBeNull();
});

test('the order holds for any alerts: it is the same whatever order they came in', () => {
  const some = fc.record({
    severity: fc.constantFrom('critical', 'warning', 'info'),
    state: fc.constantFrom('raised', 'acknowledged', 'dispatched', 'on-scene'),
    deadlineAt: fc.constantFrom(null, iso(NOON - 5000), iso(NOON + 5000)),
    escalatedAt: fc.constantFrom(null, iso(NOON - 9000), iso(NOON - 5000)),
    ago: fc.constantFrom(0, 1000, 2000),
  });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 8 }), (list) => {
      const alerts = list.map(({ ago, ...change }, id) => anAlert({ id, ...change, ...raised(ago) }));
      const order = ids(inbox(mapById(alerts), NO_FILTERS, NOON));
      expect(ids(inbox(mapById(alerts.toReversed()), NO_FILTERS, NOON))).toEqual(order);
    }),
  );
});

test('filters by gravity, area and kind of device; closed alerts are a list of their own', () => {
  const alerts = mapById([
    anAlert({ id: 1, severity: 'critical' }),
    anAlert({ id: 2, severity: 'info', areaId: 'vinh-phuc' }),
    anAlert({ id: 3, deviceKind: 'sensor' }),
    anAlert({ id: 4, state: 'false-alarm' }),
  ]);
  const with_ = (change: Partial<typeof NO_FILTERS>) =>
    ids(inbox(alerts, { ...NO_FILTERS, ...change }, NOON)).sort((a, b) => a - b);
  expect(with_({ severities: ['critical', 'info'] })).toEqual([1, 2]);
  expect(with_({ areaId: 'vinh-phuc' })).toEqual([2]);
  expect(with_({ about: 'sensor' })).toEqual([3]);
  expect(with_({ closed: true })).toEqual([4]);
});

test('counts what is active by gravity and what nobody has taken', () => {
  const alerts = mapById([
    anAlert({ id: 1, severity: 'critical' }),
    anAlert({ id: 2, severity: 'critical', state: 'on-scene' }),
    anAlert({ id: 3, state: 'resolved' }),
  ]);
  expect(countActive(alerts)).toEqual({ active: 2, untaken: 1, critical: 2, warning: 0, info: 0 });
});

test('an alert was open from when it was raised until it was closed', () => {
  const alert = anAlert({ clock: aClock({ raisedAt: iso(NOON), resolvedAt: iso(NOON + 1000) }) });
  expect([NOON - 1, NOON, NOON + 999, NOON + 1000].map((at) => wasOpenAt(alert, at))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('the time slider counts the alerts of each of the last 24 hours, oldest first', () => {
  const hour = 3_600_000;
  const alerts = mapById([
    anAlert({ id: 1, ...raised(1) }),
    anAlert({ id: 2, ...raised(23.5 * hour) }),
    anAlert({ id: 3, ...raised(30 * hour) }),
  ]);
  const counts = raisedByHour(alerts, NOON);
  expect([counts[0], counts[23]]).toEqual([1, 1]);
  expect(counts.reduce((a, b) => a + b, 0)).toBe(2);
});
