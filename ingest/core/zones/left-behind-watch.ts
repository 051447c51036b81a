import { BAGGAGE } from '../../../contracts/behaviours.ts';
import { distance } from '../geometry/aspect-plane.ts';
import { createMarks, type Marks } from './marks.ts';
import { draftOf, type ObservationDraft } from './observation-draft.ts';
import type { Moment, RoadUser } from './road-user.ts';
import { createStanding, type Standing } from './standing.ts';
import type { BehaviourWatch } from './behaviour-watch.ts';

const baggage: ReadonlySet<string> = new Set(BAGGAGE);
/** Somebody within this many of their own heights (about 2.5 m) is with the thing. */
const NEAR_HEIGHTS = 1.5;
/** Who stays near a thing without an owner for this long has become its owner; passers-by do not. */
const ADOPT_MS = 3000;
/** A thing that moves by less than half its size lies. */
const REACH = 0.5;

interface Thing {
  readonly standing: Standing;
  readonly marks: Marks;
  ownerId: number | null;
  /** Last moment at which the owner was near, or the first at which the thing was seen. */
  attendedMs: number;
  attendedAt: number;
  /** People near it that are not its owner, and since when. */
  readonly nearSince: Map<number, number>;
}

/**
 * Baggage that lies in a zone while its owner is gone: `left-behind` at each of the marks. The owner is who was nearest when the thing
 * was first seen, or who stays with it; people who merely pass do not count.
 */
export function createLeftBehindWatch(zoneId: string, leftBehindS: readonly number[]): BehaviourWatch {
  const things = new Map<number, Thing>();

  function thingOf(user: RoadUser, moment: Moment): Thing {
    const known = things.get(user.track.id);
    if (known) return known;
    const thing: Thing = {
      standing: createStanding(),
      marks: createMarks(leftBehindS),
      ownerId: nearest(user, moment)?.track.id ?? null,
      attendedMs: moment.steadyMs,
      attendedAt: moment.atMs,
      nearSince: new Map(),
    };
    things.set(user.track.id, thing);
    return thing;
  }

  return {
    observe(moment, user): readonly ObservationDraft[] {
      const { track, foot, size, present } = user;
      if (!present || !baggage.has(track.className)) return [];
      const { atMs, steadyMs } = moment;
      const thing = thingOf(user, moment);
      const lyingMs = thing.standing.at(foot, REACH * size, steadyMs);
      const around = new Set(peopleNear(user, moment).map(({ track }) => track.id));
      for (const id of thing.nearSince.keys()) if (!around.has(id)) thing.nearSince.delete(id);
      for (const id of around) {
        const since = thing.nearSince.get(id) ?? steadyMs;
        thing.nearSince.set(id, since);
        if (id !== thing.ownerId && !around.has(thing.ownerId ?? -1) && steadyMs - since >= ADOPT_MS)
          thing.ownerId = id;
      }
      const attended = thing.ownerId !== null && around.has(thing.ownerId);
      if (attended || lyingMs === 0) {
        thing.attendedMs = steadyMs;
        thing.attendedAt = atMs;
        thing.marks.restart();
        return [];
      }
      return thing.marks
        .reached((steadyMs - thing.attendedMs) / 1000)
        .map((value) => draftOf('left-behind', zoneId, track, atMs, { value, since: thing.attendedAt }));
    },
    forget(_moment, { track }) {
      things.delete(track.id);
      return [];
    },
  };
}

function peopleNear(thing: RoadUser, { users }: Moment): readonly RoadUser[] {
  return users.filter(
    ({ track, place, ended }) =>
      track.className === 'person' && !ended && distance(place, thing.place) <= NEAR_HEIGHTS * track.box.h,
  );
}

function nearest(thing: RoadUser, moment: Moment): RoadUser | null {
  return peopleNear(thing, moment).reduce<RoadUser | null>(
    (best, one) => (best && distance(best.place, thing.place) <= distance(one.place, thing.place) ? best : one),
    null,
  );
}
