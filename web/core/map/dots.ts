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

interface Kept {
  readonly source: Camera | Sensor;
  readonly alerts: DeviceAlerts;
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
  const kept = new Map<string, Kept>();
  const dots = new Map<string, Dot>();
  let lastAlerts: ReadonlyMap<number, Alert> | null = null;
  let byDevice: ReadonlyMap<string, DeviceAlerts> = new Map();

  const take = (
    key: string,
    source: Camera | Sensor,
    make: (alerts: DeviceAlerts) => Dot,
    changed: string[],
  ): boolean => {
    const known = kept.get(key);
    const alerts = byDevice.get(key) ?? NONE;
    if (known?.source === source && known.alerts.alerts === alerts.alerts && known.alerts.gravity === alerts.gravity)
      return false;
    const dot = make(alerts);
    kept.set(key, { source, alerts, dot });
    dots.set(key, dot);
    changed.push(key);
    return known === undefined || known.dot.x !== dot.x || known.dot.y !== dot.y;
  };

  return {
    dots: () => dots,
    update: (cameras, sensors, alerts) => {
      if (alerts !== lastAlerts) byDevice = alertsByDevice(alerts);
      lastAlerts = alerts;
      const changed: string[] = [];
      let moved = false;
      for (const camera of cameras.values()) {
        const key = `camera:${camera.id}`;
        if (take(key, camera, (counts) => cameraDot(key, camera, counts), changed)) moved = true;
      }
      for (const sensor of sensors.values()) {
        const key = `sensor:${sensor.id}`;
        if (take(key, sensor, (counts) => sensorDot(key, sensor, counts), changed)) moved = true;
      }
      if (kept.size > cameras.size + sensors.size) {
        for (const [key, { dot }] of kept) {
          if ((dot.kind === 'camera' ? cameras : sensors).has(dot.id)) continue;
          kept.delete(key);
          dots.delete(key);
          moved = true;
        }
      }
      return { changed, moved };
    },
  };
}

function cameraDot(key: string, camera: Camera, counts: DeviceAlerts): Dot {
  const { headingDeg, fieldOfViewDeg, rangeM, id, name, place } = camera;
  const cone = { headingDeg, fieldOfViewDeg, rangeM };
  const { x, y } = toWorld(place.lat, place.lon);
  return {
    key,
    kind: 'camera',
    id,
    name,
    x,
    y,
    lat: place.lat,
    look: cameraLook(camera),
    cone,
    value: null,
    unit: '',
    ...counts,
  };
}

function sensorDot(key: string, sensor: Sensor, counts: DeviceAlerts): Dot {
  const { id, name, place, value, unit } = sensor;
  const look = sensor.enabled ? SENSOR_LOOK[sensor.state] : 'disabled';
  const { x, y } = toWorld(place.lat, place.lon);
  return { key, kind: 'sensor', id, name, x, y, lat: place.lat, look, cone: null, value, unit, ...counts };
}
