import { expect, test } from 'vitest';
import { countActive, inbox } from '../../web/core/alerts/order.ts';
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

test('a passed deadline makes an alert one step graver, but not graver than an untaken critical one', () => {
  const late = { deadlineAt: iso(NOON - 1), state: 'dispatched' } as const;
  const alerts = mapById([
    anAlert({ id: 1, severity: 'warning' }),
    anAlert({ id: 2, severity: 'warning', ...late }),
    anAlert({ id: 3, severity: 'critical' }),
  ]);
  expect(ids(inbox(alerts, NO_FILTERS, NOON))).toEqual([3, 2, 1]);
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
