/** Turns signs that flicker into ones that hold: a sign must last to begin, and be gone for a while to end. */
export type HeldSigns<Sign extends string> = {
  /** @param seen whether the sign is there now; @returns whether it holds */
  readonly see: (sign: Sign, seen: boolean, atMs: number) => boolean;
  readonly since: (sign: Sign) => number | undefined;
};

/** @param beginMs by sign, how long it must last; @param endMs how long it must be gone */
export function createHeldSigns<Sign extends string>(
  beginMs: Readonly<Record<Sign, number>>,
  endMs: number,
): HeldSigns<Sign> {
  const states = new Map<Sign, { holds: boolean; changedMs: number | undefined; sinceMs: number | undefined }>();
  return {
    see(sign, seen, atMs) {
      const state = states.get(sign) ?? { holds: false, changedMs: undefined, sinceMs: undefined };
      states.set(sign, state);
      if (seen === state.holds) {
        state.changedMs = undefined;
        return state.holds;
      }
      state.changedMs ??= atMs;
      if (atMs - state.changedMs >= (seen ? beginMs[sign] : endMs)) {
        state.holds = seen;
        state.sinceMs = seen ? atMs : undefined;
        state.changedMs = undefined;
      }
      return state.holds;
    },
    since: (sign) => states.get(sign)?.sinceMs,
  };
}
