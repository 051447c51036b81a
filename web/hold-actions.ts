import type { ActionParts } from './actions.ts';
import { createAdminAsks } from './admin-asks.ts';
import type { NewHold, RetentionSettings } from '../contracts/retention.ts';
import type { RequestFailed } from './edges/http.ts';

/** What one can ask about what is kept. None of it throws; what fails is given back. */
export interface HoldActions {
  /** Keeps what belongs to an alert, whatever its age. */
  readonly holdAlert: (id: number, reason: string) => Promise<RequestFailed | null>;
  /** Keeps a time at places. */
  readonly holdPlaces: (hold: NewHold) => Promise<RequestFailed | null>;
  readonly liftHold: (id: number, reason: string) => Promise<RequestFailed | null>;
  /** Asks for each minute of video a hold covers. */
  readonly loadFootage: (holdId: number) => Promise<void>;
  readonly loadRetention: () => Promise<void>;
  readonly saveRetention: (retention: RetentionSettings) => Promise<RequestFailed | null>;
}

const FOLLOWED_AFTER_MS = [4_000, 15_000, 45_000, 120_000, 300_000] as const;

/** Makes them for one console. */
export function createHoldActions({ store, gateway, now }: ActionParts): HoldActions {
  const { dispatch } = store;
  const { tried, saved } = createAdminAsks({ store, now });
  const loadHolds = async (): Promise<void> => {
    const { holds } = await gateway.holds();
    dispatch({ type: 'setup-changed', change: { holds: { is: 'ready', value: holds } } });
  };
  /** Video comes minute by minute: looked after while the alert is open, less and less often. */
  const follow = (id: number): void => {
    for (const afterMs of FOLLOWED_AFTER_MS)
      setTimeout(() => {
        const { selection } = store.state().view;
        if (selection?.kind !== 'alert' || selection.id !== id) return;
        void tried(async () => dispatch({ type: 'steps-loaded', ...(await gateway.alert(id)) }));
      }, afterMs);
  };
  return {
    holdAlert: (id, reason) =>
      tried(async () => {
        dispatch({ type: 'steps-loaded', ...(await gateway.holdAlert(id, reason)) });
        saved();
        follow(id);
      }),
    holdPlaces: (hold) =>
      tried(async () => {
        await gateway.holdPlaces(hold);
        await loadHolds();
        saved();
      }),
    liftHold: (id, reason) =>
      tried(async () => {
        const { alertId } = await gateway.liftHold(id, reason);
        if (alertId !== null && store.state().steps.has(alertId))
          dispatch({ type: 'steps-loaded', ...(await gateway.alert(alertId)) });
        if (store.state().setup.holds.is === 'ready') await loadHolds();
        saved();
      }),
    loadFootage: async (holdId) => {
      const failed = await tried(async () => {
        const { minutes } = await gateway.footage(holdId);
        dispatch({ type: 'footage-told', holdId, minutes: { is: 'ready', value: minutes } });
      });
      if (failed) dispatch({ type: 'footage-told', holdId, minutes: { is: 'failed', code: failed.code } });
    },
    loadRetention: async () => {
      const failed = await tried(async () => {
        const value = await gateway.retention();
        dispatch({ type: 'setup-changed', change: { retention: { is: 'ready', value } } });
        await loadHolds();
      });
      if (failed) dispatch({ type: 'setup-changed', change: { retention: { is: 'failed', code: failed.code } } });
    },
    saveRetention: (retention) =>
      tried(async () => {
        const value = await gateway.saveRetention(retention);
        dispatch({ type: 'setup-changed', change: { retention: { is: 'ready', value } } });
        saved();
      }),
  };
}
