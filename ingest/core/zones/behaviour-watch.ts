import type { ObservationDraft } from './observation-draft.ts';
import type { Moment, RoadUser } from './road-user.ts';

/** Watches one behaviour of the road users inside one zone. */
export interface BehaviourWatch {
  /** One moment at which the road user is inside. */
  observe(moment: Moment, user: RoadUser): readonly ObservationDraft[];
  /** It has left the zone, or its track has ended: what is left to be said. */
  forget(moment: Moment, user: RoadUser): readonly ObservationDraft[];
}
