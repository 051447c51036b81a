/** What the facts say about a condition: it holds, it is over, or neither is sure (the band of a hysteresis). */
export type Signal = 'on' | 'off' | 'between';

/** How long a condition must hold before it counts, and be over before it is believed to be. Milliseconds. */
export type Holds = { readonly forMs: number; readonly clearForMs: number };

/**
 * A condition with hold and hold-off. `pending`: holds, but not yet for long enough; `raised`: an alert was told of it;
 * `clearing`: over, but not yet for long enough. `since`: when the phase began, epoch milliseconds.
 */
export type Latch = { readonly phase: 'idle' | 'pending' | 'raised' | 'clearing'; readonly since: number };

/** What a latch tells at a moment: the condition was fulfilled, or it is over. */
export type LatchEvent = { readonly kind: 'raise' | 'clear'; readonly at: number };

/** A latch after time or a signal, and what it tells. */
export type LatchStep = { readonly latch: Latch; readonly event: LatchEvent | null };

/** A latch that knows of nothing. */
export const IDLE: Latch = { phase: 'idle', since: 0 };

/** When a latch will tell something by the passing of time alone, epoch milliseconds; null: never. */
export function dueAt(latch: Latch, holds: Holds): number | null {
  switch (latch.phase) {
    case 'pending':
      return latch.since + holds.forMs;
    case 'clearing':
      return latch.since + holds.clearForMs;
    case 'idle':
    case 'raised':
      return null;
  }
}

/** Lets time pass up to `toMs`: a hold that is full by then is told at the moment it became full. */
export function passTime(latch: Latch, toMs: number, holds: Holds): LatchStep {
  const due = dueAt(latch, holds);
  if (due === null || due > toMs) return { latch, event: null };
  return latch.phase === 'pending'
    ? { latch: { phase: 'raised', since: due }, event: { kind: 'raise', at: due } }
    : { latch: { phase: 'idle', since: due }, event: { kind: 'clear', at: due } };
}

/** Takes in what the facts say at a moment. A hold of nothing is full at once. */
export function takeSignal(latch: Latch, signal: Signal, atMs: number, holds: Holds): LatchStep {
  return passTime(turn(latch, signal, atMs), atMs, holds);
}

/** Ends holds that nobody watched: what was not seen neither fulfils a condition nor ends it. */
export function breakHold(latch: Latch): Latch {
  if (latch.phase === 'pending') return { phase: 'idle', since: latch.since };
  if (latch.phase === 'clearing') return { phase: 'raised', since: latch.since };
  return latch;
}

function turn(latch: Latch, signal: Signal, atMs: number): Latch {
  switch (latch.phase) {
    case 'idle':
      return signal === 'on' ? { phase: 'pending', since: atMs } : latch;
    case 'pending':
      return signal === 'on' ? latch : { phase: 'idle', since: atMs };
    case 'raised':
      return signal === 'off' ? { phase: 'clearing', since: atMs } : latch;
    case 'clearing':
      return signal === 'off' ? latch : { phase: 'raised', since: atMs };
  }
}

/** Reads a latch that was remembered as JSON; null when it is not one. */
export function parseLatch(state: unknown): Latch | null {
  if (typeof state !== 'object' || state === null || !('phase' in state) || !('since' in state)) return null;
  const { phase, since } = state;
  if (typeof since !== 'number' || !Number.isFinite(since)) return null;
  if (phase !== 'idle' && phase !== 'pending' && phase !== 'raised' && phase !== 'clearing') return null;
  return { phase, since };
}
