import { footInHeights } from '../geometry/aspect-plane.ts';
import type { Point } from '../geometry/box.ts';
import type { TrackState } from '../tracking/track-state.ts';
import { edgeMargin } from './edge-margin.ts';
import { createRiders } from './riders.ts';
import type { RoadUser } from './road-user.ts';

/** Makes road users of tracks: riders and their two-wheelers become one. */
export interface RoadUserList {
  /** @param steadyMs the scene's own time. */
  update(steadyMs: number, tracks: readonly TrackState[]): readonly RoadUser[];
  /** Whether it is still open if this track is somebody's rider: what it did is to be said a little later. */
  isUndecided(trackId: number): boolean;
}

/** @param aspect width : height of the picture. */
export function createRoadUserList(aspect: number): RoadUserList {
  const riders = createRiders(aspect);
  /** From a rider's foot point to the two-wheeler's, by the rider's track. */
  const offsets = new Map<number, Point>();
  let ridersBefore: ReadonlySet<number> = new Set();

  return {
    update(steadyMs, tracks) {
      riders.observe(steadyMs, tracks);
      const ridersOf = new Map<number, TrackState[]>();
      for (const track of tracks) {
        const vehicleId = riders.vehicleOf(track.id);
        if (vehicleId !== null) ridersOf.set(vehicleId, [...(ridersOf.get(vehicleId) ?? []), track]);
        if (vehicleId === null || track.stage === 'ended') offsets.delete(track.id);
      }
      const users: RoadUser[] = [];
      const ridersNow = new Set<number>();
      for (const track of tracks) {
        const user = userOf(track, ridersOf.get(track.id) ?? [], aspect, offsets);
        if (riders.vehicleOf(track.id) === null) {
          users.push(user);
          continue;
        }
        ridersNow.add(track.id);
        if (!ridersBefore.has(track.id))
          users.push({ ...user, foot: null, ended: true, absorbed: true, present: false });
      }
      ridersBefore = ridersNow;
      return users;
    },
    isUndecided: (trackId) => riders.isUndecided(trackId),
  };
}

function userOf(
  track: TrackState,
  riders: readonly TrackState[],
  aspect: number,
  offsets: Map<number, Point>,
): RoadUser {
  const place = footInHeights(track.box, aspect);
  const ended = track.stage === 'ended';
  let foot = track.seen ? place : null;
  for (const rider of riders) {
    if (!rider.seen) continue;
    const of = footInHeights(rider.box, aspect);
    const offset = offsets.get(rider.id);
    if (track.seen) offsets.set(rider.id, { x: place.x - of.x, y: place.y - of.y });
    else if (offset && !ended) foot = { x: of.x + offset.x, y: of.y + offset.y };
  }
  return {
    track,
    place: foot ?? place,
    foot,
    margin: edgeMargin(track.box.h),
    size: Math.sqrt(track.box.w * aspect * track.box.h),
    ended,
    absorbed: false,
    present: !ended && (foot !== null || track.unseenMs === 0),
  };
}
