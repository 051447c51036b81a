import type { CameraCondition, CameraHealth } from '../../contracts/telemetry.ts';
import type { StreamState } from './stream-watch.ts';

/** The condition a camera was last said to be in, and since when (epoch ms). */
export type HeldCondition = {
  readonly condition: CameraCondition;
  readonly fault: CameraHealth['fault'];
  readonly sinceMs: number;
};

/**
 * What a camera is like now: offline while no picture comes, else what its pictures say.
 * @param picture condition told from the pictures; `online` when nothing is wrong with them
 * @returns the one held before, by identity, when nothing changed
 */
export function judgeCamera(
  held: HeldCondition | undefined,
  stream: StreamState,
  picture: CameraCondition,
  wallMs: number,
): HeldCondition {
  const isRunning = stream.kind === 'running';
  const condition: CameraCondition = isRunning ? picture : 'offline';
  const fault = isRunning ? null : stream.fault;
  if (held !== undefined && held.condition === condition && held.fault === fault) return held;
  const sinceMs = held?.condition === condition ? held.sinceMs : wallMs;
  return { condition, fault, sinceMs };
}
