import type { Alert, AlertStep } from '../../contracts/alerts.ts';
import type { Assignees, AuditPage, StoredAccount } from '../../contracts/api-admin.ts';
import type { Account, Agent, Camera, City, MeasurementSeries, Sensor } from '../../contracts/api.ts';
import type { HandoverPage } from '../../contracts/handover.ts';
import type { Cursor } from '../../contracts/ids.ts';
import type { ChainTrouble } from '../../contracts/push.ts';
import type { HeldMinute, Hold } from '../../contracts/retention.ts';
import type { Severity } from '../../contracts/rules.ts';
import type { SystemState } from '../../contracts/system-state.ts';
import type { Wall } from './live/wall.ts';
import type { PastCounts } from './map/past-counts.ts';
import type { AuditFilter } from './settings/audit-filter.ts';
import type { Draft } from './settings/draft.ts';
import { NO_SETUP, type SetupState } from './settings/setup-state.ts';
import type { Language } from './text/dictionary.ts';

/** Something fetched: not asked for yet, on its way, here, or refused with a code the dictionary can put in words. */
export type Loadable<T> =
  | { readonly is: 'idle' }
  | { readonly is: 'loading' }
  | { readonly is: 'ready'; readonly value: T }
  | { readonly is: 'failed'; readonly code: FailureCode };

/** Why a request did not succeed: the gateway's code, or `offline` when it could not be reached at all. */
export type FailureCode = string;

/** Who is at the console. */
export type Session =
  /** `away`: nobody could be asked yet. */
  | { readonly is: 'unknown'; readonly away: boolean }
  | { readonly is: 'signed-out'; readonly failure: FailureCode | null; readonly busy: boolean }
  | { readonly is: 'signed-in'; readonly account: Account };

/** The live connection. `lastAt` is when anything last came, by this machine's clock. */
export interface Link {
  readonly is: 'connecting' | 'live' | 'lost';
  readonly lastAt: number | null;
  /** Changes skipped by the gateway because this console was slow, since it connected. */
  readonly skipped: number;
  /** What does not work behind the connection, as long as it stands. */
  readonly troubles: readonly ChainTrouble[];
}

/** The city without the things that change by the second. */
export type CityFrame = Omit<City, 'cameras' | 'sensors' | 'agents'>;

export type Page = 'map' | 'wall' | 'stats' | 'system' | 'settings';

/** What is open beside the map. */
export type Selection =
  | { readonly kind: 'alert'; readonly id: number }
  | { readonly kind: 'camera' | 'sensor'; readonly id: string };

export interface MapView {
  readonly lat: number;
  readonly lon: number;
  readonly zoom: number;
}

/** What the alert list and the map show. Empty sets and null mean no restriction. */
export interface Filters {
  readonly severities: readonly Severity[];
  readonly areaId: string | null;
  readonly about: 'camera' | 'sensor' | null;
  readonly closed: boolean;
  /** Alerts nobody has taken, or those somebody deals with. */
  readonly taken: 'no' | 'yes' | null;
  /** On the map only devices that are not well. */
  readonly trouble: boolean;
}

/** Everything an address carries, so that a view can be sent to a colleague. */
export interface View {
  readonly page: Page;
  /** Below the page: which settings, which camera. */
  readonly path: readonly string[];
  readonly selection: Selection | null;
  readonly filters: Filters;
  readonly map: MapView | null;
  /** A moment of the last 24 h the map looks back to; null: now. */
  readonly replayAt: number | null;
  /** What the statistics are asked for, as it stands in the address; they read it themselves, being loaded late. */
  readonly stats: string;
  /** The wall of cameras as somebody chose it; null: as usual. */
  readonly wall: Wall | null;
  /** Of which entries the audit log is read. */
  readonly audit: AuditFilter;
}

export type Theme = 'night' | 'day';

/** What this browser remembers between visits. */
export interface Preferences {
  readonly language: Language;
  /** Somebody chose it here, so that it does not follow the account. */
  readonly languageChosen: boolean;
  readonly theme: Theme;
}

export interface Sound {
  /** Silent until then by the server's clock; null: on. */
  readonly mutedUntil: number | null;
  /** The browser wants a click before it lets a page make sound. */
  readonly blocked: boolean;
}

/** Whether this device tells of alerts while the console is closed; `none`: browser or city does not offer it. */
export type PushState =
  | { readonly is: 'unknown' | 'none' | 'denied' }
  | { readonly is: 'off'; readonly leastSeverity: Severity; readonly failed: boolean }
  | { readonly is: 'on'; readonly leastSeverity: Severity };

export type Dialog =
  | { readonly kind: 'push' | 'password' }
  | { readonly kind: 'help' }
  | { readonly kind: 'false-alarm' | 'resolve' | 'dispatch'; readonly alertIds: readonly number[] }
  | { readonly kind: 'snapshot'; readonly alertId: number }
  | { readonly kind: 'handover' };

/** What is looked at of an alert. */
export type EvidenceTab = 'picture' | 'clip' | 'live';

/** How cameras are looked at. */
export interface Seeing {
  /** Boxes, zones and lines are drawn over pictures. */
  readonly overlay: boolean;
  /** Of which alert more than the picture is looked at. */
  readonly evidence: { readonly alertId: number; readonly tab: EvidenceTab } | null;
  /** The camera that fills the wall for the moment. */
  readonly enlarged: string | null;
  /** Text by which cameras for the wall are found. */
  readonly find: string;
}

/** A message that goes away by itself. */
export interface Toast {
  readonly id: number;
  readonly tone: 'done' | 'notice' | 'failed';
  readonly text: ToastText;
  /** Alerts whose step can be taken back from here. */
  readonly undo: readonly number[];
  /** What somebody was writing when they went elsewhere, and where: they can go on with it. */
  readonly left?: { readonly draft: Draft; readonly path: readonly string[] };
  readonly until: number;
}

export type ToastText =
  | { readonly is: 'step'; readonly kind: AlertStep['kind']; readonly count: number }
  | { readonly is: 'changed'; readonly alertId: number; readonly byName: string | null; readonly state: Alert['state'] }
  | { readonly is: 'failure'; readonly code: FailureCode }
  | { readonly is: 'no-basemap' }
  | { readonly is: 'copied' }
  | { readonly is: 'captured' }
  | { readonly is: 'no-picture' }
  | { readonly is: 'saved' | 'password-changed' | 'draft-left' };

/** Everything the screen is drawn from. Maps and entities are replaced, never mutated: identity is the dirty flag. */
export interface State {
  readonly session: Session;
  readonly city: Loadable<CityFrame>;
  readonly cameras: ReadonlyMap<string, Camera>;
  readonly sensors: ReadonlyMap<string, Sensor>;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly alerts: ReadonlyMap<number, Alert>;
  readonly cursor: Cursor | null;
  readonly steps: ReadonlyMap<number, Loadable<readonly AlertStep[]>>;
  /** What keeps alerts from being removed, of those whose life is open here. */
  readonly holds: ReadonlyMap<number, readonly Hold[]>;
  /** Minutes of video that were copied for holds somebody opened, by hold. */
  readonly footage: ReadonlyMap<number, Loadable<readonly HeldMinute[]>>;
  readonly series: ReadonlyMap<string, Loadable<MeasurementSeries>>;
  /** Whether the alerts of the last 24 h, closed ones included, have been fetched. */
  readonly history: Loadable<true>;
  /** What the cameras counted in the last day; fetched when somebody looks back. */
  readonly past: Loadable<PastCounts>;
  /** The last answer about the state of the system. */
  readonly system: Loadable<SystemState>;
  /** To whom alerts may be handed. */
  readonly assignees: Loadable<Assignees>;
  readonly handover: Loadable<HandoverPage>;
  readonly link: Link;
  readonly view: View;
  readonly preferences: Preferences;
  readonly sound: Sound;
  readonly push: PushState;
  readonly dialog: Dialog | null;
  readonly toasts: readonly Toast[];
  /** Alerts with a step on its way to the gateway. */
  readonly sending: ReadonlySet<number>;
  /** Alerts ticked for handling together. */
  readonly marked: ReadonlySet<number>;
  /** What an admin is writing in the settings. */
  readonly draft: Draft | null;
  readonly accounts: Loadable<readonly StoredAccount[]>;
  /** The audit log as far as it was read, of the entries the view asks for. */
  readonly audit: Loadable<AuditPage>;
  readonly setup: SetupState;
  readonly settingsFilter: string;
  readonly seeing: Seeing;
  readonly query: string;
  readonly searching: boolean;
  /** On a phone: the list or the map. */
  readonly pane: 'list' | 'map';
  /** When this console's live connection first stood; alerts before that say nothing about its speed. */
  readonly openedAt: number;
  /** Now by the server's clock, ms; moves once a second. */
  readonly now: number;
  /** The gateway runs another version than this page: reload when convenient. */
  readonly stale: boolean;
}

export const NO_FILTERS: Filters = {
  severities: [],
  areaId: null,
  about: null,
  closed: false,
  taken: null,
  trouble: false,
};

/** The state before anything is known. */
export function initialState(now: number, preferences: Preferences, view: View): State {
  return {
    session: { is: 'unknown', away: false },
    city: { is: 'idle' },
    cameras: new Map(),
    sensors: new Map(),
    agents: new Map(),
    alerts: new Map(),
    cursor: null,
    steps: new Map(),
    holds: new Map(),
    footage: new Map(),
    series: new Map(),
    history: { is: 'idle' },
    past: { is: 'idle' },
    system: { is: 'idle' },
    assignees: { is: 'idle' },
    handover: { is: 'idle' },
    link: { is: 'connecting', lastAt: null, skipped: 0, troubles: [] },
    view,
    preferences,
    sound: { mutedUntil: null, blocked: false },
    push: { is: 'unknown' },
    dialog: null,
    toasts: [],
    sending: new Set(),
    marked: new Set(),
    draft: null,
    accounts: { is: 'idle' },
    audit: { is: 'idle' },
    setup: NO_SETUP,
    settingsFilter: '',
    seeing: { overlay: true, evidence: null, enlarged: null, find: '' },
    query: '',
    searching: false,
    pane: 'list',
    openedAt: Infinity,
    now,
    stale: false,
  };
}
