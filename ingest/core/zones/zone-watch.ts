import type { GroundArea } from '../../../contracts/ground-area.ts';
import { toRegion } from '../geometry/aspect-plane.ts';
import { createCrowdWatch } from './crowd-watch.ts';
import { createFallenWatch } from './fallen-watch.ts';
import { createLeftBehindWatch } from './left-behind-watch.ts';
import type { ObservationDraft } from './observation-draft.ts';
import { createPresenceWatch } from './presence-watch.ts';
import type { Moment } from './road-user.ts';
import type { SceneZone } from './scene-shapes.ts';
import type { SpeedGauge } from './speed-gauge.ts';
import { createSpeedWatch } from './speed-watch.ts';
import type { BehaviourWatch } from './behaviour-watch.ts';
import { createStoppedWatch } from './stopped-watch.ts';
import { createWrongWayWatch } from './wrong-way-watch.ts';

/** Everything that is observed at one zone or one line. */
export interface ShapeWatch {
  observe(moment: Moment): readonly ObservationDraft[];
}

/** What a calibrated camera tells of the ground. */
export interface GroundSense {
  readonly speeds: SpeedGauge;
  /** The zone's ground; null while it is not known. */
  readonly groundOf: () => GroundArea | null;
}

/** Presence in a zone and, of those inside, the behaviours its settings ask for. */
export function createZoneWatch(zone: SceneZone, aspect: number, sense: GroundSense): ShapeWatch {
  const { id, dwellS, stoppedS = [], way, leftBehindS = [], fallenS = [], speed = false } = zone;
  const presence = createPresenceWatch(id, toRegion(zone.polygon, aspect), dwellS);
  const crowd = createCrowdWatch(
    id,
    { people: zone.crowdPeople ?? [], density: zone.crowdDensity ?? [] },
    sense.groundOf,
  );
  const behaviours: BehaviourWatch[] = [];
  if (stoppedS.length > 0) behaviours.push(createStoppedWatch(id, stoppedS));
  if (way) behaviours.push(createWrongWayWatch(id, way, aspect));
  if (leftBehindS.length > 0) behaviours.push(createLeftBehindWatch(id, leftBehindS));
  if (fallenS.length > 0) behaviours.push(createFallenWatch(id, fallenS, aspect));
  if (speed) behaviours.push(createSpeedWatch(id, sense.speeds));

  return {
    observe(moment) {
      const said: ObservationDraft[] = [];
      for (const user of moment.users) {
        const wasInside = presence.holds(user.track.id);
        said.push(...presence.observe(moment, user));
        const inside = presence.holds(user.track.id);
        for (const behaviour of behaviours) {
          if (inside) said.push(...behaviour.observe(moment, user));
          else if (wasInside) said.push(...behaviour.forget(moment, user));
        }
      }
      const insiders = moment.users.filter(({ track }) => presence.holds(track.id));
      said.push(...crowd.observe(moment, insiders));
      return said;
    },
  };
}
