import { expect, test } from 'vitest';
import type { Alert } from '../../contracts/alerts.ts';
import type { NewStep } from '../../contracts/api.ts';
import { createActions } from '../../web/actions.ts';
import { reduce } from '../../web/core/reduce.ts';
import type { State } from '../../web/core/state.ts';
import { RequestFailed, type Gateway } from '../../web/edges/http.ts';
import type { Store } from '../../web/store.ts';
import { anAlert, aState, aStep, mapById, NOON } from './builders.ts';

/** A gateway with alerts of its own that refuses what the real one refuses: steps decided on an older version. */
function aGateway(alerts: readonly Alert[]) {
  const held = new Map(alerts.map((alert) => [alert.id, alert]));
  const taken: { id: number; step: NewStep }[] = [];
  const find = (id: number) => {
    const alert = held.get(id);
    if (!alert) throw new RequestFailed('not-found', 'no such alert');
    return alert;
  };
  const refuse = () => Promise.reject(new RequestFailed('unavailable', 'not in this test'));
  const gateway: Gateway = {
    whoAmI: refuse,
    signIn: refuse,
    signOut: refuse,
    ask: refuse,
    signOutEverywhere: refuse,
    changePassword: refuse,
    renewAgentToken: refuse,
    areaHistory: refuse,
    endArea: refuse,
    pushOffer: refuse,
    handovers: refuse,
    handOver: refuse,
    takeOver: refuse,
    subscribePush: refuse,
    noteCapture: async () => undefined,
    saveLocale: refuse,
    city: refuse,
    activeAlerts: refuse,
    alertsSince: refuse,
    measurements: refuse,
    assignees: refuse,
    systemState: refuse,
    save: refuse,
    remove: refuse,
    accounts: refuse,
    audit: refuse,
    discover: refuse,
    inspect: refuse,
    tryStream: refuse,
    tryRule: refuse,
    ruleTrial: refuse,
    endRuleTrial: refuse,
    unknownDevices: refuse,
    citySettings: refuse,
    saveCitySettings: refuse,
    addAgent: refuse,
    orderExport: refuse,
    cancelExport: refuse,
    orderReport: refuse,
    holdAlert: refuse,
    holds: refuse,
    holdPlaces: refuse,
    liftHold: refuse,
    retention: refuse,
    saveRetention: refuse,
    footage: refuse,
    planning: refuse,
    savePlanning: refuse,
    schedule: refuse,
    saveSchedule: refuse,
    alert: async (id) => ({
      alert: find(id),
      steps: [aStep({ by: 'lan', byName: 'Lan', kind: 'acknowledged' })],
      holds: [],
    }),
    addStep: async (id, step) => {
      const alert = find(id);
      if (step.ifVersion !== alert.version) throw new RequestFailed('changed', 'changed');
      const state = step.kind === 'acknowledged' || step.kind === 'resolved' ? step.kind : alert.state;
      const next = { ...alert, version: alert.version + 1, state };
      held.set(id, next);
      taken.push({ id, step });
      return { alert: next, steps: [], holds: [] };
    },
  };
  return { gateway, held, taken };
}

function aConsole(alerts: readonly Alert[], gateway: Gateway) {
  let state: State = aState({ alerts: mapById(alerts) });
  const store: Store = {
    state: () => state,
    dispatch: (event) => {
      state = reduce(state, event);
    },
    subscribe: () => undefined,
    settle: () => undefined,
  };
  const off = { is: 'off', leastSeverity: 'warning', failed: false } as const;
  const push = { look: async () => off, turnOn: async () => off, turnOff: async () => off };
  const act = createActions({ store, gateway, push, now: () => NOON, copy: async () => undefined, address: () => '' });
  return { act, state: () => state };
}

test('a step goes to the gateway and what it answers is on screen', async () => {
  const { gateway, taken } = aGateway([anAlert()]);
  const { act, state } = aConsole([anAlert()], gateway);
  await act.step([1], { kind: 'acknowledged' });
  expect(taken).toHaveLength(1);
  expect(state().alerts.get(1)?.state).toBe('acknowledged');
  expect(state().sending.size).toBe(0);
});

test('a repeat counted meanwhile does not stand in the way of a step', async () => {
  const { gateway } = aGateway([anAlert({ version: 5, count: 5 })]);
  const { act, state } = aConsole([anAlert({ version: 2 })], gateway);
  await act.step([1], { kind: 'acknowledged' });
  expect(state().alerts.get(1)?.state).toBe('acknowledged');
});

test('when somebody else acted first, theirs stands, and one is told who it was', async () => {
  const { gateway, held, taken } = aGateway([anAlert({ version: 2, state: 'dispatched' })]);
  const { act, state } = aConsole([anAlert()], gateway);
  await act.step([1], { kind: 'resolved' });
  expect(taken).toEqual([]);
  expect(held.get(1)?.state).toBe('dispatched');
  expect(state().alerts.get(1)?.state).toBe('dispatched');
  expect(state().toasts[0]?.text).toEqual({ is: 'changed', alertId: 1, byName: 'Lan', state: 'dispatched' });
});

test('many at once: what allows the step is done, the rest is left, and all that was closed can be opened again', async () => {
  const alerts = [anAlert({ id: 1 }), anAlert({ id: 2, state: 'false-alarm' }), anAlert({ id: 3 })];
  const { gateway } = aGateway(alerts);
  const { act, state } = aConsole(alerts, gateway);
  await act.step([1, 2, 3], { kind: 'resolved' });
  expect([1, 2, 3].map((id) => state().alerts.get(id)?.state)).toEqual(['resolved', 'false-alarm', 'resolved']);
  expect([...(state().toasts[0]?.undo ?? [])].sort((a, b) => a - b)).toEqual([1, 3]);
});

test('a step is taken back from its message; an older message of the same alert does not offer what would undo another step', async () => {
  const { gateway, taken } = aGateway([anAlert({ id: 1 }), anAlert({ id: 2 })]);
  const { act, state } = aConsole([anAlert({ id: 1 }), anAlert({ id: 2 })], gateway);
  await act.step([1, 2], { kind: 'acknowledged' });
  await act.step([1], { kind: 'resolved' });
  expect(state().toasts.map(({ undo }) => undo)).toEqual([[2], [1]]);
  const last = state().toasts.at(-1) ?? expect.fail();
  act.undo(last);
  await expect.poll(() => taken.at(-1)).toMatchObject({ id: 1, step: { kind: 'undone' } });
  expect(state().toasts.some(({ id }) => id === last.id)).toBe(false);
});

test('a refusal is said in words, and nothing is left hanging', async () => {
  const { gateway } = aGateway([]);
  const { act, state } = aConsole([anAlert()], gateway);
  await act.step([1], { kind: 'acknowledged' });
  expect(state().toasts[0]?.text).toEqual({ is: 'failure', code: 'not-found' });
  expect(state().sending.size).toBe(0);
});

test('a session that ended leads to the sign-in page from wherever it is noticed', async () => {
  const { gateway } = aGateway([anAlert()]);
  const ended: Gateway = { ...gateway, addStep: () => Promise.reject(new RequestFailed('not-signed-in', 'ended')) };
  const { act, state } = aConsole([anAlert()], ended);
  await act.step([1], { kind: 'acknowledged' });
  expect(state().session).toMatchObject({ is: 'signed-out', failure: 'not-signed-in' });
});
