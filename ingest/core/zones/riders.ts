import type { TrackState } from '../tracking/track-state.ts';

/** Who rides what. */
export interface Riders {
  /** One look. Afterwards the answers below hold for it. */
  observe(steadyMs: number, tracks: readonly TrackState[]): void;
  /** The two-wheeler this person rides, or null. */
  vehicleOf(personId: number): number | null;
  /** Whether it is still open if this person rides: fits a two-wheeler but has not been seen with it for long enough. */
  isUndecided(personId: number): boolean;
}

const TWO_WHEELERS: ReadonlySet<string> = new Set(['motorcycle', 'bicycle']);
/** Looks at which person and two-wheeler must move as one. */
const LOOKS_TO_JOIN = 3;
/** Seen apart at so many looks and for this long, they are two again. */
const APART_LOOKS = 3;
const APART_MS = 500;
/** Nobody stays undecided for longer: alerts must not wait. */
const UNDECIDED_MS = 800;
/** Slower than this, in vehicle heights per second, nobody is known to ride: people stand beside parked motorbikes. */
const MOVING = 0.3;

interface Pair {
  readonly personId: number;
  readonly vehicleId: number;
  fittingLooks: number;
  firstMs: number;
  lastFitMs: number;
  apartLooks: number;
  joined: boolean;
}

/**
 * Joins persons to the motorcycles and bicycles they ride, so that both together are one road user: the person sits above the vehicle
 * and both move with the same velocity. Once joined, nothing depends on the detector seeing both in every frame.
 *
 * @param aspect width : height of the picture; tracks are in fractions of it.
 */
export function createRiders(aspect: number): Riders {
  const pairs = new Map<string, Pair>();
  let nowMs = 0;

  function fits(person: TrackState, vehicle: TrackState): boolean {
    const p = person.box;
    const v = vehicle.box;
    const middle = p.x + p.w / 2;
    const seat = p.y + p.h;
    const above = middle > v.x - 0.1 * v.w && middle < v.x + 1.1 * v.w;
    const seated = p.y < v.y + 0.35 * v.h && seat > v.y + 0.1 * v.h && seat < v.y + 1.25 * v.h;
    const alike = p.h > 0.5 * v.h && p.h < 3 * v.h;
    return above && seated && alike;
  }

  /** Velocities in vehicle heights per second, so that near and far are judged alike. */
  function moveAsOne({ velocity: p }: TrackState, { velocity: v, box }: TrackState): boolean {
    const speed = Math.hypot(aspect * v.x, v.y) / box.h;
    const apart = Math.hypot(aspect * (p.x - v.x), p.y - v.y) / box.h;
    return speed >= MOVING && apart <= 0.25 + 0.4 * speed;
  }

  /** While the two stand (at a red light) a joined pair stays joined, but nobody is joined anew. */
  function joinIfOne(person: TrackState, vehicle: TrackState): void {
    const [personId, vehicleId] = [person.id, vehicle.id];
    const key = `${personId}/${vehicleId}`;
    const known = pairs.get(key);
    if (!known?.joined && !moveAsOne(person, vehicle)) return;
    const pair = known ?? {
      personId,
      vehicleId,
      fittingLooks: 0,
      firstMs: nowMs,
      lastFitMs: nowMs,
      apartLooks: 0,
      joined: false,
    };
    pairs.set(key, pair);
    pair.fittingLooks++;
    pair.lastFitMs = nowMs;
    pair.apartLooks = 0;
    if (pair.fittingLooks >= LOOKS_TO_JOIN) pair.joined = true;
  }

  function best(personId: number): Pair | null {
    let chosen: Pair | null = null;
    for (const pair of pairs.values()) {
      if (pair.personId !== personId || !pair.joined) continue;
      if (!chosen || pair.fittingLooks > chosen.fittingLooks) chosen = pair;
    }
    return chosen;
  }

  return {
    observe(steadyMs, tracks) {
      nowMs = steadyMs;
      const living = new Map(tracks.filter(({ stage }) => stage !== 'ended').map((track) => [track.id, track]));
      const seen = tracks.filter((track) => track.seen);
      const vehicles = seen.filter(({ className }) => TWO_WHEELERS.has(className));
      for (const person of seen) {
        if (person.className !== 'person') continue;
        for (const vehicle of vehicles) {
          if (fits(person, vehicle)) joinIfOne(person, vehicle);
        }
      }
      for (const [key, pair] of pairs) {
        const person = living.get(pair.personId);
        const vehicle = living.get(pair.vehicleId);
        // A hidden or carried rider is a rider still: they are apart only where both are seen.
        if (person?.seen && vehicle?.seen && pair.lastFitMs < steadyMs) pair.apartLooks++;
        const apart = pair.apartLooks >= APART_LOOKS && steadyMs - pair.lastFitMs >= APART_MS;
        if (!person || !vehicle || apart) pairs.delete(key);
      }
    },
    vehicleOf: (personId) => best(personId)?.vehicleId ?? null,
    isUndecided(personId) {
      for (const pair of pairs.values()) {
        if (pair.personId === personId && !pair.joined && nowMs - pair.firstMs < UNDECIDED_MS) return true;
      }
      return false;
    },
  };
}
