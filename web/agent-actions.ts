import type { ActionParts } from './actions.ts';
import { createAdminAsks } from './admin-asks.ts';
import type { RequestFailed } from './edges/http.ts';

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
export function createAgentActions({ store, gateway, now }: ActionParts): AgentActions {
  const { dispatch } = store;
  const { tried } = createAdminAsks({ store, now });
  const done = (run: () => Promise<{ readonly id: string; readonly token: string } | void>) =>
    tried(async () => {
      const token = await run();
      if (token) dispatch({ type: 'setup-changed', change: { token } });
      dispatch({ type: 'city-loaded', city: await gateway.city() });
    });
  return {
    addAgent: (id, name) => done(() => gateway.addAgent(id, name)),
    saveAgent: (id, name) => done(() => gateway.save('agents', id, false, { name })),
    renewAgentToken: (id) => done(() => gateway.renewAgentToken(id)),
    removeAgent: (id) => done(() => gateway.remove('agents', id)),
  };
}
