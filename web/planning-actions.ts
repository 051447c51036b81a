import type { ActionParts } from './actions.ts';
import { planningDraft, planningOf, type PlanningDraft } from './core/settings/holiday-spans.ts';
import { RequestFailed } from './edges/http.ts';

/** What an admin can ask about what planners count by. None of it throws. */
export interface PlanningActions {
  readonly loadPlanning: () => Promise<void>;
  /** Gives what the gateway did not like, or null when it is stored. */
  readonly savePlanning: (draft: PlanningDraft) => Promise<RequestFailed | null>;
}

/** Makes them for one console. */
export function createPlanningActions({ store, gateway, now }: ActionParts): PlanningActions {
  const { dispatch } = store;
  const said = (error: unknown): RequestFailed => {
    if (!(error instanceof RequestFailed)) throw error;
    if (error.code === 'not-signed-in') dispatch({ type: 'signed-out', failure: 'not-signed-in' });
    return error;
  };
  return {
    loadPlanning: async () => {
      try {
        const planning = planningDraft(await gateway.planning());
        dispatch({ type: 'setup-changed', change: { planning: { is: 'ready', value: planning } } });
      } catch (error) {
        dispatch({ type: 'setup-changed', change: { planning: { is: 'failed', code: said(error).code } } });
      }
    },
    savePlanning: async (draft) => {
      try {
        const stored = planningDraft(await gateway.savePlanning(planningOf(draft)));
        dispatch({ type: 'setup-changed', change: { planning: { is: 'ready', value: stored } } });
        dispatch({
          type: 'toasted',
          toast: { id: now(), tone: 'done', text: { is: 'saved' }, undo: [], until: now() + 4_000 },
        });
        return null;
      } catch (error) {
        return said(error);
      }
    },
  };
}
