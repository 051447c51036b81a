import type { ActionParts } from './actions.ts';
import type { Draft } from './core/settings/draft.ts';
import { RequestFailed, type Collection } from './edges/http.ts';

const COLLECTION: Readonly<Record<Draft['kind'], Collection>> = {
  camera: 'cameras',
  sensor: 'sensors',
  zone: 'zones',
  rule: 'rules',
};

/** What an admin can ask for. None of it throws. */
export interface SettingsActions {
  /** Stores what is being written, and goes back to where it belongs. */
  readonly saveDraft: () => Promise<void>;
  /** Removes what is being written from the city. */
  readonly removeDraft: () => Promise<void>;
  readonly loadAccounts: () => Promise<void>;
  readonly loadAudit: () => Promise<void>;
  /** Gives the fields the gateway did not like, or null when it is stored. */
  readonly saveAccount: (username: string, isNew: boolean, value: unknown) => Promise<RequestFailed | null>;
}

/** Makes the admin's actions of one console. */
export function createSettingsActions({ store, gateway, now }: ActionParts): SettingsActions {
  const { dispatch } = store;
  const said = (error: unknown): RequestFailed => {
    if (!(error instanceof RequestFailed)) throw error;
    if (error.code === 'not-signed-in') dispatch({ type: 'signed-out', failure: 'not-signed-in' });
    return error;
  };
  const saved = () =>
    dispatch({
      type: 'toasted',
      toast: { id: now(), tone: 'done', text: { is: 'saved' }, undo: [], until: now() + 4_000 },
    });
  const write = async (send: (draft: Draft) => Promise<void>) => {
    const { draft } = store.state();
    if (!draft) return;
    dispatch({ type: 'draft-saving' });
    try {
      await send(draft);
      dispatch({ type: 'city-loaded', city: await gateway.city() });
      const { path } = store.state().view;
      const back = draft.kind === 'zone' ? path.slice(0, 2) : path.slice(0, 1);
      dispatch({ type: 'paged', page: 'settings', path: back });
      saved();
    } catch (error) {
      const { code, fields } = said(error);
      dispatch({ type: 'draft-failed', failure: { code, fields } });
    }
  };
  return {
    saveDraft: () =>
      write((draft) => {
        const value = draft.kind === 'rule' ? { ...draft.value, ifVersion: draft.version ?? undefined } : draft.value;
        return gateway.save(COLLECTION[draft.kind], draft.value.id, draft.isNew, value);
      }),
    removeDraft: () => write((draft) => gateway.remove(COLLECTION[draft.kind], draft.value.id)),
    loadAccounts: async () => {
      try {
        dispatch({ type: 'accounts-loaded', accounts: await gateway.accounts() });
      } catch (error) {
        said(error);
      }
    },
    loadAudit: async () => {
      try {
        dispatch({ type: 'audit-loaded', entries: (await gateway.audit()).entries });
      } catch (error) {
        said(error);
      }
    },
    saveAccount: async (username, isNew, value) => {
      try {
        await gateway.save('accounts', username, isNew, value);
        dispatch({ type: 'accounts-loaded', accounts: await gateway.accounts() });
        saved();
        return null;
      } catch (error) {
        return said(error);
      }
    },
  };
}
