import type { Alert, AlertStep } from '../../contracts/alerts.ts';
import type { Camera, City, Sensor } from '../../contracts/api.ts';
import { NO_AUDIT_FILTER } from '../../web/core/settings/audit-filter.ts';
import { initialState, NO_FILTERS, type State, type View } from '../../web/core/state.ts';

/** 2026-11-23 10:00 in Vĩnh Yên. */
export const NOON = Date.parse('2026-11-23T03:00:00.000Z');

export const iso = (at: number): string => new Date(at).toISOString();

export function anAlert(change: Partial<Alert> = {}): Alert {
  return {
    id: 1,
    version: 1,
    ruleId: 'closed-store',
    ruleVersion: 1,
    ruleName: 'Người trong kho cấm',
    condition: { kind: 'zone-presence', zoneIds: ['store'], classes: ['person'], forS: 3 },
    severity: 'warning',
    state: 'raised',
    deviceKind: 'camera',
    deviceId: 'cam-1',
    deviceName: 'Cổng kho',
    zoneId: 'store',
    zoneName: 'Kho',
    areaId: 'vinh-yen',
    place: { lat: 21.31, lon: 105.6 },
    class: 'person',
    box: { x: 0.1, y: 0.1, w: 0.2, h: 0.4 },
    value: null,
    unit: null,
    hasSnapshot: true,
    hasClip: false,
    clipFrom: null,
    count: 1,
    lastAt: iso(NOON),
    clearedAt: null,
    recipient: null,
    assignee: null,
    deadlineAt: null,
    escalatedAt: null,
    clock: aClock(),
    ...change,
  };
}

export function aClock(change: Partial<Alert['clock']> = {}): Alert['clock'] {
  return {
    capturedAt: iso(NOON - 260),
    receivedAt: iso(NOON - 200),
    perceivedAt: iso(NOON - 90),
    raisedAt: iso(NOON),
    pushedAt: iso(NOON + 15),
    shownAt: null,
    acknowledgedAt: null,
    resolvedAt: null,
    ...change,
  };
}

export function aStep(change: Partial<AlertStep> = {}): AlertStep {
  return {
    id: 1,
    alertId: 1,
    kind: 'raised',
    at: iso(NOON),
    by: null,
    byName: null,
    text: null,
    assignee: null,
    deadlineAt: null,
    ...change,
  };
}

export function aCamera(change: Partial<Camera> = {}): Camera {
  return {
    id: 'cam-1',
    agentId: 'agent-1',
    name: 'Cổng kho',
    place: { lat: 21.31, lon: 105.6 },
    headingDeg: 90,
    fieldOfViewDeg: 70,
    rangeM: 60,
    sampleFps: 5,
    priority: 'normal',
    looksDown: false,
    masks: [],
    calibration: null,
    enabled: true,
    url: null,
    areaId: 'vinh-yen',
    condition: 'online',
    fault: null,
    conditionSince: null,
    fps: 10,
    kbps: 1200,
    lastFrameAt: iso(NOON),
    ...change,
  };
}

export function aSensor(change: Partial<Sensor> = {}): Sensor {
  return {
    id: 'level-1',
    agentId: null,
    name: 'Mực nước Đầm Vạc',
    quantity: 'water-level',
    unit: 'm',
    place: { lat: 21.3, lon: 105.598 },
    url: null,
    everyS: 10,
    plausible: null,
    enabled: true,
    areaId: 'vinh-yen',
    value: 6.1,
    at: iso(NOON),
    quality: 'good',
    state: 'ok',
    ...change,
  };
}

export function aCity(change: Partial<City> = {}): City {
  return {
    name: { vi: 'Vĩnh Yên', en: 'Vinh Yen' },
    timeZone: 'Asia/Ho_Chi_Minh',
    centre: { lat: 21.309, lon: 105.605, zoom: 14 },
    baseMap: null,
    areas: [],
    units: [],
    agents: [],
    cameras: [],
    sensors: [],
    zones: [],
    rules: [],
    simulated: [],
    serverTime: iso(NOON),
    ...change,
  };
}

export function aView(change: Partial<View> = {}): View {
  return {
    page: 'map',
    path: [],
    selection: null,
    filters: NO_FILTERS,
    map: null,
    replayAt: null,
    stats: '',
    wall: null,
    audit: NO_AUDIT_FILTER,
    ...change,
  };
}

export function aState(change: Partial<State> = {}): State {
  return { ...initialState(NOON, { language: 'vi', languageChosen: false, theme: 'night' }, aView()), ...change };
}

export const mapById = <T extends { readonly id: string | number }>(list: readonly T[]): ReadonlyMap<T['id'], T> =>
  new Map(list.map((one) => [one.id, one]));
