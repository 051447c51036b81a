import type { DirectedLine } from '../../../contracts/geometry.ts';
import { VEHICLES } from '../../../contracts/behaviours.ts';
import { toHeights } from '../geometry/aspect-plane.ts';
import type { Point } from '../geometry/box.ts';
import { draftOf, type ObservationDraft } from './observation-draft.ts';
import type { BehaviourWatch } from './behaviour-watch.ts';

const vehicles: ReadonlySet<string> = new Set(VEHICLES);
/** The way gone is judged once it is as long as the vehicle itself: shorter ones are manoeuvres and trembling. */
const WAY_SIZES = 1;
/** ... and takes this long at least, so that one misplaced box is no way. */
const WAY_MS = 600;
/** Cosine beyond which it goes against the way: within 60° of the opposite direction. */
const AGAINST = -0.5;

interface Driver {
  from: Point;
  fromMs: number;
  fromAt: number;
  looks: number;
  said: boolean;
}

/** Vehicles that go against the way of a zone: `wrong-way`, once per stay in the zone. */
export function createWrongWayWatch(zoneId: string, way: DirectedLine, aspect: number): BehaviourWatch {
  const from = toHeights(way.from, aspect);
  const to = toHeights(way.to, aspect);
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  const drivers = new Map<number, Driver>();
  return {
    observe({ atMs, steadyMs }, { track, foot, size }): readonly ObservationDraft[] {
      if (!foot || !vehicles.has(track.className)) return [];
      const driver = drivers.get(track.id);
      if (!driver) {
        drivers.set(track.id, { from: foot, fromMs: steadyMs, fromAt: atMs, looks: 1, said: false });
        return [];
      }
      driver.looks++;
      const gone = { x: foot.x - driver.from.x, y: foot.y - driver.from.y };
      const far = Math.hypot(gone.x, gone.y);
      if (far < WAY_SIZES * size || steadyMs - driver.fromMs < WAY_MS || driver.looks < 3) return [];
      const since = driver.fromAt;
      const against = (gone.x * along.x + gone.y * along.y) / far <= AGAINST;
      Object.assign(driver, { from: foot, fromMs: steadyMs, fromAt: atMs, looks: 1 });
      if (!against || driver.said) return [];
      driver.said = true;
      return [draftOf('wrong-way', zoneId, track, atMs, { since })];
    },
    forget(_moment, { track }) {
      drivers.delete(track.id);
      return [];
    },
  };
}
