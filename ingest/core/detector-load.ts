import { minIntervalOf, shareCapacity, type Demand } from './capacity-share.ts';
import type { CityCamera, Priority } from './city.ts';

/** How full the detector is, and what each camera is asked for because of it. */
export interface DetectorLoad {
  /** A camera sent a frame: it counts as wanting its full rate for a while. */
  readonly sent: (camera: CityCamera, nowMs: number) => void;
  /** One picture kept a worker busy for so long. */
  readonly looked: (busyMs: number) => void;
  /** Divides anew. Call it about once a second. Returns cameras slowed down, by priority. */
  readonly divide: (nowMs: number) => Readonly<Record<Priority, number>>;
  /** Milliseconds between two frames this camera is asked to keep; 0 for its full rate. */
  readonly minIntervalMs: (cameraId: string) => number;
  /**
   * Asks whether a slowed camera may send its next frame at once, because it may show something new. Yes at most once a second, and while
   * few are let ahead; what it costs is taken from what all are given.
   */
  readonly hurry: (cameraId: string, nowMs: number) => boolean;
  /** The same of all that are asked to send less. */
  readonly slowed: () => ReadonlyMap<string, number>;
}

/** A camera that sent nothing for so long wants nothing now: nothing moves before it. */
const ACTIVE_MS = 3_000;
/** Part of the workers' time that is given away; the rest absorbs what does not come evenly. */
const USABLE = 0.95;
/** A camera is let ahead once in so long, ... */
const HURRY_EVERY_MS = 1_000;
/** ... and all together for this part of what the detector can do: where everybody is in a hurry nobody is. */
const MOST_HURRIED = 0.25;
/** Weight of the last second in how many are let ahead. */
const HURRY_SMOOTHING = 0.3;
/** Weight of the newest look in what a look costs: follows a change within some tens of looks. */
const SMOOTHING = 0.1;

/** @param workers pictures that can be inferred at the same time. */
export function createDetectorLoad(workers: number): DetectorLoad {
  const active = new Map<string, { readonly camera: CityCamera; readonly at: number }>();
  let busyMs: number | null = null;
  let intervals = new Map<string, number>();
  let hurried = new Map<string, number>();
  let hurriedNow = 0;
  let mostNow = 0;
  let hurriedFps = 0;
  let dividedAt = -Infinity;

  return {
    sent: (camera, nowMs) => void active.set(camera.id, { camera, at: nowMs }),
    looked(ms) {
      busyMs = busyMs === null ? ms : busyMs + (ms - busyMs) * SMOOTHING;
    },
    divide(nowMs) {
      const slowed = { high: 0, normal: 0, low: 0 };
      const demands: Demand[] = [];
      for (const [id, { camera, at }] of active) {
        if (nowMs - at > Math.max(ACTIVE_MS, 2 * (intervals.get(id) ?? 0))) active.delete(id);
        else demands.push({ cameraId: id, priority: camera.priority, wantedFps: camera.sampleFps });
      }
      const sinceS = (nowMs - dividedAt) / 1000;
      if (sinceS > 0) hurriedFps += (hurriedNow / sinceS - hurriedFps) * HURRY_SMOOTHING;
      dividedAt = nowMs;
      hurriedNow = 0;
      hurried = new Map([...hurried].filter(([, at]) => nowMs - at < HURRY_EVERY_MS));
      intervals = new Map();
      if (busyMs === null || busyMs <= 0) return slowed;
      const capacityFps = (workers * 1000 * USABLE) / busyMs;
      mostNow = MOST_HURRIED * capacityFps;
      const granted = shareCapacity(demands, capacityFps - hurriedFps);
      for (const { cameraId, priority, wantedFps } of demands) {
        const interval = minIntervalOf(wantedFps, granted.get(cameraId) ?? 0);
        if (interval === 0) continue;
        intervals.set(cameraId, interval);
        slowed[priority]++;
      }
      return slowed;
    },
    minIntervalMs: (cameraId) => intervals.get(cameraId) ?? 0,
    hurry(cameraId, nowMs) {
      if (!intervals.has(cameraId) || hurriedNow >= mostNow) return false;
      if (nowMs - (hurried.get(cameraId) ?? -Infinity) < HURRY_EVERY_MS) return false;
      hurried.set(cameraId, nowMs);
      hurriedNow++;
      return true;
    },
    slowed: () => intervals,
  };
}
