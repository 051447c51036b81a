/** When something arrived, by both clocks of this host. */
export type Arrival = { readonly wallMs: number; readonly steadyMs: number };

/** Tells when pictures were taken. */
export type CaptureClock = {
  /** The camera says that at `atMs` by its clock its stream stood at `mediaTime`. */
  readonly report: (atMs: number, mediaTime: number) => void;
  /** @returns epoch ms, never later than the arrival of the picture's first packet */
  readonly takenMs: (mediaTime: number, arrival: Arrival) => number;
  /**
   * How far the camera's clock is ahead of the host's, ms; negative: behind, by which the way from the camera is always too much.
   * Undefined: it has not said, or has no clock.
   */
  readonly aheadMs: () => number | undefined;
};

const TICKS_PER_MS = 90;
/** While the camera's clock agrees so far with the host's, it is the better one: it knows how long coding and the way took. */
const AGREES_BEHIND_MS = 1000;
const AGREES_AHEAD_MS = 100;
/** Looked back so far for the picture that came quickest; two windows, so that it is between one and two of them. */
const WINDOW_MS = 15_000;

/**
 * The capture time of pictures by the camera's sender reports where its clock can be believed, else by their arrival, less what the network
 * held them up: of pictures that came at different speeds the quickest shows how long the way takes at least.
 */
export function createCaptureClock(): CaptureClock {
  let quickest = Infinity;
  let quickestBefore = Infinity;
  let windowMs = -Infinity;
  let offsetMs: number | undefined;
  let aheadMs: number | undefined;
  let isBelieved = false;

  return {
    report(atMs, mediaTime) {
      offsetMs = atMs - mediaTime / TICKS_PER_MS;
    },
    takenMs(mediaTime, { wallMs, steadyMs }) {
      const mediaMs = mediaTime / TICKS_PER_MS;
      if (steadyMs - windowMs > WINDOW_MS) {
        quickestBefore = steadyMs - windowMs > 2 * WINDOW_MS ? Infinity : quickest;
        quickest = Infinity;
        windowMs = steadyMs;
      }
      quickest = Math.min(quickest, steadyMs - mediaMs);
      const heldUpMs = steadyMs - mediaMs - Math.min(quickest, quickestBefore);
      const byArrival = wallMs - heldUpMs;
      if (offsetMs === undefined) return Math.round(byArrival);
      const byCamera = offsetMs + mediaMs;
      aheadMs = byCamera - byArrival;
      // A little wider once it is believed, so that times do not go to and fro at the edge.
      const slackMs = isBelieved ? 100 : 0;
      isBelieved = aheadMs > -AGREES_BEHIND_MS - slackMs && aheadMs < AGREES_AHEAD_MS + slackMs;
      return Math.round(isBelieved ? Math.min(byCamera, wallMs) : byArrival);
    },
    aheadMs: () => aheadMs,
  };
}
