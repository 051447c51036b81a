import type { Actions } from './actions.ts';
import { inbox } from './core/alerts/order.ts';
import { keyIntent, type KeyIntent } from './core/keys.ts';
import { mayRespond } from './core/rights.ts';
import { NO_FILTERS } from './core/state.ts';
import type { Store } from './store.ts';
import { MUTE_MS } from './views/top-bar.ts';

/** Lets everything be done by keyboard. Listens on the whole page, and keeps out of fields and dialogs. */
export function listenToKeys(page: Document, store: Store, act: Actions): void {
  page.addEventListener('keydown', (event) => {
    if (store.state().session.is !== 'signed-in') return;
    const focus = page.activeElement instanceof HTMLElement ? page.activeElement : null;
    const typing =
      focus?.matches('input:not([type=checkbox], [type=range], [type=radio]), textarea, select, [contenteditable]') ===
      true;
    if (typing && event.key === 'Escape') return focus?.blur();
    const intent = keyIntent({
      key: event.key,
      ctrlKey: event.ctrlKey,
      metaKey: event.metaKey,
      altKey: event.altKey,
      typing,
      arrowsTaken: focus?.matches('input, select, .found button, [data-arrows]') === true,
      dialog: page.querySelector('dialog[open]') !== null,
    });
    if (intent === null) return;
    event.preventDefault();
    run(intent, store, act, page);
  });
}

function run(intent: KeyIntent, { state: get, dispatch }: Store, act: Actions, page: Document): void {
  const state = get();
  const { selection } = state.view;
  const chosen = selection?.kind === 'alert' ? [selection.id] : [];
  const ids = !mayRespond(state.session) ? [] : state.marked.size > 0 ? [...state.marked] : chosen;
  switch (intent) {
    case 'next':
      return dispatch({ type: 'moved', delta: 1 });
    case 'previous':
      return dispatch({ type: 'moved', delta: -1 });
    case 'newest': {
      const first = inbox(state.alerts, NO_FILTERS, state.now).find((alert) => alert.state === 'raised');
      if (first) dispatch({ type: 'selected', selection: { kind: 'alert', id: first.id } });
      return;
    }
    case 'acknowledge':
      if (ids.length > 0) void act.step(ids, { kind: 'acknowledged' });
      return;
    case 'on-scene':
      if (ids.length > 0) void act.step(ids, { kind: 'on-scene' });
      return;
    case 'dispatch':
    case 'resolve':
    case 'false-alarm':
      if (ids.length > 0) dispatch({ type: 'dialog-opened', dialog: { kind: intent, alertIds: ids } });
      return;
    case 'comment':
      page.querySelector<HTMLElement>('.comment textarea')?.focus();
      return;
    case 'mark':
      if (mayRespond(state.session)) for (const id of chosen) dispatch({ type: 'mark-toggled', id });
      return;
    case 'search':
      page.querySelector<HTMLElement>('#search')?.focus();
      return;
    case 'mute':
      return dispatch({ type: 'muted', until: state.sound.mutedUntil === null ? state.now + MUTE_MS : null });
    case 'handover':
      if (!mayRespond(state.session)) return;
      return dispatch({ type: 'dialog-opened', dialog: { kind: 'handover' } });
    case 'undo': {
      const last = state.toasts.findLast(({ undo }) => undo.length > 0);
      if (last) act.undo(last);
      return;
    }
    case 'help':
      return dispatch({ type: 'dialog-opened', dialog: { kind: 'help' } });
    case 'escape':
      if (state.marked.size > 0) dispatch({ type: 'marks-cleared' });
      else dispatch({ type: 'selected', selection: null });
  }
}
