import { filterSize, position, variance } from './axis-filter.ts';
import { isVehicleGroup } from './class-groups.ts';
import { PairList } from './pair-list.ts';
import { SightingStrips } from './sighting-strips.ts';
import { courseOf, type Sighting, type Track } from './track.ts';
import type { AffinitySettings } from './tracker-settings.ts';

/** Which place of a track is compared: where it should be by now, or where it was seen last. */
export type Anchor = 'predicted' | 'last-seen';

/** Least similarity of a pair, for all tracks or by track. */
export type Least = number | ((track: Track) => number);

/** Costs of pairing tracks with sightings, with its own scratch memory. */
export interface AffinityTable {
  /**
   * @returns tracks (rows) × sightings (columns) that are of one class group and at least `least` similar, each at a cost from 0 (same
   * place, size and course) to below `mostCost`; valid until the next call.
   */
  compare(tracks: readonly Track[], sightings: readonly Sighting[], anchor: Anchor, least: Least): PairList;
  /** No pair costs as much as this. */
  readonly mostCost: number;
}

/**
 * Similarity is the IoU of boxes widened by how unsure the track's place is (buffered IoU; Yang et al. 2023), times the agreement in
 * height (Hybrid-SORT; Yang et al. 2024), less a penalty for leaving the course (observation-centric momentum; Cao et al. 2023).
 */
export function createAffinityTable(settings: AffinitySettings): AffinityTable {
  const mostCost = 1 + settings.course;
  const pairs = new PairList();
  const strips = new SightingStrips();
  const course = new Float64Array(2);

  function compareRow(track: Track, sightings: readonly Sighting[], anchor: Anchor, enough: number): void {
    const { filter, last } = track;
    const wasSeen = anchor === 'last-seen';
    const cx = wasSeen ? last.cx : position(filter, 0);
    const cy = wasSeen ? last.cy : position(filter, 1);
    const w = wasSeen ? last.w : position(filter, 2);
    const h = wasSeen ? last.h : position(filter, 3);
    const pad = padOf(track, settings);
    const halfW = w / 2 + pad;
    const halfH = h / 2 + pad;
    courseOf(track, settings.courseSpanMs / 1000, course);
    const farX = halfW + pad;
    const farY = halfH + pad;
    const end = strips.to(cx + farX + strips.reach);
    for (let at = strips.from(cx - farX - strips.reach); at < end; at++) {
      const otherX = strips.cx[at] as number;
      const otherHalfW = strips.halfW[at] as number;
      if (Math.abs(otherX - cx) >= farX + otherHalfW) continue;
      const otherY = strips.cy[at] as number;
      const otherHalfH = strips.halfH[at] as number;
      if (Math.abs(otherY - cy) >= farY + otherHalfH) continue;
      const column = strips.indexes[at] as number;
      const sighting = sightings[column] as Sighting;
      if (sighting.group !== track.group) continue;
      const otherW = otherHalfW + pad;
      const otherH = otherHalfH + pad;
      const sharedW = Math.min(cx + halfW, otherX + otherW) - Math.max(cx - halfW, otherX - otherW);
      const sharedH = Math.min(cy + halfH, otherY + otherH) - Math.max(cy - halfH, otherY - otherH);
      if (sharedW <= 0 || sharedH <= 0) continue;
      const shared = sharedW * sharedH;
      const overlap = shared / (4 * (halfW * halfH + otherW * otherH) - shared);
      const similar = (overlap * Math.min(h, 2 * otherHalfH)) / Math.max(h, 2 * otherHalfH);
      if (similar < enough) continue;
      const cost = 1 - similar + settings.course * offCourse(track, sighting, course);
      if (cost < mostCost) pairs.add(column, cost);
    }
  }

  return {
    mostCost,
    compare(tracks, sightings, anchor, least) {
      pairs.begin(sightings.length);
      strips.fill(sightings);
      for (const track of tracks) {
        compareRow(track, sightings, anchor, typeof least === 'number' ? least : least(track));
        pairs.endRow();
      }
      return pairs;
    },
  };
}

/** By how much both boxes of a pair are widened on each side. */
function padOf({ filter, stage, group }: Track, settings: AffinitySettings): number {
  const size = filterSize(filter);
  const std = Math.sqrt((variance(filter, 0) + variance(filter, 1)) / 2);
  const young = stage === 'tentative';
  const most = young && isVehicleGroup(group) ? settings.padMostYoungVehicle : settings.padMost;
  const perStd = young ? settings.padPerStdTentative : settings.padPerStd;
  return Math.min(settings.pad * size + perStd * std, most * size);
}

/** 0 on course, 1 in the opposite direction; fades to 0 for tracks and ways too short to have a direction. */
function offCourse({ filter, last }: Track, { cx, cy }: Sighting, course: Float64Array): number {
  const courseX = course[0] as number;
  const courseY = course[1] as number;
  if (courseX === 0 && courseY === 0) return 0;
  const size = filterSize(filter);
  const dx = (cx - last.cx) / size;
  const dy = (cy - last.cy) / size;
  if (dx === 0 && dy === 0) return 0;
  const courseLength = Math.sqrt(courseX * courseX + courseY * courseY);
  const way = Math.sqrt(dx * dx + dy * dy);
  const cos = (dx * courseX + dy * courseY) / (way * courseLength);
  const certain = Math.min(1, courseLength / 0.3) * Math.min(1, way / 0.3);
  return (certain * (1 - cos)) / 2;
}
