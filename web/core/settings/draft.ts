import type { Area, CameraSettings, SensorSettings, ZoneSettings } from '../../../contracts/devices.ts';
import type { RuleSettings } from '../../../contracts/rules.ts';
import type { City, FaultyField } from '../../../contracts/api.ts';
import type { Unit } from '../../../contracts/units.ts';
import type { State } from '../state.ts';
import { areaDraftAt, unitDraftAt, type AreaDraft, type UnitDraft } from './place-draft.ts';
import { newRule } from './rule-draft.ts';
import { slugFor } from './slug.ts';

/** Something an admin is writing and has not saved. */
export type Draft = DraftValue & {
  /** Not in the city yet: its id still follows its name. */
  readonly isNew: boolean;
  readonly dirty: boolean;
  readonly busy: boolean;
  readonly failure: DraftFailure | null;
};

export type DraftValue =
  | { readonly kind: 'camera'; readonly value: CameraSettings }
  | {
      readonly kind: 'sensor';
      readonly value: SensorSettings;
      /** Of a device that talks already: it does not follow the name. */
      readonly ownId?: string;
    }
  | {
      readonly kind: 'zone';
      readonly value: ZoneSettings;
      /** Corners are still being set. */
      readonly open: boolean;
      /** The alert whose picture is drawn on; kept, so that the picture does not change under the hand. */
      readonly pictureOf: number | null;
    }
  | { readonly kind: 'rule'; readonly value: RuleSettings; readonly version: number | null }
  | AreaDraft
  | UnitDraft;

/** Why the gateway did not take it, and where. */
export interface DraftFailure {
  readonly code: string;
  readonly fields: readonly FaultyField[];
}

export type SettingsSection =
  | 'cameras'
  | 'sensors'
  | 'rules'
  | 'areas'
  | 'units'
  | 'agents'
  | 'accounts'
  | 'planning'
  | 'city'
  | 'retention'
  | 'audit';
export const SECTIONS: readonly SettingsSection[] = [
  'cameras',
  'sensors',
  'rules',
  'areas',
  'units',
  'agents',
  'accounts',
  'planning',
  'city',
  'retention',
  'audit',
];

const fresh = { dirty: false, busy: false, failure: null } as const;

/**
 * What is edited at an address of the settings, such as `cameras/cong-cho`, `cameras/new`, `rules/new` or
 * `cameras/cong-cho/zones/kho`. Null: nothing, or it is not there.
 */
export function draftAt(state: State, path: readonly string[]): Draft | null {
  if (state.city.is !== 'ready') return null;
  const [section, id, part, zoneId] = path;
  const city = state.city.value;
  if (id === undefined) return null;
  if (section === 'cameras' && part === 'zones') {
    if (zoneId === 'new' || zoneId === 'new-line')
      return { ...newZone(id, zoneId === 'new-line', pictureOf(state, id)), isNew: true, ...fresh };
    const zone = city.zones.find((one) => one.id === zoneId && one.cameraId === id);
    return zone
      ? { kind: 'zone', value: zone, open: false, pictureOf: pictureOf(state, id), isNew: false, ...fresh }
      : null;
  }
  if (section === 'cameras') {
    if (id === 'new') return { kind: 'camera', value: newCamera(city, state), isNew: true, ...fresh };
    const camera = state.cameras.get(id);
    return camera ? { kind: 'camera', value: cameraSettingsOf(camera), isNew: false, ...fresh } : null;
  }
  if (section === 'sensors') {
    if (id === 'new') {
      const value = newSensor(city, state);
      // A device that talks already keeps the id it talks under.
      return part === undefined
        ? { kind: 'sensor', value, isNew: true, ...fresh }
        : { kind: 'sensor', value: adopted(value, part), ownId: part, isNew: true, ...fresh };
    }
    const sensor = state.sensors.get(id);
    if (!sensor) return null;
    const { areaId: _a, value: _v, at: _t, quality: _q, state: _s, ...value } = sensor;
    return { kind: 'sensor', value, isNew: false, ...fresh };
  }
  if (section === 'rules') {
    if (id === 'new') return { kind: 'rule', value: newRule(), version: null, isNew: true, ...fresh };
    const rule = city.rules.find((one) => one.id === id);
    if (!rule) return null;
    const { version, ...value } = rule;
    return { kind: 'rule', value, version, isNew: false, ...fresh };
  }
  if (section === 'areas' || section === 'units') {
    const draft = section === 'areas' ? areaDraftAt(id, state, city) : unitDraftAt(id, city);
    return draft && { ...draft, isNew: id === 'new', ...fresh };
  }
  return null;
}

type LiveCamera = State['cameras'] extends ReadonlyMap<string, infer C> ? C : never;

function cameraSettingsOf(camera: LiveCamera): CameraSettings {
  const { areaId: _a, condition: _c, fault: _f, conditionSince: _s, fps: _p, kbps: _k, ...more } = camera;
  const { lastFrameAt: _l, url, ...rest } = more;
  return { ...rest, url: url ?? '' };
}

function newCamera(city: Pick<City, 'centre'>, state: State): CameraSettings {
  const { lat, lon } = state.view.map ?? city.centre;
  return {
    id: '',
    agentId: [...state.agents.keys()][0] ?? '',
    name: '',
    url: 'rtsp://',
    place: { lat, lon },
    headingDeg: 0,
    fieldOfViewDeg: 70,
    rangeM: 60,
    sampleFps: 5,
    priority: 'normal',
    looksDown: false,
    masks: [],
    calibration: null,
    enabled: true,
  };
}

function newSensor(city: Pick<City, 'centre'>, state: State): SensorSettings {
  const { lat, lon } = state.view.map ?? city.centre;
  return {
    id: '',
    agentId: [...state.agents.keys()][0] ?? null,
    name: '',
    quantity: 'water-level',
    unit: 'm',
    place: { lat, lon },
    url: null,
    everyS: 60,
    plausible: null,
    enabled: true,
  };
}

/** What a device that speaks MQTT may be, guessed by its name. */
function adopted(value: SensorSettings, id: string): SensorSettings {
  const guesses: readonly (readonly [RegExp, SensorSettings['quantity'], string])[] = [
    [/pm-?2|bui/, 'pm25', 'µg/m³'],
    [/pm-?10/, 'pm10', 'µg/m³'],
    [/temp|nhiet/, 'temperature', '°C'],
    [/hum|do-am/, 'humidity', '%'],
    [/noise|tieng-on/, 'noise', 'dB'],
    [/rain|mua/, 'rain', 'mm'],
    [/co2/, 'co2', 'ppm'],
    [/water|level|nuoc/, 'water-level', 'm'],
  ];
  const [, quantity = 'other', unit = '-'] = guesses.find(([sign]) => sign.test(id)) ?? [];
  return { ...value, id, agentId: null, url: null, quantity, unit };
}

/** The newest picture of a camera that is at hand: that of its latest alert. */
export function pictureOf(state: State, cameraId: string): number | null {
  let latest: number | null = null;
  for (const { id, deviceKind, deviceId, hasSnapshot } of state.alerts.values()) {
    if (deviceKind === 'camera' && deviceId === cameraId && hasSnapshot && id > (latest ?? 0)) latest = id;
  }
  return latest;
}

function newZone(cameraId: string, line: boolean, picture: number | null): Extract<DraftValue, { kind: 'zone' }> {
  const shape: ZoneSettings['shape'] = line
    ? { kind: 'line', line: { from: [0.3, 0.6], to: [0.7, 0.6] } }
    : { kind: 'zone', polygon: [] };
  return { kind: 'zone', value: { id: '', cameraId, name: '', shape }, open: !line, pictureOf: picture };
}

/** Fields somebody has just written; those of the draft's own kind. */
export type DraftChange =
  | Partial<CameraSettings>
  | Partial<SensorSettings>
  | Partial<ZoneSettings>
  | Partial<RuleSettings>
  | Partial<Area>
  | Partial<Unit>;

/** What a draft is called. */
export function draftName(value: Draft['value']): string {
  return 'name' in value ? value.name : value.nameVi;
}

/** The draft with some fields written anew; a new thing's id follows its name. */
export function changed(draft: Draft, change: DraftChange, taken: ReadonlySet<string>): Draft {
  const value = { ...draft.value, ...change } as Draft['value'];
  // The id of a device that was adopted is its own.
  const isOwn = draft.kind === 'sensor' && draft.ownId === draft.value.id;
  const name = draftName(value);
  const named = draft.isNew && !isOwn ? { ...value, id: name.trim() === '' ? '' : slugFor(name, taken) } : value;
  // The kind does not change with the value: views change a draft only by its own kind's fields.
  return { ...draft, value: named, dirty: true, failure: null } as Draft;
}

/** Ids of its kind that are in use. */
export function takenIds(state: State, kind: Draft['kind']): ReadonlySet<string> {
  if (kind === 'camera') return new Set(state.cameras.keys());
  if (kind === 'sensor') return new Set(state.sensors.keys());
  if (state.city.is !== 'ready') return new Set();
  const { zones, rules, areas, units } = state.city.value;
  const { setup } = state;
  // An area that has ended keeps its id.
  const known = setup.areas.is === 'ready' ? setup.areas.value : areas;
  const things = { zone: zones, rule: rules, area: known, unit: units }[kind];
  return new Set(things.map(({ id }) => id));
}
