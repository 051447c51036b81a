import type { Agent, Camera, Sensor } from '../../contracts/api.ts';
import type { Severity } from '../../contracts/rules.ts';
import type { AgentStatus, CameraHealth, Quality } from '../../contracts/telemetry.ts';

/** After so long without a word about a camera or agent it counts as offline: whoever would say so is gone too. */
export const UNHEARD_MS = 30_000;
/** A sensor is silent after so many of its intervals without a reading. */
const SILENT_AFTER_INTERVALS = 3;

/** The changing part of a camera. */
export type CameraNow = Pick<Camera, 'condition' | 'fault' | 'conditionSince' | 'fps' | 'kbps' | 'lastFrameAt'>;
/** The changing part of a sensor. */
export type SensorNow = Pick<Sensor, 'value' | 'at' | 'quality' | 'state'>;
/** The changing part of an agent. */
export type AgentNow = Pick<Agent, 'state' | 'at'>;

/** How a camera is now, by what was last heard of it and when; null: never. Times in epoch milliseconds. */
export function cameraNow(
  state: Omit<CameraHealth, 'cameraId'> | null,
  heardAtMs: number | null,
  nowMs: number,
): CameraNow {
  if (state === null || heardAtMs === null)
    return { condition: 'offline', fault: null, conditionSince: null, fps: 0, kbps: null, lastFrameAt: null };
  if (nowMs - heardAtMs > UNHEARD_MS)
    return {
      condition: 'offline',
      fault: state.fault,
      conditionSince: instant(state.condition === 'offline' ? state.since : heardAtMs),
      fps: 0,
      kbps: null,
      lastFrameAt: instant(state.lastFrameAt),
    };
  return {
    condition: state.condition,
    fault: state.fault,
    conditionSince: instant(state.since),
    fps: state.fps,
    kbps: state.kbps ?? null,
    lastFrameAt: instant(state.lastFrameAt),
  };
}

/** How a sensor is now: silent goes before beyond a limit, because an old value says nothing about now. */
export function sensorNow(
  state: { readonly value: number; readonly at: number; readonly quality: Quality } | null,
  { everyS, severity, nowMs }: { readonly everyS: number; readonly severity: Severity | null; readonly nowMs: number },
): SensorNow {
  if (state === null) return { value: null, at: null, quality: null, state: 'silent' };
  const silent = nowMs - state.at > everyS * 1000 * SILENT_AFTER_INTERVALS;
  return {
    value: state.value,
    at: instant(state.at),
    quality: state.quality,
    state: silent ? 'silent' : severity === null || severity === 'info' ? 'ok' : severity,
  };
}

/** How an agent is now. */
export function agentNow(
  state: Pick<AgentStatus, 'state' | 'at'> | null,
  heardAtMs: number | null,
  nowMs: number,
): AgentNow {
  if (state === null || heardAtMs === null) return { state: 'offline', at: null };
  return { state: nowMs - heardAtMs > UNHEARD_MS ? 'offline' : state.state, at: instant(heardAtMs) };
}

function instant(ms: number): string;
function instant(ms: number | null): string | null;
function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
