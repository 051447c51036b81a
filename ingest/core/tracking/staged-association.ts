import { createAffinityTable, type Anchor, type Least } from './affinity.ts';
import { createAssignment } from './assignment.ts';
import { isVehicleGroup } from './class-groups.ts';
import type { Sighting, Track } from './track.ts';
import type { AffinitySettings } from './tracker-settings.ts';

/** Takes a sighting into a track. */
export type Meet = (track: Track, sighting: Sighting) => void;

/** What one stage could not pair, in the order given. */
interface Left {
  readonly tracks: readonly Track[];
  readonly sightings: readonly Sighting[];
}

/** Decides which sighting belongs to which track. Calls `meet` for each pair; returns sightings that no track wanted. */
export interface StagedAssociation {
  /** The usual look; the tracks' filters stand at its time. */
  followOn(
    tracks: readonly Track[],
    high: readonly Sighting[],
    low: readonly Sighting[],
    meet: Meet,
  ): readonly Sighting[];
  /** The first look after an outage: what moved meanwhile is lost, what stands where it stood is the same. */
  meetAgain(tracks: readonly Track[], high: readonly Sighting[], meet: Meet): readonly Sighting[];
}

/**
 * Stages: (1) known tracks with good detections where they should be; (2) those that were seen in the look before, with weak
 * detections (ByteTrack; Zhang et al. 2022); (3) what is left of those with good detections where it was last seen (OC-SORT's recovery;
 * Cao et al. 2023); (4) tentative tracks with good detections, (5) then with weak ones.
 */
export function createStagedAssociation(settings: AffinitySettings): StagedAssociation {
  const table = createAffinityTable(settings);
  const assignment = createAssignment();
  let taken = new Uint8Array(64);
  const leastYoung = ({ group }: Track): number =>
    isVehicleGroup(group) ? settings.tentativeVehicle : settings.tentative;
  const leastYoungLow: Least = ({ group }) => (isVehicleGroup(group) ? settings.tentativeVehicle : settings.low);

  function pair(
    tracks: readonly Track[],
    sightings: readonly Sighting[],
    anchor: Anchor,
    least: Least,
    meet: Meet,
  ): Left {
    if (tracks.length === 0 || sightings.length === 0) return { tracks, sightings };
    const pairs = table.compare(tracks, sightings, anchor, least);
    const columnOf = assignment.solvePairs(pairs, table.mostCost);
    if (taken.length < sightings.length) taken = new Uint8Array(2 * sightings.length);
    taken.fill(0, 0, sightings.length);
    const alone: Track[] = [];
    for (let row = 0; row < tracks.length; row++) {
      const track = tracks[row] as Track;
      const column = columnOf[row] as number;
      if (column >= 0) {
        taken[column] = 1;
        meet(track, sightings[column] as Sighting);
      } else alone.push(track);
    }
    return { tracks: alone, sightings: sightings.filter((_, column) => taken[column] === 0) };
  }

  return {
    followOn(tracks, high, low, meet) {
      const known = tracks.filter(({ stage, longLost }) => stage !== 'tentative' && !longLost);
      const tentative = tracks.filter(({ stage }) => stage === 'tentative');
      const standing = tracks.filter(({ longLost }) => longLost);
      const first = pair(known, high, 'predicted', settings.first, meet);
      // Where a track was seen longer ago, another object may be by now: on a street, the next car.
      const fresh = first.tracks.filter(({ missedLooks }) => missedLooks === 0);
      const second = pair(fresh, low, 'predicted', settings.low, meet);
      const third = pair(second.tracks, first.sightings, 'last-seen', settings.lastSeen, meet);
      const again = pair(standing, third.sightings, 'last-seen', settings.afterOutage, meet);
      const fourth = pair(tentative, again.sightings, 'predicted', leastYoung, meet);
      const fifth = pair(fourth.tracks, second.sightings, 'predicted', leastYoungLow, meet);
      return [...fourth.sightings, ...fifth.sightings];
    },
    meetAgain(tracks, high, meet) {
      const known = tracks.filter(({ stage }) => stage !== 'tentative');
      return pair(known, high, 'last-seen', settings.afterOutage, meet).sightings;
    },
  };
}
