import { distance } from '../geometry/aspect-plane.ts';
import type { Point } from '../geometry/box.ts';

/** How long something has been standing where it is. */
export interface Standing {
  /**
   * One moment at which it was there.
   * @param foot where it was seen, picture heights; null when it was not looked for because nothing moved.
   * @param reach movements shorter than this, in picture heights, are trembling of the box.
   * @returns milliseconds it has been standing.
   */
  at(foot: Point | null, reach: number, steadyMs: number): number;
  /** Times at which the present stand began: epoch ms and steady ms. */
  readonly sinceSteadyMs: number;
}

/** Starts with the first moment given. A step beyond the reach starts a new stand; creeping in a queue is no standing. */
export function createStanding(): Standing {
  let anchor: Point | null = null;
  let since = 0;
  return {
    at(foot, reach, steadyMs) {
      if (foot && (!anchor || distance(foot, anchor) > reach)) {
        anchor = foot;
        since = steadyMs;
      }
      return anchor ? steadyMs - since : 0;
    },
    get sinceSteadyMs() {
      return since;
    },
  };
}
