import type { ReportSchedule } from '../contracts/reports.ts';
import type { ActionParts } from './actions.ts';
import { createAdminAsks } from './admin-asks.ts';
import { planningDraft, planningOf, type PlanningDraft } from './core/settings/holiday-spans.ts';
import type { SetupState } from './core/settings/setup-state.ts';
import type { RequestFailed } from './edges/http.ts';

/** What an admin can ask about what planners count by, and about reports. None of it throws. */
export interface PlanningActions {
  readonly loadPlanning: () => Promise<void>;
  /** Gives what the gateway did not like, or null when it is stored. */
  readonly savePlanning: (draft: PlanningDraft) => Promise<RequestFailed | null>;
  readonly saveSchedule: (schedule: ReportSchedule) => Promise<RequestFailed | null>;
}

/** Makes them for one console. */
export function createPlanningActions({ store, gateway, now }: ActionParts): PlanningActions {
  const { dispatch } = store;
  const tell = (change: Partial<SetupState>) => dispatch({ type: 'setup-changed', change });
  const { tried, saved } = createAdminAsks({ store, now });
  return {
    loadPlanning: async () => {
      const failed = await tried(async () => {
        const [planning, schedule] = await Promise.all([gateway.planning(), gateway.schedule()]);
        tell({
          planning: { is: 'ready', value: planningDraft(planning) },
          schedule: { is: 'ready', value: schedule },
        });
      });
      if (failed) tell({ planning: { is: 'failed', code: failed.code } });
    },
    savePlanning: (draft) =>
      tried(async () => {
        tell({ planning: { is: 'ready', value: planningDraft(await gateway.savePlanning(planningOf(draft))) } });
        saved();
      }),
    saveSchedule: (schedule) =>
      tried(async () => {
        tell({ schedule: { is: 'ready', value: await gateway.saveSchedule(schedule) } });
        saved();
      }),
  };
}
