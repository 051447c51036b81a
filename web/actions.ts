import type { Alert } from '../contracts/alerts.ts';
import type { PastAnswer } from '../contracts/history-events.ts';
import type { HandoverPage } from '../contracts/handover.ts';
import type { Severity } from '../contracts/rules.ts';
import type { Camera } from '../contracts/api.ts';
import { createAgentActions, type AgentActions } from './agent-actions.ts';
import { createPlanningActions, type PlanningActions } from './planning-actions.ts';
import { createCityActions, type CityActions } from './city-actions.ts';
import { createHoldActions, type HoldActions } from './hold-actions.ts';
import { createStepActions, type StepActions } from './step-actions.ts';
import { createSettingsActions, type SettingsActions } from './settings-actions.ts';
import { pastCounts, pastCountsPath } from './core/map/past-counts.ts';
import type { ToastText } from './core/state.ts';
import { RequestFailed, type Gateway } from './edges/http.ts';
import type { PushLine } from './edges/push.ts';
import type { Store } from './store.ts';

const TOAST_MS = 8_000;
const DONE_MS = 4_000;
const UNDO_MS = 10_000;
const PATIENCE_MS = 20_000;

/** Everything a person can ask for that goes beyond this screen. Views call these; they never throw. */
export interface Actions extends SettingsActions, AgentActions, HoldActions, PlanningActions, CityActions, StepActions {
  readonly signIn: (username: string, password: string) => Promise<void>;
  readonly signOut: (everywhere: boolean) => Promise<void>;
  /** How notices of this device stand; renews them with the gateway. */
  readonly lookAtPush: () => Promise<void>;
  readonly turnPushOn: (leastSeverity: Severity) => Promise<void>;
  readonly turnPushOff: () => Promise<void>;
  /** Gives the failure, or null when the password is another one now. */
  readonly changePassword: (current: string, next: string) => Promise<RequestFailed | null>;
  /** Keeps the language with the account, for its next console. */
  readonly saveLocale: () => Promise<void>;
  readonly loadCity: () => Promise<void>;
  readonly loadAlerts: () => Promise<void>;
  readonly loadSteps: (id: number) => Promise<void>;
  readonly loadSeries: (sensorId: string) => Promise<void>;
  readonly loadHistory: () => Promise<void>;
  /** What the cameras counted in the last 24 h. */
  readonly loadPast: () => Promise<void>;
  readonly loadHandover: () => Promise<void>;
  /** Hands the shift over with a note. */
  readonly handOver: (note: string) => Promise<void>;
  readonly takeOver: (id: number) => Promise<void>;
  readonly loadAssignees: () => Promise<void>;
  readonly loadSystem: () => Promise<void>;
  readonly copyLink: () => Promise<void>;
  /** Says a failure in words, by its code. */
  readonly say: (code: string) => void;
  /** Saves what is on a camera's picture as a file, once that is noted in the audit log. */
  readonly capture: (camera: Camera, picture: CapturedPicture | null) => Promise<void>;
}

/** A picture that can be saved. */
export interface CapturedPicture {
  readonly takenMs: number | null;
  readonly save: (name: string) => Promise<void>;
}

/** Outside things the actions need. */
export interface ActionParts {
  readonly store: Store;
  readonly gateway: Gateway;
  readonly push: PushLine;
  /** The server's clock, ms. */
  readonly now: () => number;
  readonly copy: (text: string) => Promise<void>;
  readonly address: () => string;
}

/** Makes the actions of one console. */
export function createActions({ store, gateway, push, now, copy, address }: ActionParts): Actions {
  const { dispatch } = store;
  let toastId = 0;
  const toast = (tone: 'done' | 'notice' | 'failed', text: ToastText, undo: readonly number[] = []) => {
    const until = now() + (undo.length > 0 ? UNDO_MS : tone === 'done' ? DONE_MS : TOAST_MS);
    dispatch({ type: 'toasted', toast: { id: ++toastId, tone, text, undo, until } });
  };

  /** Runs a request; a lost session leads to the sign-in page from wherever it is noticed. */
  const attempt = async (run: () => Promise<void>, onFailure: (code: string) => void): Promise<void> => {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      if (error.code === 'not-signed-in') dispatch({ type: 'signed-out', failure: 'not-signed-in' });
      else onFailure(error.code);
    }
  };

  const sayFailure = (code: string) => toast('failed', { is: 'failure', code });
  const ignored = () => undefined;
  const tellHandover = (page: HandoverPage) =>
    dispatch({ type: 'handover-told', handover: { is: 'ready', value: page } });

  const { step, undo } = createStepActions({ store, gateway, toast, attempt });

  return {
    ...createSettingsActions({ store, gateway, push, now, copy, address }),
    ...createAgentActions({ store, gateway, push, now, copy, address }),
    ...createHoldActions({ store, gateway, push, now, copy, address }),
    ...createPlanningActions({ store, gateway, push, now, copy, address }),
    ...createCityActions({ store, gateway, push, now, copy, address }),
    signIn: (username, password) => {
      dispatch({ type: 'signing-in' });
      return attempt(
        async () => dispatch({ type: 'signed-in', account: await gateway.signIn(username, password) }),
        (code) => dispatch({ type: 'signed-out', failure: code }),
      );
    },
    lookAtPush: () => attempt(async () => dispatch({ type: 'push-told', push: await push.look() }), ignored),
    turnPushOn: (leastSeverity) =>
      attempt(async () => dispatch({ type: 'push-told', push: await push.turnOn(leastSeverity) }), sayFailure),
    turnPushOff: () => attempt(async () => dispatch({ type: 'push-told', push: await push.turnOff() }), sayFailure),
    signOut: (everywhere) =>
      attempt(
        async () => {
          // What is told to this device is told to its account: whoever leaves takes it along.
          if (store.state().push.is === 'on') await push.turnOff();
          await (everywhere ? gateway.signOutEverywhere() : gateway.signOut());
          dispatch({ type: 'signed-out', failure: null });
        },
        (code) => toast('failed', { is: 'failure', code }),
      ),
    changePassword: async (current, next) => {
      try {
        await gateway.changePassword(current, next);
        toast('done', { is: 'password-changed' });
        // The gateway forgets every device that is told of alerts; this one says again that it is there.
        await attempt(async () => dispatch({ type: 'push-told', push: await push.look() }), ignored);
        return null;
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error;
        if (error.code === 'not-signed-in') dispatch({ type: 'signed-out', failure: 'not-signed-in' });
        return error;
      }
    },
    saveLocale: () =>
      attempt(
        () => gateway.saveLocale(store.state().preferences.language),
        (code) => toast('failed', { is: 'failure', code }),
      ),
    loadCity: () => {
      dispatch({ type: 'city-loading' });
      return attempt(
        async () => dispatch({ type: 'city-loaded', city: await gateway.city() }),
        (code) => dispatch({ type: 'city-failed', code }),
      );
    },
    loadAlerts: () =>
      attempt(
        async () => dispatch({ type: 'alerts-loaded', page: await gateway.activeAlerts() }),
        (code) => dispatch({ type: 'city-failed', code }),
      ),
    loadSteps: (id) => {
      dispatch({ type: 'steps-loading', id });
      return attempt(
        async () => dispatch({ type: 'steps-loaded', ...(await gateway.alert(id)) }),
        (code) => dispatch({ type: 'steps-failed', id, code }),
      );
    },
    loadSeries: (sensorId) => {
      dispatch({ type: 'series-loading', id: sensorId });
      const to = now();
      return attempt(
        async () => {
          const from = new Date(to - 86_400_000).toISOString();
          const series = await gateway.measurements(sensorId, from, new Date(to).toISOString());
          dispatch({ type: 'series-loaded', series });
        },
        (code) => dispatch({ type: 'series-failed', id: sensorId, code }),
      );
    },
    loadHistory: () => {
      dispatch({ type: 'history-loading' });
      const from = new Date(now() - 86_400_000).toISOString();
      return attempt(
        async () => dispatch({ type: 'history-loaded', alerts: await allSince(gateway, from) }),
        (code) => dispatch({ type: 'history-failed', code }),
      );
    },
    loadPast: () => {
      dispatch({ type: 'past-told', past: { is: 'loading' } });
      return attempt(
        async () => {
          // The gateway answers by the schema of the route.
          const answer = (await gateway.ask(pastCountsPath(now()), AbortSignal.timeout(PATIENCE_MS))) as PastAnswer;
          dispatch({ type: 'past-told', past: { is: 'ready', value: pastCounts(answer) } });
        },
        (code) => dispatch({ type: 'past-told', past: { is: 'failed', code } }),
      );
    },
    loadSystem: () => {
      dispatch({ type: 'system-loading' });
      return attempt(
        async () => dispatch({ type: 'system-loaded', system: await gateway.systemState() }),
        (code) => dispatch({ type: 'system-failed', code }),
      );
    },
    loadHandover: () => {
      dispatch({ type: 'handover-told', handover: { is: 'loading' } });
      return attempt(
        async () => tellHandover(await gateway.handovers()),
        (code) => dispatch({ type: 'handover-told', handover: { is: 'failed', code } }),
      );
    },
    handOver: (note) =>
      attempt(async () => {
        tellHandover(await gateway.handOver(note));
        toast('done', { is: 'saved' });
      }, sayFailure),
    takeOver: (id) => attempt(async () => tellHandover(await gateway.takeOver(id)), sayFailure),
    loadAssignees: () =>
      attempt(
        async () => dispatch({ type: 'assignees-loaded', assignees: await gateway.assignees() }),
        (code) => toast('failed', { is: 'failure', code }),
      ),
    step,
    undo,
    say: sayFailure,
    capture: async (camera, picture) => {
      if (picture === null) return toast('notice', { is: 'no-picture' });
      const takenAt = new Date(picture.takenMs ?? now()).toISOString();
      await attempt(
        async () => {
          await gateway.noteCapture(camera.id, takenAt);
          await picture.save(`${camera.id}-${takenAt.slice(0, 19).replaceAll(':', '-')}.jpg`);
          toast('done', { is: 'captured' });
        },
        (code) => toast('failed', { is: 'failure', code }),
      );
    },
    copyLink: async () => {
      await copy(address());
      toast('done', { is: 'copied' });
    },
  };
}

/** Pages back through the alerts since a moment; 2,000 at most. */
async function allSince(gateway: Gateway, from: string): Promise<readonly Alert[]> {
  const alerts: Alert[] = [];
  let beforeId: number | null = null;
  for (let page = 0; page < 4; page++) {
    const answer = await gateway.alertsSince(from, beforeId);
    alerts.push(...answer.alerts);
    if (!answer.more || answer.alerts.length === 0) break;
    beforeId = Math.min(...answer.alerts.map(({ id }) => id));
  }
  return alerts;
}
