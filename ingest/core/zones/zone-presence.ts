import { CERTAIN_MARGINS } from './edge-margin.ts';

/** What one look changed about a track in a zone. */
export type PresenceChange =
  | { readonly kind: 'none' }
  | { readonly kind: 'entered'; readonly since: number; readonly appeared: boolean }
  | { readonly kind: 'left'; readonly since: number; readonly stayedMs: number };

/** One track and one zone: outside or inside, with hysteresis in space (margin) and time (two looks). */
export interface ZonePresence {
  /**
   * One look at which the track was seen.
   * @param depth how far its foot point is inside (negative: outside), picture heights.
   * @param margin the foot point's uncertainty, same unit.
   */
  look(depth: number, margin: number, atMs: number, steadyMs: number): PresenceChange;
  /** One moment at which nothing moved: a track that was inside still is. */
  stay(atMs: number, steadyMs: number): void;
  /** The track has ended; what is left to be said. */
  end(): PresenceChange;
  /** Milliseconds since it came in, up to `steadyMs`; null while outside. */
  insideMs(steadyMs: number): number | null;
  readonly inside: boolean;
  /** Capture time of the first look inside; meaningful while inside. */
  readonly enteredAt: number;
}

const NOTHING: PresenceChange = { kind: 'none' };
/** One look may be a misplaced box; two in a row are not. At 5 looks per second this costs 0.2 s. */
const LOOKS_TO_BELIEVE = 2;

/** Starts outside, before the track's first look. */
export function createZonePresence(): ZonePresence {
  let inside = false;
  let contraryLooks = 0;
  let contrarySinceMs = 0;
  let contrarySinceSteadyMs = 0;
  let enteredAt = 0;
  let enteredSteadyMs = 0;
  let lastInsideAt = 0;
  let lastInsideSteadyMs = 0;
  let everOutside = false;

  return {
    look(depth, margin, atMs, steadyMs) {
      if (inside && depth > 0) {
        lastInsideAt = atMs;
        lastInsideSteadyMs = steadyMs;
      }
      // Coming in counts from the edge, going out from beyond the margin: who walks along the edge is in once, not twenty times.
      const contrary = inside ? depth < -margin : depth > 0;
      if (!contrary) {
        contraryLooks = 0;
        if (!inside && depth < -margin) everOutside = true;
        return NOTHING;
      }
      if (contraryLooks++ === 0) {
        contrarySinceMs = atMs;
        contrarySinceSteadyMs = steadyMs;
      }
      if (contraryLooks < LOOKS_TO_BELIEVE && Math.abs(depth) < CERTAIN_MARGINS * margin) return NOTHING;
      contraryLooks = 0;
      inside = !inside;
      if (inside) {
        enteredAt = contrarySinceMs;
        enteredSteadyMs = contrarySinceSteadyMs;
        lastInsideAt = atMs;
        lastInsideSteadyMs = steadyMs;
        return { kind: 'entered', since: enteredAt, appeared: !everOutside };
      }
      everOutside = true;
      return { kind: 'left', since: contrarySinceMs, stayedMs: contrarySinceSteadyMs - enteredSteadyMs };
    },
    stay(atMs, steadyMs) {
      if (!inside || contraryLooks > 0) return;
      lastInsideAt = atMs;
      lastInsideSteadyMs = steadyMs;
    },
    end() {
      if (!inside) return NOTHING;
      inside = false;
      return { kind: 'left', since: lastInsideAt, stayedMs: lastInsideSteadyMs - enteredSteadyMs };
    },
    insideMs: (steadyMs) => (inside ? steadyMs - enteredSteadyMs : null),
    get inside() {
      return inside;
    },
    get enteredAt() {
      return enteredAt;
    },
  };
}
