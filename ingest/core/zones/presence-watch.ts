import { regionDepth, type Region } from '../geometry/aspect-plane.ts';
import type { Point } from '../geometry/box.ts';
import { createMarks, type Marks } from './marks.ts';
import { draftOf, type ObservationDraft } from './observation-draft.ts';
import type { Moment, RoadUser } from './road-user.ts';
import { createZonePresence, type PresenceChange, type ZonePresence } from './zone-presence.ts';

interface Visitor {
  readonly presence: ZonePresence;
  readonly marks: Marks;
  lastFoot: Point | null;
  lastAtMs: number;
  lastSteadyMs: number;
}

/** Who is in a zone: entered, left, dwelled. */
export interface PresenceWatch {
  observe(moment: Moment, user: RoadUser): readonly ObservationDraft[];
  /** Whether the track is inside by its last look. */
  holds(trackId: number): boolean;
}

/** Between two looks far apart this many places of the way are tested, so that a fast object does not jump over a zone. */
const STEPS_BETWEEN = 6;

/** Starts with nobody inside. */
export function createPresenceWatch(zoneId: string, region: Region, dwellS: readonly number[]): PresenceWatch {
  const visitors = new Map<number, Visitor>();

  function visitorOf(id: number): Visitor {
    const known = visitors.get(id);
    if (known) return known;
    const visitor: Visitor = {
      presence: createZonePresence(),
      marks: createMarks(dwellS),
      lastFoot: null,
      lastAtMs: 0,
      lastSteadyMs: 0,
    };
    visitors.set(id, visitor);
    return visitor;
  }

  function look(visitor: Visitor, foot: Point, { margin }: RoadUser, { atMs, steadyMs }: Moment): PresenceChange[] {
    const { presence, lastFoot, lastAtMs, lastSteadyMs } = visitor;
    const changes: PresenceChange[] = [];
    const depth = regionDepth(foot, region);
    // Only once it is outside again for certain: on the way in, places between looks would believe a single misplaced box.
    if (lastFoot && depth < -margin && !presence.inside) {
      const way = Math.hypot(foot.x - lastFoot.x, foot.y - lastFoot.y);
      const steps = way > 2 * margin ? STEPS_BETWEEN : 1;
      for (let step = 1; step < steps; step++) {
        const share = step / STEPS_BETWEEN;
        const between = {
          x: lastFoot.x + share * (foot.x - lastFoot.x),
          y: lastFoot.y + share * (foot.y - lastFoot.y),
        };
        const at = Math.round(lastAtMs + share * (atMs - lastAtMs));
        const steadyAt = lastSteadyMs + share * (steadyMs - lastSteadyMs);
        changes.push(presence.look(regionDepth(between, region), margin, at, steadyAt));
      }
    }
    changes.push(presence.look(depth, margin, atMs, steadyMs));
    visitor.lastFoot = foot;
    visitor.lastAtMs = atMs;
    visitor.lastSteadyMs = steadyMs;
    return changes;
  }

  return {
    observe(moment, user) {
      const { track, foot, present, ended } = user;
      const { atMs, steadyMs } = moment;
      const visitor = visitorOf(track.id);
      const { presence, marks } = visitor;
      const said: ObservationDraft[] = [];
      const say = (change: PresenceChange): void => {
        if (change.kind === 'entered') {
          marks.restart();
          const how = change.appeared ? 'appeared' : 'walked-in';
          said.push(draftOf('entered', zoneId, track, atMs, { since: change.since, how }));
        } else if (change.kind === 'left') {
          const how = ended ? 'vanished' : 'walked-out';
          const value = change.stayedMs / 1000;
          said.push(draftOf('left', zoneId, track, atMs, { since: change.since, value, how }));
        }
      };
      if (ended) {
        say(presence.end());
        visitors.delete(track.id);
        return said;
      }
      if (foot) for (const change of look(visitor, foot, user, moment)) say(change);
      else if (present) presence.stay(atMs, steadyMs);
      const insideMs = present ? presence.insideMs(steadyMs) : null;
      if (insideMs !== null) {
        for (const value of marks.reached(insideMs / 1000)) {
          said.push(draftOf('dwelled', zoneId, track, atMs, { value, since: presence.enteredAt }));
        }
      }
      return said;
    },
    holds: (trackId) => visitors.get(trackId)?.presence.inside ?? false,
  };
}
