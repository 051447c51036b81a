import type { ActionParts } from './actions.ts';
import { createAdminAsks } from './admin-asks.ts';
import type { CameraLogin } from '../contracts/agent-questions.ts';
import type { RuleSettings } from '../contracts/rules.ts';
import { auditQueryOf } from './core/settings/audit-filter.ts';
import type { SetupState } from './core/settings/setup-state.ts';
import type { Loadable } from './core/state.ts';
import type { Draft } from './core/settings/draft.ts';
import { cityDays, plusDays } from './core/stats/city-days.ts';
import type { Collection, RequestFailed } from './edges/http.ts';

const COLLECTION: Readonly<Record<Draft['kind'], Collection>> = {
  camera: 'cameras',
  sensor: 'sensors',
  zone: 'zones',
  rule: 'rules',
  area: 'areas',
  unit: 'units',
};

const TRIAL_LOOK_MS = 400;

/** The agent has an answer, and it is no. */
class Refused extends Error {
  readonly why: string;

  constructor(why: string) {
    super(why);
    this.why = why;
  }
}

function answerOf<A>(
  reply: { readonly is: 'answered'; readonly answer: A } | { readonly is: 'refused'; readonly why: string },
): A {
  if (reply.is === 'refused') throw new Refused(reply.why);
  return reply.answer;
}

/** What an admin can ask for. None of it throws. */
export interface SettingsActions {
  /** Stores what is being written, and goes back to where it belongs. */
  readonly saveDraft: () => Promise<void>;
  /** Removes what is being written from the city. */
  readonly removeDraft: () => Promise<void>;
  readonly loadAccounts: () => Promise<void>;
  /** Reads the audit log by its filter; `more`: what is older than what was read. */
  readonly loadAudit: (more?: boolean) => Promise<void>;
  readonly loadUnknown: () => Promise<void>;
  readonly loadAreas: () => Promise<void>;
  /** Ends the area that is open at a moment (ISO 8601), merged into another or not. */
  readonly endArea: (at: string, successorId: string | null) => Promise<void>;
  /** Looks for cameras on the networks of an agent. */
  readonly discover: (agentId: string) => Promise<void>;
  /** Asks the chosen camera for its streams. */
  readonly inspect: (agentId: string, address: string, login: CameraLogin | null) => Promise<void>;
  /** Opens the stream of the draft once. */
  readonly tryStream: (agentId: string, url: string, cameraId: string | null) => Promise<void>;
  /** Tries the rule that is being written on the last day; shows how far it has come. */
  readonly tryRule: (rule: RuleSettings) => Promise<void>;
  readonly endRuleTrial: () => Promise<void>;
  /** Gives the fields the gateway did not like, or null when it is stored. */
  readonly saveAccount: (username: string, isNew: boolean, value: unknown) => Promise<RequestFailed | null>;
}

/** Makes the admin's actions of one console. */
export function createSettingsActions({ store, gateway, now }: ActionParts): SettingsActions {
  const { dispatch } = store;
  const { refused, saved } = createAdminAsks({ store, now });
  const write = async (send: (draft: Draft) => Promise<void>) => {
    const { draft } = store.state();
    if (!draft) return;
    dispatch({ type: 'draft-saving' });
    try {
      await send(draft);
      dispatch({ type: 'city-loaded', city: await gateway.city() });
      const { path } = store.state().view;
      const back = draft.kind === 'zone' ? path.slice(0, 2) : path.slice(0, 1);
      // It is stored: nothing of it is left behind.
      dispatch({ type: 'draft-closed' });
      dispatch({ type: 'paged', page: 'settings', path: back });
      saved();
    } catch (error) {
      const { code, fields } = refused(error);
      dispatch({ type: 'draft-failed', failure: { code, fields } });
    }
  };
  const find = async <
    K extends Exclude<keyof SetupState, 'device' | 'mask' | 'ring' | 'find' | 'groundPoint' | 'token'>,
  >(
    what: K,
    ask: () => Promise<SetupState[K] extends Loadable<infer T> ? T : never>,
  ): Promise<void> => {
    const tell = (value: Loadable<unknown>) => dispatch({ type: 'setup-changed', change: { [what]: value } });
    tell({ is: 'loading' });
    try {
      tell({ is: 'ready', value: await ask() });
    } catch (error) {
      tell({ is: 'failed', code: error instanceof Refused ? error.why : refused(error).code });
    }
  };
  const loadAreas = () => find('areas', () => gateway.areaHistory());
  return {
    saveDraft: () =>
      write(async (draft) => {
        const value = draft.kind === 'rule' ? { ...draft.value, ifVersion: draft.version ?? undefined } : draft.value;
        await gateway.save(COLLECTION[draft.kind], draft.value.id, draft.isNew, value);
        if (draft.kind === 'area') await loadAreas();
      }),
    endArea: (at, successorId) =>
      write(async (draft) => {
        await gateway.endArea(draft.value.id, at, successorId);
        await loadAreas();
      }),
    loadAreas,
    removeDraft: () => write((draft) => gateway.remove(COLLECTION[draft.kind], draft.value.id)),
    loadAccounts: async () => {
      try {
        dispatch({ type: 'accounts-loaded', accounts: await gateway.accounts() });
      } catch (error) {
        refused(error);
      }
    },
    loadAudit: async (more = false) => {
      const { audit, view, city } = store.state();
      const days = cityDays(city.is === 'ready' ? city.value.timeZone : 'UTC');
      const after = more && audit.is === 'ready' ? (audit.value.entries.at(-1)?.id ?? null) : null;
      const query = auditQueryOf(view.audit, {
        beforeId: after,
        startOf: days.startOf,
        nextDay: (day) => plusDays(day, 1),
      });
      try {
        const page = await gateway.audit(query);
        // Meanwhile something else was asked for.
        if (store.state().view.audit === view.audit) dispatch({ type: 'audit-loaded', page, after });
      } catch (error) {
        dispatch({ type: 'audit-failed', code: refused(error).code });
      }
    },
    loadUnknown: () => find('unknown', async () => gateway.unknownDevices()),
    discover: (agentId) => find('discovery', async () => answerOf(await gateway.discover(agentId))),
    inspect: (agentId, address, login) =>
      find('inspection', async () => answerOf(await gateway.inspect(agentId, address, login))),
    tryStream: (agentId, url, cameraId) =>
      find('trial', async () => answerOf(await gateway.tryStream(agentId, url, cameraId))),
    tryRule: async (rule) => {
      const { draft } = store.state();
      // Whoever goes elsewhere does not wait for it any more.
      const isWanted = () => store.state().draft?.kind === draft?.kind && store.state().setup.ruleTrial.is !== 'idle';
      await find('ruleTrial', () => gateway.tryRule(rule));
      for (;;) {
        const { ruleTrial } = store.state().setup;
        if (!isWanted() || ruleTrial.is !== 'ready') return;
        if (ruleTrial.value.state === 'done' || ruleTrial.value.state === 'failed') return;
        await new Promise((resolve) => setTimeout(resolve, TRIAL_LOOK_MS));
        const { id } = ruleTrial.value;
        if (!isWanted()) return void gateway.endRuleTrial(id).catch(() => undefined);
        try {
          dispatch({
            type: 'setup-changed',
            change: { ruleTrial: { is: 'ready', value: await gateway.ruleTrial(id) } },
          });
        } catch (error) {
          const { code } = refused(error);
          dispatch({ type: 'setup-changed', change: { ruleTrial: { is: 'failed', code } } });
        }
      }
    },
    endRuleTrial: async () => {
      const { ruleTrial } = store.state().setup;
      dispatch({ type: 'setup-changed', change: { ruleTrial: { is: 'idle' } } });
      if (ruleTrial.is === 'ready') await gateway.endRuleTrial(ruleTrial.value.id).catch(refused);
    },
    saveAccount: async (username, isNew, value) => {
      try {
        await gateway.save('accounts', username, isNew, value);
        dispatch({ type: 'accounts-loaded', accounts: await gateway.accounts() });
        saved();
        return null;
      } catch (error) {
        return refused(error);
      }
    },
  };
}
