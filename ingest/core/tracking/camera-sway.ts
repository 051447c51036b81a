import { position } from './axis-filter.ts';
import type { Sighting, Track } from './track.ts';

/** A movement of the whole picture, in the tracker's unit. */
export interface Sway {
  readonly x: number;
  readonly y: number;
}

/** The picture did not move. */
export const NO_SWAY: Sway = { x: 0, y: 0 };

/** Fewer tracks than this that agree are people who walk together, not a camera that moves. */
const LEAST_TRACKS = 3;
/** The moved places must fit so much better than the unmoved ones, or the picture is taken to be still. */
const BETTER = 1.35;
/** A camera that has moved a moment ago is believed to move again for less. */
const BETTER_AGAIN = 1.1;
const RESTLESS_MS = 1000;
/** No sway is larger than this part of the picture's height between two looks. */
const FURTHEST = 0.25;
/** Of a crowd so many tracks are tried as witnesses at most: the cost stays bounded. */
const MOST_WITNESSES = 12;

/** Follows the picture's own movements through the looks of one camera. */
export interface SwayGauge {
  /**
   * How far the whole picture has moved since the last look (a mast in the wind, a turned dome, a camera on a vehicle).
   * @param tracks confirmed tracks seen in the look before, with filters at the time of this look.
   * @param sightings good detections of this look.
   */
  measure(tracks: readonly Track[], sightings: readonly Sighting[], steadyMs: number): Sway;
}

/**
 * Judges from the boxes alone: the sway is the shift under which the tracks' expected boxes fit the detections best. Where no shift is
 * clearly better than none, none is reported, so that a camera that stands still is left alone.
 */
export function createSwayGauge(): SwayGauge {
  let lastSwayMs = -Infinity;
  return {
    measure(tracks, sightings, steadyMs) {
      if (tracks.length < LEAST_TRACKS || sightings.length < LEAST_TRACKS) return NO_SWAY;
      const witnesses = tracks.slice(0, MOST_WITNESSES);
      const field = fieldOf(sightings);
      const factor = steadyMs - lastSwayMs < RESTLESS_MS ? BETTER_AGAIN : BETTER;
      const leastFit = factor * fit(witnesses, field, NO_SWAY, -Infinity);
      // Nothing can fit better than all witnesses wholly: mostly the still picture fits too well for a search to be worth it.
      const sway = leastFit >= witnesses.length ? NO_SWAY : bestSway(witnesses, field, leastFit);
      if (sway !== NO_SWAY) lastSwayMs = steadyMs;
      return sway;
    },
  };
}

/** Detections from left to right, so that those near a place are found without asking all. */
interface Field {
  readonly sightings: readonly Sighting[];
  /** Half the width of the widest. */
  readonly reach: number;
}

function fieldOf(sightings: readonly Sighting[]): Field {
  const sorted = [...sightings].sort((a, b) => a.cx - b.cx);
  return { sightings: sorted, reach: sorted.reduce((most, { w }) => Math.max(most, w), 0) / 2 };
}

/** Position of the first detection whose centre is not left of `x`. */
function firstFrom({ sightings }: Field, x: number): number {
  let low = 0;
  let high = sightings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sightings[middle] as Sighting).cx < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function bestSway(witnesses: readonly Track[], field: Field, leastFit: number): Sway {
  let best = NO_SWAY;
  let bestFit = leastFit;
  for (const track of witnesses) {
    for (const sighting of field.sightings) {
      const sway = between(track, sighting);
      if (!sway) continue;
      const fitted = fit(witnesses, field, sway, bestFit);
      if (fitted <= bestFit) continue;
      bestFit = fitted;
      best = sway;
    }
  }
  return best === NO_SWAY ? NO_SWAY : middleOf(witnesses, field, best);
}

function between(track: Track, sighting: Sighting): Sway | null {
  const { filter } = track;
  if (track.group !== sighting.group) return null;
  const alike = Math.min(position(filter, 3), sighting.h) / Math.max(position(filter, 3), sighting.h);
  const x = sighting.cx - position(filter, 0);
  const y = sighting.cy - position(filter, 1);
  return alike < 0.7 || Math.abs(x) > FURTHEST || Math.abs(y) > FURTHEST ? null : { x, y };
}

/** Sum over tracks of the IoU with the detection that fits best; given up as soon as it cannot exceed `toBeat`. */
function fit(tracks: readonly Track[], field: Field, sway: Sway, toBeat: number): number {
  let sum = 0;
  let left = tracks.length;
  for (const track of tracks) {
    sum += bestOverlap(track, field, sway).overlap;
    left--;
    if (sum + left <= toBeat) return 0;
  }
  return sum;
}

function bestOverlap(
  { filter, group }: Track,
  field: Field,
  sway: Sway,
): { readonly overlap: number; readonly sighting: Sighting | null } {
  const cx = position(filter, 0) + sway.x;
  const cy = position(filter, 1) + sway.y;
  const w = position(filter, 2);
  const h = position(filter, 3);
  let overlap = 0;
  let chosen: Sighting | null = null;
  const { sightings, reach } = field;
  for (let at = firstFrom(field, cx - w / 2 - reach); at < sightings.length; at++) {
    const sighting = sightings[at] as Sighting;
    if (sighting.cx > cx + w / 2 + reach) break;
    if (sighting.group !== group) continue;
    const ix = (w + sighting.w) / 2 - Math.abs(cx - sighting.cx);
    const iy = (h + sighting.h) / 2 - Math.abs(cy - sighting.cy);
    if (ix <= 0 || iy <= 0) continue;
    const shared = Math.min(ix, w, sighting.w) * Math.min(iy, h, sighting.h);
    const iou = shared / (w * h + sighting.w * sighting.h - shared);
    if (iou > overlap) {
      overlap = iou;
      chosen = sighting;
    }
  }
  return { overlap, sighting: chosen };
}

/** The median of the shifts of all tracks that fit under `sway`: one track's own step must not count for the camera's. */
function middleOf(tracks: readonly Track[], field: Field, sway: Sway): Sway {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const track of tracks) {
    const { overlap, sighting } = bestOverlap(track, field, sway);
    if (!sighting || overlap < 0.5) continue;
    xs.push(sighting.cx - position(track.filter, 0));
    ys.push(sighting.cy - position(track.filter, 1));
  }
  return xs.length < LEAST_TRACKS ? NO_SWAY : { x: median(xs), y: median(ys) };
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  const half = Math.floor(values.length / 2);
  return values.length % 2 === 1 ? (values[half] ?? 0) : ((values[half - 1] ?? 0) + (values[half] ?? 0)) / 2;
}
