import type { SettingsEvent } from './event.ts';
import { changed, draftAt, takenIds } from './settings/draft.ts';
import { setupAfresh } from './settings/setup-state.ts';
import { editShape } from './settings/shape-edit.ts';
import type { State } from './state.ts';

/** What events about the settings do to the state. */
export function reduceSettings(state: State, event: SettingsEvent): State {
  const { draft } = state;
  switch (event.type) {
    case 'draft-changed':
      return draft ? { ...state, draft: changed(draft, event.change, takenIds(state, draft.kind)) } : state;
    case 'shape-edited': {
      if (draft?.kind !== 'zone') return state;
      const { shape, open } = editShape({ shape: draft.value.shape, open: draft.open }, event.edit);
      return { ...state, draft: { ...draft, open, value: { ...draft.value, shape }, dirty: true, failure: null } };
    }
    case 'draft-saving':
      return draft ? { ...state, draft: { ...draft, busy: true, failure: null } } : state;
    case 'draft-failed':
      return draft ? { ...state, draft: { ...draft, busy: false, failure: event.failure } } : state;
    case 'draft-closed':
      return { ...state, draft: null };
    case 'setup-changed':
      return { ...state, setup: { ...state.setup, ...event.change } };
    case 'settings-filtered':
      return { ...state, settingsFilter: event.text };
    case 'accounts-loaded':
      return { ...state, accounts: { is: 'ready', value: event.accounts } };
    case 'audit-loaded':
      return { ...state, audit: { is: 'ready', value: event.entries } };
  }
}

/**
 * Opens what the address names for writing. Going elsewhere drops what was written; the city loaded anew (`before`
 * null) leaves it alone.
 */
export function openDraft(state: State, before: State | null): State {
  const { page, path } = state.view;
  if (page !== 'settings') return state.draft === null ? state : { ...state, draft: null };
  const moved = before !== null && (before.view.page !== page || before.view.path.join('/') !== path.join('/'));
  if (!moved && state.draft !== null) return state;
  const token = moved ? null : state.setup.token;
  return { ...state, draft: draftAt(state, path), setup: { ...setupAfresh(state.setup), token } };
}
