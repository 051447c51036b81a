import { reduceAlerts } from './reduce-alerts.ts';
import { reduceDevices } from './reduce-devices.ts';
import { reduceSettings } from './reduce-settings.ts';
import { reduceSeeing } from './reduce-seeing.ts';
import { reduceScreen } from './reduce-screen.ts';
import type { Event } from './event.ts';
import { initialState, type State } from './state.ts';

/**
 * The only place that says what follows from an event. Pure: gives the same state back, by identity, when nothing
 * changed, so that nothing is drawn anew.
 */
export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case 'signed-out':
      return {
        ...initialState(state.now, state.preferences, state.view),
        sound: state.sound,
        session: { is: 'signed-out', failure: event.failure, busy: false },
      };
    case 'gateway-away':
      return state.session.is === 'unknown' ? { ...state, session: { is: 'unknown', away: true } } : state;
    case 'signing-in':
      return { ...state, session: { is: 'signed-out', failure: null, busy: true } };
    case 'signed-in':
      return {
        ...state,
        session: { is: 'signed-in', account: event.account },
        // The account knows its language; one chosen in this browser counts for more.
        preferences: state.preferences.languageChosen
          ? state.preferences
          : { ...state.preferences, language: event.account.locale },
      };
    case 'alerts-loaded':
    case 'alerts-pushed':
    case 'alerts-shown':
    case 'steps-loading':
    case 'steps-loaded':
    case 'footage-told':
    case 'steps-failed':
    case 'history-loading':
    case 'history-loaded':
    case 'history-failed':
    case 'assignees-loaded':
    case 'handover-told':
    case 'sending':
    case 'sent':
    case 'mark-toggled':
    case 'marks-cleared':
      return reduceAlerts(state, event);
    case 'city-loading':
    case 'city-loaded':
    case 'city-failed':
    case 'devices-pushed':
    case 'series-loading':
    case 'series-loaded':
    case 'series-failed':
    case 'past-told':
    case 'system-loading':
    case 'system-loaded':
    case 'system-failed':
    case 'link-changed':
    case 'heard':
    case 'troubles-told':
      return reduceDevices(state, event);
    case 'draft-changed':
    case 'shape-edited':
    case 'draft-saving':
    case 'draft-failed':
    case 'draft-closed':
    case 'draft-taken-up':
    case 'setup-changed':
    case 'settings-filtered':
    case 'accounts-loaded':
    case 'audit-filtered':
    case 'audit-loaded':
    case 'audit-failed':
      return reduceSettings(state, event);
    case 'wall-changed':
    case 'tile-enlarged':
    case 'overlay-toggled':
    case 'evidence-chosen':
    case 'cameras-found':
      return reduceSeeing(state, event);
    case 'stale':
    case 'ticked':
    case 'navigated':
    case 'selected':
    case 'moved':
    case 'filtered':
    case 'map-moved':
    case 'replayed':
    case 'paged':
    case 'stats-asked':
    case 'pane-chosen':
    case 'language-chosen':
    case 'theme-chosen':
    case 'muted':
    case 'push-told':
    case 'sound-blocked':
    case 'dialog-opened':
    case 'dialog-closed':
    case 'search-opened':
    case 'search-closed':
    case 'query-typed':
    case 'toasted':
    case 'toast-dismissed':
      return reduceScreen(state, event);
  }
}
