import type { ActionParts } from './actions.ts';
import { RequestFailed } from './edges/http.ts';

/** What an admin can do with agents. None of it throws; what fails is given back. */
export interface AgentActions {
  /** Adds one; its token is in the state until one goes elsewhere, and nowhere afterwards. */
  readonly addAgent: (id: string, name: string) => Promise<RequestFailed | null>;
  readonly saveAgent: (id: string, name: string) => Promise<RequestFailed | null>;
  /** The old token is worth nothing from then on. */
  readonly renewAgentToken: (id: string) => Promise<RequestFailed | null>;
  readonly removeAgent: (id: string) => Promise<RequestFailed | null>;
}

/** Makes them for one console. */
export function createAgentActions({ store, gateway }: ActionParts): AgentActions {
  const { dispatch } = store;
  const tried = async (run: () => Promise<{ readonly id: string; readonly token: string } | void>) => {
    try {
      const token = await run();
      if (token) dispatch({ type: 'setup-changed', change: { token } });
      dispatch({ type: 'city-loaded', city: await gateway.city() });
      return null;
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      if (error.code === 'not-signed-in') dispatch({ type: 'signed-out', failure: 'not-signed-in' });
      return error;
    }
  };
  return {
    addAgent: (id, name) => tried(() => gateway.addAgent(id, name)),
    saveAgent: (id, name) => tried(() => gateway.save('agents', id, false, { name })),
    renewAgentToken: (id) => tried(() => gateway.renewAgentToken(id)),
    removeAgent: (id) => tried(() => gateway.remove('agents', id)),
  };
}
