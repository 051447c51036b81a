import type { MotionReading } from './motion-gate.ts';

/** Why a picture is worth looking at; `quiet`: it is not. */
export type Worth = 'motion' | 'still-check' | 'quiet';

/** How often pictures are sent when nothing moves, ms. */
export type StillChecks = {
  /** How long after the last movement pictures are still sent at full rate. */
  readonly holdMs: number;
  /** While something stands that was not there before. */
  readonly standingEveryMs: number;
  /** While all is as always: so that standing objects are seen again. */
  readonly quietEveryMs: number;
};

/** Decides picture by picture. @param atMs a clock that never goes back */
export type SendPolicy = (reading: MotionReading, atMs: number) => Worth;

/** The first picture is always sent, and the first after the whole scene became different. */
export function createSendPolicy(checks: StillChecks): SendPolicy {
  let movedMs = -Infinity;
  let sentMs = -Infinity;
  let wasAdapting = false;
  return (reading, atMs) => {
    if (reading.boxes.length > 0) movedMs = atMs;
    const settled = wasAdapting && !reading.adapting;
    wasAdapting = reading.adapting;
    const everyMs = reading.standing || reading.adapting ? checks.standingEveryMs : checks.quietEveryMs;
    const worth =
      atMs - movedMs <= checks.holdMs ? 'motion' : settled || atMs - sentMs >= everyMs ? 'still-check' : 'quiet';
    if (worth !== 'quiet') sentMs = atMs;
    return worth;
  };
}
