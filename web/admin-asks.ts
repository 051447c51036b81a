import type { ActionParts } from './actions.ts';
import { RequestFailed } from './edges/http.ts';

/** What actions of settings have in common: what fails is given back, what is stored is said. */
export interface AdminAsks {
  /** What the gateway did not like; a lost session leads to the sign-in page. Everything else is a bug and thrown on. */
  readonly refused: (error: unknown) => RequestFailed;
  /** Runs a request. Null: it is done. */
  readonly tried: (run: () => Promise<void>) => Promise<RequestFailed | null>;
  readonly saved: () => void;
}

const SAVED_MS = 4_000;

/** Makes it for one console. */
export function createAdminAsks({ store: { dispatch }, now }: Pick<ActionParts, 'store' | 'now'>): AdminAsks {
  const refused = (error: unknown): RequestFailed => {
    if (!(error instanceof RequestFailed)) throw error;
    if (error.code === 'not-signed-in') dispatch({ type: 'signed-out', failure: 'not-signed-in' });
    return error;
  };
  return {
    refused,
    tried: async (run) => {
      try {
        await run();
        return null;
      } catch (error) {
        return refused(error);
      }
    },
    saved: () =>
      dispatch({
        type: 'toasted',
        toast: { id: now(), tone: 'done', text: { is: 'saved' }, undo: [], until: now() + SAVED_MS },
      }),
  };
}
