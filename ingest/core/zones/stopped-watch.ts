import { VEHICLES } from '../../../contracts/behaviours.ts';
import type { BehaviourWatch } from './behaviour-watch.ts';
import { createMarks, type Marks } from './marks.ts';
import { draftOf } from './observation-draft.ts';
import { createStanding, type Standing } from './standing.ts';

const vehicles: ReadonlySet<string> = new Set(VEHICLES);
/** A vehicle that moves by less than a fifth of its size stands: the trembling of its box is a few per cent. */
const REACH = 0.2;

/** Vehicles that stand in a zone: `stopped` at each of the marks, once per stand. */
export function createStoppedWatch(zoneId: string, stoppedS: readonly number[]): BehaviourWatch {
  const parked = new Map<number, { standing: Standing; marks: Marks; since: number }>();
  return {
    observe({ atMs, steadyMs }, { track, foot, size, present }) {
      if (!present || !vehicles.has(track.className)) return [];
      const one = parked.get(track.id) ?? { standing: createStanding(), marks: createMarks(stoppedS), since: atMs };
      parked.set(track.id, one);
      const before = one.standing.sinceSteadyMs;
      const standsMs = one.standing.at(foot, REACH * size, steadyMs);
      if (one.standing.sinceSteadyMs !== before) {
        one.marks.restart();
        one.since = atMs;
      }
      return one.marks
        .reached(standsMs / 1000)
        .filter(() => standsMs > 0)
        .map((value) => draftOf('stopped', zoneId, track, atMs, { value, since: one.since }));
    },
    forget(_moment, { track }) {
      parked.delete(track.id);
      return [];
    },
  };
}
