import type { Priority } from './city.ts';

/** A camera that wants to be looked at. */
export interface Demand {
  readonly cameraId: string;
  readonly priority: Priority;
  /** Pictures per second it sends, or would send unasked to slow down. */
  readonly wantedFps: number;
}

/** Every camera keeps at least this many pictures per second, as long as the machine can give it to all. */
const LEAST_FPS = 0.5;
const ORDER: readonly Priority[] = ['high', 'normal', 'low'];

/**
 * Divides what the detector can do among cameras: first the least for everybody, then all that the high ones want, then
 * the normal, then the low. Within one priority equal shares, and what a camera does not want goes to the others
 * (max–min fairness; Bertsekas and Gallager 1992, section 6.5.2). So low ones slow down first.
 *
 * @param capacityFps pictures per second the detector can do.
 * @returns pictures per second by camera, none above what it wants, together at most the capacity.
 */
export function shareCapacity(demands: readonly Demand[], capacityFps: number): ReadonlyMap<string, number> {
  const granted = new Map<string, number>();
  let left = fill(
    demands.map((demand) => ({ cameraId: demand.cameraId, wanted: Math.min(LEAST_FPS, demand.wantedFps) })),
    Math.max(0, capacityFps),
    granted,
  );
  for (const priority of ORDER) {
    const rest = demands
      .filter((demand) => demand.priority === priority)
      .map((demand) => ({
        cameraId: demand.cameraId,
        wanted: demand.wantedFps - (granted.get(demand.cameraId) ?? 0),
      }));
    left = fill(rest, left, granted);
  }
  return granted;
}

/** Adds equal shares, the smallest wishes first. Returns what is left over. */
function fill(
  wishes: readonly { readonly cameraId: string; readonly wanted: number }[],
  amount: number,
  granted: Map<string, number>,
): number {
  let left = amount;
  const rising = [...wishes].sort((a, b) => a.wanted - b.wanted);
  for (const [at, { cameraId, wanted }] of rising.entries()) {
    const share = Math.max(0, Math.min(wanted, left / (rising.length - at)));
    granted.set(cameraId, (granted.get(cameraId) ?? 0) + share);
    left -= share;
  }
  return left;
}

/**
 * What an agent is asked for: 0 when the camera gets all it wants, else the pause between two frames in milliseconds.
 */
export function minIntervalOf(wantedFps: number, grantedFps: number): number {
  if (grantedFps >= wantedFps * 0.99) return 0;
  return Math.round(1000 / Math.max(grantedFps, 0.05));
}
