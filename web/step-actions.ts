import type { Alert } from '../contracts/alerts.ts';
import type { NewStep } from '../contracts/api.ts';
import { mayFollow } from './core/alerts/next-steps.ts';
import type { Toast, ToastText } from './core/state.ts';
import { RequestFailed, type Gateway } from './edges/http.ts';
import type { Store } from './store.ts';

/** Steps in the lives of alerts. */
export interface StepActions {
  /** Adds a step to each alert that allows it. */
  readonly step: (ids: readonly number[], step: NewStep) => Promise<void>;
  /** Takes back what a message tells of; it goes away. */
  readonly undo: (toast: Toast) => void;
}

/** What they need of the console's other actions. */
export interface StepParts {
  readonly store: Store;
  readonly gateway: Pick<Gateway, 'addStep' | 'alert'>;
  readonly toast: (tone: Toast['tone'], text: ToastText, undo?: readonly number[]) => void;
  /** Runs a request; what is refused goes to `onFailure` by its code. */
  readonly attempt: (run: () => Promise<void>, onFailure: (code: string) => void) => Promise<void>;
}

const AT_ONCE = 4;
/** A repeat of the same alert counts its version up; deciding again on the newest is tried this often. */
const RETRIES = 3;

type Outcome = 'done' | 'changed' | 'skipped' | { readonly failed: string };

/** Makes them. */
export function createStepActions({ store, gateway, toast, attempt }: StepParts): StepActions {
  const { dispatch } = store;
  const stepOne = async (id: number, step: NewStep): Promise<Outcome> => {
    const decidedOn = store.state().alerts.get(id);
    if (!decidedOn || !mayFollow(decidedOn.state, step.kind)) return 'skipped';
    let alert = decidedOn;
    for (let attemptNo = 0; ; attemptNo++) {
      try {
        const detail = await gateway.addStep(id, { ...step, ifVersion: alert.version });
        dispatch({ type: 'steps-loaded', ...detail });
        return 'done';
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error;
        if (error.code !== 'changed' && error.code !== 'wrong-step') return { failed: error.code };
        const fresh = await gateway.alert(id);
        dispatch({ type: 'steps-loaded', ...fresh });
        if (attemptNo >= RETRIES || !sameDecision(decidedOn, fresh.alert)) {
          const by = fresh.steps.findLast((entry) => entry.by !== null)?.byName ?? null;
          toast('notice', { is: 'changed', alertId: id, byName: by, state: fresh.alert.state });
          return 'changed';
        }
        alert = fresh.alert;
      }
    }
  };

  const step = async (ids: readonly number[], taken: NewStep): Promise<void> => {
    dispatch({ type: 'sending', ids });
    const done: number[] = [];
    const failures = new Set<string>();
    const queue = [...ids];
    const worker = async () => {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        const one = id;
        await attempt(
          async () => {
            const outcome = await stepOne(one, taken);
            if (outcome === 'done') done.push(one);
            else if (typeof outcome === 'object') failures.add(outcome.failed);
          },
          (code) => failures.add(code),
        );
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, worker));
    dispatch({ type: 'sent', ids });
    if (failures.has('not-signed-in')) return dispatch({ type: 'signed-out', failure: 'not-signed-in' });
    for (const code of failures) toast('failed', { is: 'failure', code });
    if (done.length > 0 && taken.kind !== 'comment') {
      const undo = taken.kind === 'reopened' || taken.kind === 'undone' ? [] : done;
      toast('done', { is: 'step', kind: taken.kind, count: done.length }, undo);
    }
    if (ids.length > 1) dispatch({ type: 'marks-cleared' });
  };

  return {
    step,
    undo: ({ id, undo }) => {
      dispatch({ type: 'toast-dismissed', id });
      void step(undo, { kind: 'undone' });
    },
  };
}

/** Whether nothing a person would decide differently about has changed. A repeat or a comment has not. */
function sameDecision(before: Alert, after: Alert): boolean {
  return before.state === after.state && before.assignee?.id === after.assignee?.id;
}
