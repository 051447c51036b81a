import { filterSize, position, variance } from './axis-filter.ts';
import { isVehicleGroup } from './class-groups.ts';
import { PairList } from './pair-list.ts';
import { SightingStrips } from './sighting-strips.ts';
import { courseOf, type Sighting, type Track } from './track.ts';
import type { AffinitySettings } from './tracker-settings.ts';

/** A track's box as it is compared with detections. */
interface Expected {
  readonly cx: number;
  readonly cy: number;
  readonly w: number;
  readonly h: number;
  readonly pad: number;
}

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
    const expected = expect(track, anchor, settings);
    courseOf(track, settings.courseSpanMs / 1000, course);
    const courseLength = Math.hypot(course[0] as number, course[1] as number);
    const { cx, cy, pad } = expected;
    const aw = expected.w / 2 + 2 * pad;
    const ah = expected.h / 2 + 2 * pad;
    const { reach, indexes, cx: xs, cy: ys, halfW, halfH } = strips;
    const end = strips.to(cx + aw + reach);
    for (let at = strips.from(cx - aw - reach); at < end; at++) {
      if (Math.abs((xs[at] as number) - cx) >= aw + (halfW[at] as number)) continue;
      if (Math.abs((ys[at] as number) - cy) >= ah + (halfH[at] as number)) continue;
      const column = indexes[at] as number;
      const sighting = sightings[column] as Sighting;
      if (sighting.group !== track.group) continue;
      const similar = similarity(expected, sighting);
      if (similar < enough) continue;
      const cost = 1 - similar + settings.course * offCourse(track, sighting, course, courseLength);
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

function expect(track: Track, anchor: Anchor, settings: AffinitySettings): Expected {
  const { filter, last } = track;
  const size = filterSize(filter);
  const std = Math.sqrt((variance(filter, 0) + variance(filter, 1)) / 2);
  const young = track.stage === 'tentative';
  const most = young && isVehicleGroup(track.group) ? settings.padMostYoungVehicle : settings.padMost;
  const perStd = young ? settings.padPerStdTentative : settings.padPerStd;
  const pad = Math.min(settings.pad * size + perStd * std, most * size);
  return anchor === 'last-seen'
    ? { cx: last.cx, cy: last.cy, w: last.w, h: last.h, pad }
    : { cx: position(filter, 0), cy: position(filter, 1), w: position(filter, 2), h: position(filter, 3), pad };
}

function similarity(expected: Expected, sighting: Sighting): number {
  const { pad } = expected;
  const aw = expected.w / 2 + pad;
  const ah = expected.h / 2 + pad;
  const bw = sighting.w / 2 + pad;
  const bh = sighting.h / 2 + pad;
  const w = Math.min(expected.cx + aw, sighting.cx + bw) - Math.max(expected.cx - aw, sighting.cx - bw);
  const h = Math.min(expected.cy + ah, sighting.cy + bh) - Math.max(expected.cy - ah, sighting.cy - bh);
  if (w <= 0 || h <= 0) return 0;
  const shared = w * h;
  const overlap = shared / (4 * (aw * ah + bw * bh) - shared);
  const alike = Math.min(expected.h, sighting.h) / Math.max(expected.h, sighting.h);
  return overlap * alike;
}

/** 0 on course, 1 in the opposite direction; fades to 0 for tracks and ways too short to have a direction. */
function offCourse(track: Track, sighting: Sighting, course: Float64Array, courseLength: number): number {
  if (courseLength === 0) return 0;
  const size = filterSize(track.filter);
  const dx = (sighting.cx - track.last.cx) / size;
  const dy = (sighting.cy - track.last.cy) / size;
  const way = Math.hypot(dx, dy);
  if (way === 0) return 0;
  const cos = (dx * (course[0] as number) + dy * (course[1] as number)) / (way * courseLength);
  const certain = Math.min(1, courseLength / 0.3) * Math.min(1, way / 0.3);
  return (certain * (1 - cos)) / 2;
}
