import type { Alert } from '../../../contracts/alerts.ts';
import type { Camera, Sensor } from '../../../contracts/api.ts';
import { GRAVITY, isActive } from '../alerts/order.ts';
import { toWorld } from './mercator.ts';

/** How a device looks on the map; each has a shape of its own besides its colour. Ordered from well to worst. */
export type DotLook = 'ok' | 'disabled' | 'off' | 'poor' | 'bad';

/** A camera or sensor as the map draws it. Replaced when anything about it changes. */
export interface Dot {
  /** `camera:id` or `sensor:id`. */
  readonly key: string;
  readonly kind: 'camera' | 'sensor';
  readonly id: string;
  readonly name: string;
  /** Place in the world plane, 0..1. */
  readonly x: number;
  readonly y: number;
  readonly lat: number;
  readonly look: DotLook;
  /** Where a camera looks; null for sensors. */
  readonly cone: { readonly headingDeg: number; readonly fieldOfViewDeg: number; readonly rangeM: number } | null;
  /** What a sensor reads. */
  readonly value: number | null;
  readonly unit: string;
  readonly alerts: number;
  /** Gravity of the worst active alert, 0 none … 3 critical. */
  readonly gravity: number;
}

/** Active alerts of a device: how many, and how grave the worst is. */
export interface DeviceAlerts {
  readonly alerts: number;
  readonly gravity: number;
}

const NONE: DeviceAlerts = { alerts: 0, gravity: 0 };

/** Counts the active alerts of each device, by the key of its dot. */
export function alertsByDevice(alerts: ReadonlyMap<number, Alert>): ReadonlyMap<string, DeviceAlerts> {
  const counts = new Map<string, DeviceAlerts>();
  for (const alert of alerts.values()) {
    if (!isActive(alert)) continue;
    const key = `${alert.deviceKind}:${alert.deviceId}`;
    const known = counts.get(key) ?? NONE;
    counts.set(key, { alerts: known.alerts + 1, gravity: Math.max(known.gravity, GRAVITY[alert.severity]) });
  }
  return counts;
}

function cameraLook(camera: Camera): DotLook {
  if (!camera.enabled) return 'disabled';
  if (camera.condition === 'online') return 'ok';
  return camera.condition === 'offline' ? 'off' : 'poor';
}

const SENSOR_LOOK: Readonly<Record<Sensor['state'], DotLook>> = {
  ok: 'ok',
  silent: 'off',
  warning: 'poor',
  critical: 'bad',
};

type Kind = Dot['kind'];

interface Kept<T extends Camera | Sensor> {
  readonly source: T;
  readonly dot: Dot;
}

/** Keeps the dots of all devices and makes anew only those whose device or alerts changed. */
export interface DotIndex {
  /** Brings the dots up to date; gives the keys that changed, and whether any came, went or moved. */
  readonly update: (
    cameras: ReadonlyMap<string, Camera>,
    sensors: ReadonlyMap<string, Sensor>,
    alerts: ReadonlyMap<number, Alert>,
  ) => { readonly changed: readonly string[]; readonly moved: boolean };
  readonly dots: () => ReadonlyMap<string, Dot>;
}

/** Makes an empty index of dots. */
export function createDotIndex(): DotIndex {
  const dots = new Map<string, Dot>();
  const cameras = createKind<Camera>('camera', cameraFacts, dots);
  const sensors = createKind<Sensor>('sensor', sensorFacts, dots);
  let lastAlerts: ReadonlyMap<number, Alert> | null = null;
  let byDevice: ReadonlyMap<string, DeviceAlerts> = new Map();
  return {
    dots: () => dots,
    update: (newCameras, newSensors, alerts) => {
      if (alerts !== lastAlerts) byDevice = alertsByDevice(alerts);
      lastAlerts = alerts;
      const changed: string[] = [];
      const camerasMoved = cameras(newCameras, byDevice, changed);
      const sensorsMoved = sensors(newSensors, byDevice, changed);
      return { changed, moved: camerasMoved || sensorsMoved };
    },
  };
}

/**
 * The dots of one kind of device. With thousands of devices that change every second this is the console's busiest
 * loop: nothing is made for a device that is the same by identity.
 *
 * @returns a function that takes the devices as they are now, notes the keys of dots that changed, and tells whether any
 *   came, went or moved.
 */
function createKind<T extends Camera | Sensor>(
  kind: Kind,
  facts: (device: T) => Pick<Dot, 'look' | 'cone' | 'value' | 'unit'>,
  dots: Map<string, Dot>,
): (devices: ReadonlyMap<string, T>, alerts: ReadonlyMap<string, DeviceAlerts>, changed: string[]) => boolean {
  const kept = new Map<string, Kept<T>>();
  let lastDevices: ReadonlyMap<string, T> | null = null;
  let lastAlerts: ReadonlyMap<string, DeviceAlerts> | null = null;
  return (devices, alerts, changed) => {
    if (devices === lastDevices && alerts === lastAlerts) return false;
    lastDevices = devices;
    lastAlerts = alerts;
    let moved = false;
    for (const source of devices.values()) {
      const known = kept.get(source.id);
      const key = known?.dot.key ?? `${kind}:${source.id}`;
      const counts = alerts.get(key) ?? NONE;
      if (known?.source === source && known.dot.alerts === counts.alerts && known.dot.gravity === counts.gravity)
        continue;
      const stays = known !== undefined && samePlace(known.source, source);
      const { x, y } = stays ? known.dot : toWorld(source.place.lat, source.place.lon);
      const { id, name, place } = source;
      const dot: Dot = { key, kind, id, name, x, y, lat: place.lat, ...facts(source), ...counts };
      kept.set(id, { source, dot });
      dots.set(key, dot);
      changed.push(key);
      if (!stays) moved = true;
    }
    if (kept.size > devices.size) {
      for (const [id, { dot }] of kept) {
        if (devices.has(id)) continue;
        kept.delete(id);
        dots.delete(dot.key);
        moved = true;
      }
    }
    return moved;
  };
}

function samePlace({ place: a }: Camera | Sensor, { place: b }: Camera | Sensor): boolean {
  return a === b || (a.lat === b.lat && a.lon === b.lon);
}

function cameraFacts(camera: Camera): Pick<Dot, 'look' | 'cone' | 'value' | 'unit'> {
  const { headingDeg, fieldOfViewDeg, rangeM } = camera;
  return { look: cameraLook(camera), cone: { headingDeg, fieldOfViewDeg, rangeM }, value: null, unit: '' };
}

function sensorFacts({ enabled, state, value, unit }: Sensor): Pick<Dot, 'look' | 'cone' | 'value' | 'unit'> {
  return { look: enabled ? SENSOR_LOOK[state] : 'disabled', cone: null, value, unit };
}
