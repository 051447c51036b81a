import { VEHICLES } from '../../../contracts/behaviours.ts';
import { draftOf, type ObservationDraft } from './observation-draft.ts';
import type { Speed, SpeedGauge } from './speed-gauge.ts';
import type { BehaviourWatch } from './behaviour-watch.ts';

const vehicles: ReadonlySet<string> = new Set(VEHICLES);
/** A speed known this well is said at once; a worse one only when the vehicle leaves and no better has come. */
const SURE = 0.12;
/** Beyond this the number says nothing. */
const WORST = 0.4;

/** One `speed` of each vehicle per stay in a zone. */
export function createSpeedWatch(zoneId: string, gauge: SpeedGauge): BehaviourWatch {
  const best = new Map<number, { readonly speed: Speed | null; readonly said: boolean }>();
  const share = ({ kmh, uncertaintyKmh }: Speed): number => uncertaintyKmh / Math.max(kmh, 1);
  return {
    observe({ atMs }, { track, foot }): readonly ObservationDraft[] {
      if (!foot || !vehicles.has(track.className)) return [];
      const before = best.get(track.id) ?? { speed: null, said: false };
      const now = gauge.speedOf(track.id);
      if (before.said || !now) return [];
      const said = share(now) <= SURE;
      best.set(track.id, { said, speed: before.speed && share(before.speed) < share(now) ? before.speed : now });
      if (!said) return [];
      return [draftOf('speed', zoneId, track, atMs, { value: now.kmh, uncertainty: now.uncertaintyKmh })];
    },
    forget({ atMs }, { track }) {
      const known = best.get(track.id);
      best.delete(track.id);
      if (!known?.speed || known.said || share(known.speed) > WORST) return [];
      const { kmh, uncertaintyKmh } = known.speed;
      return [draftOf('speed', zoneId, track, atMs, { value: kmh, uncertainty: uncertaintyKmh })];
    },
  };
}
