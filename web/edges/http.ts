import type { ExportOrder } from '../../contracts/exports.ts';
import type { Report, ReportOrder, ReportSchedule } from '../../contracts/reports.ts';
import type { CameraLogin } from '../../contracts/agent-questions.ts';
import type { Discovery, Inspection, Trial } from '../../contracts/api-camera-setup.ts';
import type { PlanningSettings } from '../../contracts/planning.ts';
import type { HeldMinute, Hold, NewHold, RetentionAnswer, RetentionSettings } from '../../contracts/retention.ts';
import type { RuleTrial } from '../../contracts/rule-trial.ts';
import type { RuleSettings } from '../../contracts/rules.ts';
import type { UnknownDevice } from '../../contracts/unknown-devices.ts';
import type { SystemState } from '../../contracts/system-state.ts';
import type { Area } from '../../contracts/devices.ts';
import type { Assignees, AuditPage, StoredAccount } from '../../contracts/api-admin.ts';
import type { HandoverPage } from '../../contracts/handover.ts';
import type { PushOffer, PushSubscriptionRequest } from '../../contracts/web-push.ts';
import type {
  AlertDetail,
  AlertPage,
  Account,
  ApiError,
  FaultyField,
  City,
  CitySettings,
  MeasurementSeries,
  NewStep,
} from '../../contracts/api.ts';

/** A request that did not succeed: the gateway's code, or `offline` when nothing answered. */
export class RequestFailed extends Error {
  readonly code: string;
  readonly fields: readonly FaultyField[];

  constructor(code: string, message: string, fields: RequestFailed['fields'] = []) {
    super(message);
    this.name = 'RequestFailed';
    this.code = code;
    this.fields = fields;
  }
}

/** What admins write, as the API calls it. */
export type Collection = 'cameras' | 'sensors' | 'zones' | 'rules' | 'areas' | 'units' | 'agents' | 'accounts';

/** The gateway's HTTP API as the console uses it. Every call throws {@link RequestFailed}. */
export interface Gateway {
  /** Who is signed in; throws `not-signed-in` when nobody is. */
  readonly whoAmI: () => Promise<Account>;
  readonly signIn: (username: string, password: string) => Promise<Account>;
  readonly signOut: () => Promise<void>;
  readonly saveLocale: (locale: Account['locale']) => Promise<void>;
  readonly city: () => Promise<City>;
  /** A new password for oneself; other sessions end. */
  readonly changePassword: (current: string, next: string) => Promise<void>;
  /** Ends all sessions of this account. */
  readonly signOutEverywhere: () => Promise<void>;
  readonly pushOffer: () => Promise<PushOffer>;
  readonly subscribePush: (subscription: PushSubscriptionRequest) => Promise<void>;
  readonly activeAlerts: () => Promise<AlertPage>;
  /** Alerts raised since a moment (ISO 8601), whatever became of them. */
  readonly alertsSince: (from: string, beforeId: number | null) => Promise<AlertPage>;
  readonly alert: (id: number) => Promise<AlertDetail>;
  readonly addStep: (id: number, step: NewStep) => Promise<AlertDetail>;
  /** The answer carries the token this once. */
  readonly addAgent: (id: string, name: string) => Promise<{ readonly id: string; readonly token: string }>;
  readonly renewAgentToken: (id: string) => Promise<{ readonly id: string; readonly token: string }>;
  readonly holdAlert: (id: number, reason: string) => Promise<AlertDetail>;
  readonly holds: () => Promise<{ readonly holds: readonly Hold[] }>;
  readonly holdPlaces: (hold: NewHold) => Promise<Hold>;
  readonly liftHold: (id: number, reason: string) => Promise<Hold>;
  readonly footage: (holdId: number) => Promise<{ readonly minutes: readonly HeldMinute[] }>;
  readonly retention: () => Promise<RetentionAnswer>;
  readonly planning: () => Promise<PlanningSettings>;
  readonly schedule: () => Promise<ReportSchedule>;
  readonly saveSchedule: (schedule: ReportSchedule) => Promise<ReportSchedule>;
  readonly savePlanning: (planning: PlanningSettings) => Promise<PlanningSettings>;
  readonly saveRetention: (retention: RetentionSettings) => Promise<RetentionAnswer>;
  readonly handovers: () => Promise<HandoverPage>;
  readonly handOver: (note: string) => Promise<HandoverPage>;
  readonly takeOver: (id: number) => Promise<HandoverPage>;
  readonly assignees: () => Promise<Assignees>;
  readonly systemState: () => Promise<SystemState>;
  /** Adds or changes something an admin wrote; answers when it is stored. */
  readonly save: (collection: Collection, id: string, isNew: boolean, value: unknown) => Promise<void>;
  readonly remove: (collection: Collection, id: string) => Promise<void>;
  readonly accounts: () => Promise<readonly StoredAccount[]>;
  /** Entries of the audit log by a query string of `GET /api/audit`. */
  readonly audit: (query: string) => Promise<AuditPage>;
  /** Notes that a camera's picture is saved here; answers when that is written down. */
  readonly noteCapture: (cameraId: string, takenAt: string | null) => Promise<void>;
  readonly discover: (agentId: string) => Promise<Discovery>;
  readonly inspect: (agentId: string, address: string, login: CameraLogin | null) => Promise<Inspection>;
  readonly tryStream: (agentId: string, url: string, cameraId: string | null) => Promise<Trial>;
  readonly tryRule: (rule: RuleSettings) => Promise<RuleTrial>;
  readonly ruleTrial: (id: string) => Promise<RuleTrial>;
  readonly endRuleTrial: (id: string) => Promise<void>;
  /** Every version of every area. */
  readonly areaHistory: () => Promise<readonly Area[]>;
  /** Ends an area at a moment (ISO 8601), merged into another or not. */
  readonly endArea: (id: string, at: string, successorId: string | null) => Promise<void>;
  readonly citySettings: () => Promise<CitySettings>;
  readonly saveCitySettings: (city: CitySettings) => Promise<CitySettings>;
  readonly unknownDevices: () => Promise<readonly UnknownDevice[]>;
  readonly measurements: (sensorId: string, from: string, to: string) => Promise<MeasurementSeries>;
  /** Orders a file of history; it is fetched once. */
  readonly orderExport: (order: ExportOrder) => Promise<{ readonly id: string }>;
  readonly cancelExport: (id: string) => Promise<void>;
  readonly orderReport: (order: Omit<ReportOrder, 'again'>) => Promise<Report>;
  /** Asks one of the read-only routes about the past; the statistics build the path. Breaking it off rejects at once. */
  readonly ask: (path: string, signal: AbortSignal) => Promise<unknown>;
}

/** Address of an alert's picture; same origin, needs the session. */
export function snapshotUrl(alertId: number): string {
  return `/api/alerts/${alertId}/snapshot`;
}

/** Address of an alert's clip; can be sought in. */
export function clipUrl(alertId: number): string {
  return `/api/alerts/${alertId}/clip`;
}

/** The same addresses where the file is to be kept: noted in the audit log each time. */
export function downloadUrl(alertId: number, kind: 'snapshot' | 'clip'): string {
  return `/api/alerts/${alertId}/${kind}?download=1`;
}

/** A minute of video that was copied for a hold; to be kept as a file, or looked at. */
export function footageUrl(holdId: number, minuteId: number, toKeep: boolean): string {
  return `/api/holds/${holdId}/footage/${minuteId}${toKeep ? '?download=1' : ''}`;
}

/** Speaks to the gateway that served the page. Requests give up after 20 s. */
export function createGateway(fetcher: typeof fetch = fetch.bind(globalThis)): Gateway {
  const call = async <T>(method: string, path: string, body?: unknown, stop?: AbortSignal): Promise<T> => {
    let response: Response;
    try {
      response = await fetcher(path, {
        method,
        credentials: 'same-origin',
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
        signal: stop ? AbortSignal.any([stop, AbortSignal.timeout(20_000)]) : AbortSignal.timeout(20_000),
      });
    } catch (cause) {
      throw new RequestFailed('offline', cause instanceof Error ? cause.message : 'no answer');
    }
    if (response.ok) return (response.status === 204 ? undefined : await readJson(response)) as T;
    throw await failureOf(response);
  };
  return {
    ask: (path, signal) => call('GET', path, undefined, signal),
    orderExport: (order) => call('POST', '/api/exports', order),
    cancelExport: (id) => call('DELETE', `/api/exports/orders/${id}`),
    orderReport: (order) => call('POST', '/api/reports', order),
    whoAmI: () => call('GET', '/api/session'),
    signIn: (username, password) => call('POST', '/api/session', { username, password }),
    signOut: () => call('DELETE', '/api/session'),
    changePassword: (current, next) => call('POST', '/api/session/password', { current, next }),
    signOutEverywhere: () => call('DELETE', '/api/sessions'),
    pushOffer: () => call('GET', '/api/push'),
    subscribePush: (subscription) => call('PUT', '/api/push/subscription', subscription),
    saveLocale: (locale) => call('PUT', '/api/session/locale', { locale }),
    city: () => call('GET', '/api/city'),
    activeAlerts: () => call('GET', '/api/alerts?state=active&limit=500'),
    alertsSince: (from, beforeId) => {
      const before = beforeId === null ? '' : `&beforeId=${beforeId}`;
      return call('GET', `/api/alerts?state=all&limit=500&from=${encodeURIComponent(from)}${before}`);
    },
    alert: (id) => call('GET', `/api/alerts/${id}`),
    addStep: (id, step) => call('POST', `/api/alerts/${id}/steps`, step),
    holdAlert: (id, reason) => call('POST', `/api/alerts/${id}/hold`, { reason }),
    holds: () => call('GET', '/api/holds'),
    holdPlaces: (hold) => call('POST', '/api/holds', hold),
    liftHold: (id, reason) => call('POST', `/api/holds/${id}/lift`, { reason }),
    footage: (holdId) => call('GET', `/api/holds/${holdId}/footage`),
    retention: () => call('GET', '/api/settings/retention'),
    planning: () => call('GET', '/api/settings/planning'),
    schedule: () => call('GET', '/api/settings/reports'),
    saveSchedule: (schedule) => call('PUT', '/api/settings/reports', schedule),
    savePlanning: (planning) => call('PUT', '/api/settings/planning', planning),
    saveRetention: (retention) => call('PUT', '/api/settings/retention', retention),
    systemState: () => call('GET', '/api/state'),
    handovers: () => call('GET', '/api/handovers'),
    handOver: (note) => call('POST', '/api/handovers', { note }),
    takeOver: (id) => call('POST', `/api/handovers/${id}/taken`, {}),
    assignees: () => call('GET', '/api/assignees'),
    save: (collection, id, isNew, value) =>
      isNew
        ? call('POST', `/api/${collection}`, value)
        : call('PUT', `/api/${collection}/${encodeURIComponent(id)}`, value),
    remove: (collection, id) => call('DELETE', `/api/${collection}/${encodeURIComponent(id)}`),
    addAgent: (id, name) => call('POST', '/api/agents', { id, name }),
    renewAgentToken: (id) => call('POST', `/api/agents/${encodeURIComponent(id)}/token`),
    accounts: () => call('GET', '/api/accounts'),
    audit: (query) => call('GET', `/api/audit?${query}`),
    noteCapture: (cameraId, takenAt) =>
      call('POST', `/api/cameras/${encodeURIComponent(cameraId)}/captures`, { takenAt }),
    discover: (agentId) => call('POST', `/api/agents/${encodeURIComponent(agentId)}/discover`),
    inspect: (agentId, address, login) =>
      call('POST', `/api/agents/${encodeURIComponent(agentId)}/inspect`, { address, login }),
    tryStream: (agentId, url, cameraId) =>
      call('POST', `/api/agents/${encodeURIComponent(agentId)}/try`, { url, cameraId }),
    tryRule: (rule) => call('POST', '/api/rules/trial', { rule }),
    ruleTrial: (id) => call('GET', `/api/rules/trials/${id}`),
    endRuleTrial: (id) => call('DELETE', `/api/rules/trials/${id}`),
    areaHistory: () => call('GET', '/api/areas?history=true'),
    endArea: (id, at, successorId) => {
      const query = new URLSearchParams({ at, ...(successorId !== null && { successorId }) });
      return call('DELETE', `/api/areas/${encodeURIComponent(id)}?${query.toString()}`);
    },
    citySettings: () => call('GET', '/api/settings/city'),
    saveCitySettings: (city) => call('PUT', '/api/settings/city', city),
    unknownDevices: () => call('GET', '/api/unknown-devices'),
    measurements: (sensorId, from, to) =>
      call(
        'GET',
        `/api/sensors/${encodeURIComponent(sensorId)}/measurements?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`,
      ),
  };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new RequestFailed('internal', `${response.status} with a body that is not JSON`);
  }
}

/** A proxy in between answers in its own words: then the status has to do. */
async function failureOf(response: Response): Promise<RequestFailed> {
  let said: ApiError['error'] | undefined;
  try {
    said = ((await response.json()) as Partial<ApiError>).error;
  } catch {
    said = undefined;
  }
  if (said && typeof said.code === 'string') return new RequestFailed(said.code, said.message, said.fields ?? []);
  if (response.status === 401) return new RequestFailed('not-signed-in', 'not signed in');
  const unavailable = response.status === 502 || response.status === 503 || response.status === 504;
  return new RequestFailed(unavailable ? 'unavailable' : 'internal', `status ${response.status}`);
}
