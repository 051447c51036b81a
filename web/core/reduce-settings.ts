import type { SettingsEvent } from './event.ts';
import { changed, draftAt, takenIds } from './settings/draft.ts';
import { setupAfresh } from './settings/setup-state.ts';
import { editShape } from './settings/shape-edit.ts';
import type { State, Toast } from './state.ts';

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
    case 'draft-taken-up': {
      const { left, id } = event.toast;
      if (!left) return state;
      const view = { ...state.view, page: 'settings', path: left.path } as const;
      const toasts = state.toasts.filter((toast) => toast.id !== id);
      return { ...state, view, toasts, draft: left.draft, setup: setupAfresh(state.setup) };
    }
    case 'setup-changed':
      return { ...state, setup: { ...state.setup, ...event.change } };
    case 'settings-filtered':
      return { ...state, settingsFilter: event.text };
    case 'accounts-loaded':
      return { ...state, accounts: { is: 'ready', value: event.accounts } };
    case 'audit-filtered':
      return {
        ...state,
        audit: { is: 'loading' },
        view: { ...state.view, audit: { ...state.view.audit, ...event.change } },
      };
    case 'audit-loaded': {
      const { page, after } = event;
      const before = state.audit.is === 'ready' && after !== null ? state.audit.value.entries : [];
      // A page that was asked for twice is shown once.
      if (after !== null && before.at(-1)?.id !== after) return state;
      return { ...state, audit: { is: 'ready', value: { ...page, entries: [...before, ...page.entries] } } };
    }
    case 'audit-failed':
      return { ...state, audit: { is: 'failed', code: event.code } };
  }
}

/** So long one can go back to what one left unsaved. */
const LEFT_MS = 20_000;

/** A message by which somebody can go on with what they were writing when they went elsewhere. */
function noteLeft(state: State, before: State): State {
  const { draft, view } = before;
  if (draft?.dirty !== true) return state;
  // Between two seconds: no message of anything else has this number.
  const toast: Toast = {
    id: state.now + 0.5,
    tone: 'notice',
    text: { is: 'draft-left' },
    undo: [],
    left: { draft: { ...draft, busy: false }, path: view.path },
    until: state.now + LEFT_MS,
  };
  return { ...state, toasts: [...state.toasts.filter(({ left }) => !left), toast] };
}

/**
 * Opens what the address names for writing. Going elsewhere drops what was written, and says so; the city loaded anew
 * (`before` null) leaves it alone.
 */
export function openDraft(moving: State, before: State | null): State {
  const { page, path } = moving.view;
  const moved = before !== null && (before.view.page !== page || before.view.path.join('/') !== path.join('/'));
  const state = moved ? noteLeft(moving, before) : moving;
  if (page !== 'settings') return state.draft === null ? state : { ...state, draft: null };
  if (!moved && state.draft !== null) return state;
  const token = moved ? null : state.setup.token;
  const sameList = before !== null && before.view.path[0] === path[0];
  return {
    ...state,
    draft: draftAt(state, path),
    setup: { ...setupAfresh(state.setup), token },
    // Whoever comes back to a list finds it as they left it.
    settingsFilter: sameList ? state.settingsFilter : '',
  };
}
