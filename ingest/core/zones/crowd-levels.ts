/** So long must so many people be in the zone; groups that pass are no crowd. */
export const CROWD_HOLD_S = 5;
/** Dips shorter than this are people who hide each other. */
const DIP_MS = 1500;
/** The crowd has dispersed when fewer than this share of the mark remain. */
const DISPERSED = 0.8;
/** Of a crowd so many are seen at once at least; the others are behind them. */
const SEEN_AT_ONCE = 0.8;

/** One moment of a zone: people counted, of them seen just now, and the clocks. */
export interface Headcount {
  readonly count: number;
  readonly seen: number;
  readonly steadyMs: number;
  readonly atMs: number;
}

/** One mark that a crowd can hold. */
export interface CrowdLevel {
  /**
   * @param people how many make the crowd
   * @returns capture time since which the mark has been held, when it is to be said now; null else
   */
  reach(people: number, now: Headcount): number | null;
}

/** Said when so many have been there for `CROWD_HOLD_S`, and again only after they have dispersed. */
export function createCrowdLevel(): CrowdLevel {
  let since: { readonly steadyMs: number; readonly atMs: number } | null = null;
  let lastEnoughMs = 0;
  let isSaid = false;
  return {
    reach(people, { count, seen, steadyMs, atMs }) {
      if (count >= people) {
        since ??= { steadyMs, atMs };
        lastEnoughMs = steadyMs;
      } else if (since !== null && steadyMs - lastEnoughMs > DIP_MS) since = null;
      if (isSaid && since === null && count < DISPERSED * people) isSaid = false;
      if (isSaid || since === null || count < people || seen < SEEN_AT_ONCE * people) return null;
      if (steadyMs - since.steadyMs < CROWD_HOLD_S * 1000) return null;
      isSaid = true;
      return since.atMs;
    },
  };
}
