import type { StreamFault } from '../../contracts/telemetry.ts';
import { type Backoff, backoffMs } from './backoff.ts';

/** Where one camera's connection stands. Times are ms of a clock that never goes back. */
export type StreamState =
  | {
      readonly kind: 'waiting';
      readonly untilMs: number;
      readonly failures: number;
      readonly fault: StreamFault | null;
    }
  | {
      readonly kind: 'starting';
      readonly sinceMs: number;
      readonly failures: number;
      readonly fault: StreamFault | null;
    }
  | { readonly kind: 'running'; readonly sinceMs: number; readonly lastMs: number; readonly failures: number };

/** What happened: time passed, a picture came, or the reader ended (of itself or because it was killed). */
export type StreamEvent =
  | { readonly kind: 'tick' }
  | { readonly kind: 'picture' }
  | { readonly kind: 'ended'; readonly fault: StreamFault };

/** What is to be done now: nothing, start a reader, or kill the one that hangs (its end then comes as an event, fault `stalled`). */
export type StreamAction = 'none' | 'start' | 'kill';

/** How patient the watch is. */
export type Patience = {
  /** For the first picture after a start; up to four times as long after failures, so that a busy host gets there at last. */
  readonly startMs: number;
  /** For the next picture of a running stream. */
  readonly stallMs: number;
  /** A stream that ran so long has recovered: the next failure counts as the first again. */
  readonly steadyMs: number;
  readonly backoff: Backoff;
};

/** A camera that is to be connected at once. */
export const FIRST_STREAM_STATE: StreamState = { kind: 'waiting', untilMs: 0, failures: 0, fault: null };

/**
 * The life of one camera's connection: tried for ever, with growing pauses, and given up as hanging by our own watch, because ffmpeg's
 * exit code and time-outs tell nothing (a killed server ends it with code 0, a frozen one leaves it waiting).
 * @param random 0..1
 */
export function watchStream(
  state: StreamState,
  event: StreamEvent,
  nowMs: number,
  patience: Patience,
  random: number,
): { readonly state: StreamState; readonly action: StreamAction } {
  if (event.kind === 'ended') {
    if (state.kind === 'waiting') return { state, action: 'none' };
    const steady = state.kind === 'running' && state.lastMs - state.sinceMs >= patience.steadyMs;
    const failures = steady ? 1 : state.failures + 1;
    const untilMs = nowMs + backoffMs(patience.backoff, failures, random);
    return { state: { kind: 'waiting', untilMs, failures, fault: event.fault }, action: 'none' };
  }
  switch (state.kind) {
    case 'waiting': {
      if (event.kind === 'picture' || nowMs < state.untilMs) return { state, action: 'none' };
      const { failures, fault } = state;
      return { state: { kind: 'starting', sinceMs: nowMs, failures, fault }, action: 'start' };
    }
    case 'starting': {
      if (event.kind === 'picture') {
        return {
          state: { kind: 'running', sinceMs: nowMs, lastMs: nowMs, failures: state.failures },
          action: 'none',
        };
      }
      return { state, action: isOverdue(state, patience, nowMs) ? 'kill' : 'none' };
    }
    case 'running': {
      if (event.kind === 'picture') return { state: { ...state, lastMs: nowMs }, action: 'none' };
      return { state, action: isOverdue(state, patience, nowMs) ? 'kill' : 'none' };
    }
  }
}

/** Whether a reader hangs: its first picture, or the next one, is waited for longer than patience lasts. */
export function isOverdue(state: StreamState, patience: Patience, nowMs: number): boolean {
  switch (state.kind) {
    case 'waiting':
      return false;
    case 'starting':
      return nowMs - state.sinceMs > patience.startMs * Math.min(4, 1 + state.failures);
    case 'running':
      return nowMs - state.lastMs > patience.stallMs;
  }
}
