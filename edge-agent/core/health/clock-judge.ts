import { createHeldSigns } from './held-signs.ts';

/** Tells whether a camera's clock is wrong. */
export type ClockJudge = {
  /**
   * @param aheadMs how far the camera's clock is ahead of the host's; undefined: it has not said
   * @param atMs a clock that never goes back
   */
  readonly isWrong: (aheadMs: number | undefined, atMs: number) => boolean;
};

const AHEAD_MS = 2000;
/** Coding, and the way to us, put every camera behind a little. */
const BEHIND_MS = 3000;
/** Once called wrong, it has to come closer than that to be right again. */
const HYSTERESIS_MS = 500;
const BEGIN_MS = 4000;
const END_MS = 10_000;

export function createClockJudge(): ClockJudge {
  const held = createHeldSigns<'wrong'>({ wrong: BEGIN_MS }, END_MS);
  let holds = false;
  return {
    isWrong(aheadMs, atMs) {
      const slackMs = holds ? HYSTERESIS_MS : 0;
      const seen = aheadMs !== undefined && (aheadMs > AHEAD_MS - slackMs || aheadMs < slackMs - BEHIND_MS);
      holds = held.see('wrong', seen, atMs);
      return holds;
    },
  };
}
