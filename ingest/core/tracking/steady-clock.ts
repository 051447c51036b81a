/** One step of a steady clock. */
export interface ClockStep {
  /** Milliseconds since the step before; always > 0, except for the very first step, where it is 0. */
  readonly dtMs: number;
  /** True when the time given could not be used as it was (not a number, stood still, or jumped back). */
  readonly healed: boolean;
}

/** Turns capture times as cameras send them into elapsed time that only moves forward. */
export interface SteadyClock {
  advance(atMs: number): ClockStep;
}

const FIRST_GUESS_MS = 100;
/** Two frames cannot be closer than this; below it the camera's clock stands still. */
const SHORTEST_STEP_MS = 1;
/** Whatever happened over more than a day, it is over. Keeps absurd times from running out of numbers. */
const LONGEST_STEP_MS = 86_400_000;
/** Longer steps are outages and say nothing about the camera's usual interval. */
const LONGEST_USUAL_STEP_MS = 2000;

/**
 * A clock for durations (ages, dwell times, velocities), safe against cameras whose clock is set back or stands still:
 * such a step counts as the usual interval between frames, and time goes on from the camera's new clock.
 */
export function createSteadyClock(): SteadyClock {
  let lastMs = Number.NaN;
  let usualMs = FIRST_GUESS_MS;
  return {
    advance(atMs) {
      if (!Number.isFinite(atMs)) return { dtMs: Number.isNaN(lastMs) ? 0 : usualMs, healed: true };
      const first = Number.isNaN(lastMs);
      const dtMs = atMs - lastMs;
      lastMs = atMs;
      if (first) return { dtMs: 0, healed: false };
      if (dtMs < SHORTEST_STEP_MS) return { dtMs: usualMs, healed: true };
      if (dtMs <= LONGEST_USUAL_STEP_MS) usualMs += (dtMs - usualMs) / 8;
      return { dtMs: Math.min(dtMs, LONGEST_STEP_MS), healed: false };
    },
  };
}
