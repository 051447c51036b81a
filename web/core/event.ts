import type { HeldMinute, Hold } from '../../contracts/retention.ts';
import type { Alert, AlertStep } from '../../contracts/alerts.ts';
import type { Assignees, AuditPage, StoredAccount } from '../../contracts/api-admin.ts';
import type { Account, AlertPage, City, MeasurementSeries } from '../../contracts/api.ts';
import type { HandoverPage } from '../../contracts/handover.ts';
import type { SystemState } from '../../contracts/system-state.ts';
import type { AlertsPush, ChainTrouble, DevicesPush, Shown } from '../../contracts/push.ts';
import type { PastCounts } from './map/past-counts.ts';
import type { Wall } from './live/wall.ts';
import type { AuditFilter } from './settings/audit-filter.ts';
import type { DraftChange, DraftFailure } from './settings/draft.ts';
import type { SetupState } from './settings/setup-state.ts';
import type { ShapeEdit } from './settings/shape-edit.ts';
import type { Language } from './text/dictionary.ts';
import type {
  Dialog,
  EvidenceTab,
  FailureCode,
  Filters,
  Loadable,
  MapView,
  PushState,
  Selection,
  Theme,
  Toast,
  View,
} from './state.ts';

/** Who is at the console. */
export type SessionEvent =
  | { readonly type: 'signed-out'; readonly failure: FailureCode | null }
  | { readonly type: 'signing-in' }
  /** The gateway cannot be asked who is signed in. */
  | { readonly type: 'gateway-away' }
  | { readonly type: 'signed-in'; readonly account: Account };

/** Alerts and their lives. */
export type AlertEvent =
  | { readonly type: 'alerts-loaded'; readonly page: AlertPage }
  | { readonly type: 'alerts-pushed'; readonly push: AlertsPush }
  /** They stand on this screen; `at` by the server's clock. */
  | { readonly type: 'alerts-shown'; readonly alerts: Shown['alerts'] }
  | { readonly type: 'steps-loading'; readonly id: number }
  | {
      readonly type: 'steps-loaded';
      readonly alert: Alert;
      readonly steps: readonly AlertStep[];
      readonly holds?: readonly Hold[];
    }
  | { readonly type: 'footage-told'; readonly holdId: number; readonly minutes: Loadable<readonly HeldMinute[]> }
  | { readonly type: 'steps-failed'; readonly id: number; readonly code: FailureCode }
  | { readonly type: 'history-loading' }
  | { readonly type: 'history-loaded'; readonly alerts: readonly Alert[] }
  | { readonly type: 'history-failed'; readonly code: FailureCode }
  | { readonly type: 'mark-toggled'; readonly id: number }
  | { readonly type: 'marks-cleared' }
  | { readonly type: 'assignees-loaded'; readonly assignees: Assignees }
  | { readonly type: 'handover-told'; readonly handover: Loadable<HandoverPage> }
  | { readonly type: 'sending'; readonly ids: readonly number[] }
  | { readonly type: 'sent'; readonly ids: readonly number[] };

/** The city, its devices and the connection. */
export type DeviceEvent =
  | { readonly type: 'city-loading' }
  | { readonly type: 'city-loaded'; readonly city: City }
  | { readonly type: 'city-failed'; readonly code: FailureCode }
  | { readonly type: 'devices-pushed'; readonly push: DevicesPush }
  | { readonly type: 'series-loading'; readonly id: string }
  | { readonly type: 'series-loaded'; readonly series: MeasurementSeries }
  | { readonly type: 'series-failed'; readonly id: string; readonly code: FailureCode }
  | { readonly type: 'past-told'; readonly past: Loadable<PastCounts> }
  | { readonly type: 'system-loading' }
  | { readonly type: 'system-loaded'; readonly system: SystemState }
  | { readonly type: 'system-failed'; readonly code: FailureCode }
  | { readonly type: 'link-changed'; readonly is: 'connecting' | 'live' | 'lost'; readonly at: number }
  | { readonly type: 'heard'; readonly at: number }
  | { readonly type: 'troubles-told'; readonly troubles: readonly ChainTrouble[] };

/** The screen itself: where one looks, what is open, what is said. */
export type ScreenEvent =
  | { readonly type: 'stale' }
  | { readonly type: 'ticked'; readonly now: number }
  | { readonly type: 'navigated'; readonly view: View }
  | { readonly type: 'selected'; readonly selection: Selection | null }
  | { readonly type: 'moved'; readonly delta: 1 | -1 }
  | { readonly type: 'filtered'; readonly filters: Partial<Filters> }
  | { readonly type: 'map-moved'; readonly map: MapView }
  | { readonly type: 'replayed'; readonly at: number | null }
  | { readonly type: 'paged'; readonly page: View['page']; readonly path?: readonly string[] }
  | { readonly type: 'stats-asked'; readonly path: readonly string[]; readonly stats: string }
  | { readonly type: 'pane-chosen'; readonly pane: 'list' | 'map' }
  | { readonly type: 'language-chosen'; readonly language: Language }
  | { readonly type: 'theme-chosen'; readonly theme: Theme }
  | { readonly type: 'muted'; readonly until: number | null }
  | { readonly type: 'push-told'; readonly push: PushState }
  | { readonly type: 'sound-blocked'; readonly blocked: boolean }
  | { readonly type: 'dialog-opened'; readonly dialog: Dialog }
  | { readonly type: 'dialog-closed' }
  | { readonly type: 'search-opened' }
  | { readonly type: 'search-closed' }
  | { readonly type: 'query-typed'; readonly query: string }
  | { readonly type: 'toasted'; readonly toast: Toast }
  | { readonly type: 'toast-dismissed'; readonly id: number };

/** The settings: what an admin writes, and the lists that only admins see. */
export type SettingsEvent =
  | { readonly type: 'draft-changed'; readonly change: DraftChange }
  | { readonly type: 'shape-edited'; readonly edit: ShapeEdit }
  | { readonly type: 'draft-saving' }
  | { readonly type: 'draft-failed'; readonly failure: DraftFailure }
  | { readonly type: 'draft-closed' }
  /** Somebody goes on with what they left. */
  | { readonly type: 'draft-taken-up'; readonly toast: Toast }
  | { readonly type: 'setup-changed'; readonly change: Partial<SetupState> }
  | { readonly type: 'settings-filtered'; readonly text: string }
  | { readonly type: 'accounts-loaded'; readonly accounts: readonly StoredAccount[] }
  | { readonly type: 'audit-filtered'; readonly change: Partial<AuditFilter> }
  /** `after`: the entry this page goes on after; null: it is the first. */
  | { readonly type: 'audit-loaded'; readonly page: AuditPage; readonly after: number | null }
  | { readonly type: 'audit-failed'; readonly code: FailureCode };

/** How cameras are looked at. */
export type SeeingEvent =
  | { readonly type: 'wall-changed'; readonly wall: Wall }
  | { readonly type: 'tile-enlarged'; readonly cameraId: string | null }
  | { readonly type: 'overlay-toggled' }
  | { readonly type: 'evidence-chosen'; readonly alertId: number; readonly tab: EvidenceTab }
  | { readonly type: 'cameras-found'; readonly text: string };

/** Everything that can happen to the console. `reduce` is the only place that says what follows from it. */
export type Event = SessionEvent | AlertEvent | DeviceEvent | ScreenEvent | SettingsEvent | SeeingEvent;
