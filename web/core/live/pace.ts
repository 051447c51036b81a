/** How a player keeps close to what the camera sees now. */
export type Pace =
  | { readonly kind: 'seek'; readonly toS: number }
  /** 1 is the film's own speed. */
  | { readonly kind: 'rate'; readonly rate: number };

/** Where a player is in the film, seconds since its start. */
export type Playing = {
  readonly positionS: number;
  /** Time of the newest picture that has come. */
  readonly newestS: number;
  /** From where on the film is whole up to the newest picture. */
  readonly wholeFromS: number;
  /** How far behind the newest it wants to be. */
  readonly targetS: number;
  readonly rate: number;
};

/** Distance to the newest picture that survives the usual jitter of a line. */
export const TARGET_S = 0.25;
const LONGEST_TARGET_S = 1.5;
const PER_STALL_S = 0.15;
/** Further behind than this a jump is seen less than the catching up. */
const JUMP_S = 0.8;
const FASTER = 1.1;
const SLOWER = 0.95;

/**
 * What to do now. Jumps are rare: a player that only jumps stalls once a second (PARTS: measured), one that plays a little
 * faster does not.
 */
export function paceOf({ positionS, newestS, wholeFromS, targetS, rate }: Playing): Pace {
  const behindS = newestS - positionS;
  if (behindS > targetS + JUMP_S || positionS < wholeFromS) {
    return { kind: 'seek', toS: Math.max(wholeFromS, newestS - targetS) };
  }
  // A chosen speed is kept until the aim is reached, or it would change with every picture.
  if (behindS > targetS + 0.15 || (rate > 1 && behindS > targetS)) return { kind: 'rate', rate: FASTER };
  if (behindS < targetS - 0.15 || (rate < 1 && behindS < targetS)) return { kind: 'rate', rate: SLOWER };
  return { kind: 'rate', rate: 1 };
}

/** The distance after so many stalls in the last minute: an unsteady line is watched from further away. */
export function targetAfter(stalls: number): number {
  return Math.min(LONGEST_TARGET_S, TARGET_S + stalls * PER_STALL_S);
}
