import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alert } from '../../contracts/alerts.ts';
import { MAX_CLOSED } from '../../web/core/reduce-alerts.ts';
import { reduce } from '../../web/core/reduce.ts';
import type { State } from '../../web/core/state.ts';
import { aClock, anAlert, aState, aStep, iso, mapById, NOON } from './builders.ts';

const pushed = (alerts: readonly Alert[], cursor = '1.1') => ({
  type: 'alerts-pushed' as const,
  push: { cursor, alerts: [...alerts], steps: [] },
});

test('a pushed alert is in the state, and the cursor is remembered for the next connection', () => {
  const state = reduce(aState(), pushed([anAlert()], '7.9'));
  expect(state.alerts.get(1)?.ruleName).toBe('Người trong kho cấm');
  expect(state.cursor).toBe('7.9');
});

test('an answer that was overtaken by a push does not turn an alert back', () => {
  const acknowledged = anAlert({ version: 3, state: 'acknowledged' });
  const state = reduce(aState({ alerts: mapById([acknowledged]) }), {
    type: 'steps-loaded',
    alert: anAlert({ version: 2 }),
    steps: [],
  });
  expect(state.alerts.get(1)).toBe(acknowledged);
});

test('the same version with a clock that went on is taken: shown and pushed are no changes of version', () => {
  const seen = anAlert({ clock: aClock({ shownAt: iso(NOON + 40) }) });
  const state = reduce(aState({ alerts: mapById([anAlert()]) }), pushed([seen]));
  expect(state.alerts.get(1)?.clock.shownAt).toBe(iso(NOON + 40));
});

test('what this screen has shown stays shown when a newer version comes that does not know it yet', () => {
  const shown = reduce(aState({ alerts: mapById([anAlert()]) }), {
    type: 'alerts-shown',
    alerts: [{ id: 1, at: NOON + 40 }],
  });
  expect(shown.alerts.get(1)?.clock.shownAt).toBe(iso(NOON + 40));
  const repeated = reduce(shown, pushed([anAlert({ version: 2, count: 2 })]));
  expect(repeated.alerts.get(1)).toMatchObject({ count: 2, clock: { shownAt: iso(NOON + 40) } });
});

test('the same push twice changes nothing that is drawn', () => {
  const once = reduce(aState(), pushed([anAlert()]));
  expect(reduce(once, pushed([anAlert()])).alerts).toBe(once.alerts);
});

test('whatever the order of pushes, the newest version of each alert stands at the end', () => {
  const versions = fc.array(
    fc.record({ id: fc.integer({ min: 1, max: 4 }), version: fc.integer({ min: 1, max: 6 }) }),
    {
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(versions, (list) => {
      const state = list.reduce<State>((before, one) => reduce(before, pushed([anAlert(one)])), aState());
      for (const id of new Set(list.map((one) => one.id))) {
        const newest = Math.max(...list.filter((one) => one.id === id).map((one) => one.version));
        expect(state.alerts.get(id)?.version).toBe(newest);
      }
    }),
  );
});

test('a full list replaces what was open, so that what was closed during a long gap does not stay open', () => {
  const open = anAlert({ id: 1 });
  const closed = anAlert({ id: 2, state: 'resolved' });
  const state = reduce(aState({ alerts: mapById([open, closed]) }), {
    type: 'alerts-loaded',
    page: { alerts: [anAlert({ id: 3 })], cursor: '5.5', more: false },
  });
  expect([...state.alerts.keys()].sort((a, b) => a - b)).toEqual([2, 3]);
});

test('closed alerts are forgotten from the oldest on, open ones never', () => {
  const closed = Array.from({ length: MAX_CLOSED + 10 }, (_, i) => anAlert({ id: i + 10, state: 'resolved' }));
  const state = reduce(aState(), pushed([anAlert({ id: 1 }), ...closed]));
  expect(state.alerts.has(1)).toBe(true);
  expect(state.alerts.has(10)).toBe(false);
  expect(state.alerts.has(MAX_CLOSED + 19)).toBe(true);
});

test('a pushed step joins the life of an alert that is open here, once', () => {
  const life = new Map([[1, { is: 'ready', value: [aStep()] } as const]]);
  const push = { cursor: '1.2', alerts: [], steps: [aStep({ id: 2, kind: 'comment', text: 'xong' })] };
  const once = reduce(aState({ steps: life }), { type: 'alerts-pushed', push });
  const twice = reduce(once, { type: 'alerts-pushed', push });
  const steps = twice.steps.get(1);
  expect(steps?.is === 'ready' ? steps.value.map(({ id }) => id) : null).toEqual([1, 2]);
});

test('an alert that somebody else closed is no longer ticked for handling together', () => {
  const state = aState({ alerts: mapById([anAlert({ id: 1 }), anAlert({ id: 2 })]), marked: new Set([1, 2]) });
  const after = reduce(state, pushed([anAlert({ id: 2, version: 2, state: 'resolved' })]));
  expect([...after.marked]).toEqual([1]);
});
