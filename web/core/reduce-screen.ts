import { shownAlerts } from './alerts/shown-alerts.ts';
import type { ScreenEvent } from './event.ts';
import { openDraft } from './reduce-settings.ts';
import { formatAuditFilter } from './settings/audit-filter.ts';
import type { Selection, State, Toast, View } from './state.ts';

/** Messages on screen at once; older ones make room. */
const MAX_TOASTS = 4;

/** What events about the screen itself do to the state: where one looks, what is open, what is said. */
export function reduceScreen(state: State, event: ScreenEvent): State {
  switch (event.type) {
    case 'ticked':
      return tick(state, event.now);
    case 'stale':
      return state.stale ? state : { ...state, stale: true };
    case 'navigated':
      return openDraft(arrive(state, event.view), state);
    case 'selected':
      return select(state, event.selection);
    case 'moved':
      return move(state, event.delta);
    case 'filtered':
      return look(state, { filters: { ...state.view.filters, ...event.filters } });
    case 'map-moved':
      return look(state, { map: event.map });
    case 'replayed':
      return look(state, { replayAt: event.at });
    case 'paged':
      return openDraft(look(state, { page: event.page, path: event.path ?? [] }), state);
    case 'stats-asked':
      return look(state, { page: 'stats', path: event.path, stats: event.stats });
    case 'pane-chosen':
      return { ...state, pane: event.pane };
    case 'language-chosen':
      return { ...state, preferences: { ...state.preferences, language: event.language, languageChosen: true } };
    case 'theme-chosen':
      return { ...state, preferences: { ...state.preferences, theme: event.theme } };
    case 'muted':
      return { ...state, sound: { ...state.sound, mutedUntil: event.until } };
    case 'push-told':
      return { ...state, push: event.push };
    case 'sound-blocked':
      if (state.sound.blocked === event.blocked) return state;
      return { ...state, sound: { ...state.sound, blocked: event.blocked } };
    case 'dialog-opened':
      return { ...state, dialog: event.dialog };
    case 'dialog-closed':
      return state.dialog === null ? state : { ...state, dialog: null };
    case 'search-opened':
      return state.searching ? state : { ...state, searching: true };
    case 'search-closed':
      return { ...state, searching: false, query: '' };
    case 'query-typed':
      return { ...state, query: event.query, searching: true };
    case 'toasted':
      return { ...state, toasts: [...superseded(state.toasts, event.toast).slice(1 - MAX_TOASTS), event.toast] };
    case 'toast-dismissed':
      return { ...state, toasts: state.toasts.filter(({ id }) => id !== event.id) };
  }
}

const look = (state: State, change: Partial<View>): State => ({ ...state, view: { ...state.view, ...change } });

/** Another address: what was read of the audit log stays while the same is asked for. */
function arrive(state: State, view: View): State {
  const { audit } = state.view;
  return formatAuditFilter(audit).join() === formatAuditFilter(view.audit).join()
    ? { ...state, view: { ...view, audit } }
    : { ...state, view, audit: { is: 'loading' } };
}

function tick(state: State, now: number): State {
  const toasts = state.toasts.some(({ until }) => until <= now)
    ? state.toasts.filter(({ until }) => until > now)
    : state.toasts;
  const over = state.sound.mutedUntil !== null && state.sound.mutedUntil <= now;
  return { ...state, now, toasts, sound: over ? { ...state.sound, mutedUntil: null } : state.sound };
}

/** Only the last step of an alert can be taken back: older messages do not offer what would take back another step. */
function superseded(toasts: readonly Toast[], { undo }: Toast): readonly Toast[] {
  if (undo.length === 0) return toasts;
  return toasts.flatMap((toast) => {
    const left = toast.undo.filter((id) => !undo.includes(id));
    if (left.length === toast.undo.length) return [toast];
    return left.length === 0 ? [] : [{ ...toast, undo: left }];
  });
}

function select(state: State, selection: Selection | null): State {
  const now = state.view.selection;
  if (now === selection || (now && selection && now.kind === selection.kind && now.id === selection.id)) return state;
  return look(state, { selection });
}

/** One up or down in the list; from nothing to its first. */
function move(state: State, delta: 1 | -1): State {
  const list = shownAlerts(state);
  const { selection } = state.view;
  const index = selection?.kind === 'alert' ? list.findIndex(({ id }) => id === selection.id) : -1;
  const next = list[index === -1 ? 0 : Math.max(0, Math.min(list.length - 1, index + delta))];
  return next ? select(state, { kind: 'alert', id: next.id }) : state;
}
