import { position } from './axis-filter.ts';
import { SightingStrips } from './sighting-strips.ts';
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
/** A track and a detection whose heights differ more than this are not the same object. */
const LEAST_ALIKE = 0.7;

/** No shift, as the search writes shifts: x and y, in an array that is used again, for some thousand are tried in one look. */
const STILL = new Float64Array(2);

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
  const field = new SightingStrips();
  let lastSwayMs = -Infinity;
  return {
    measure(tracks, sightings, steadyMs) {
      if (tracks.length < LEAST_TRACKS || sightings.length < LEAST_TRACKS) return NO_SWAY;
      const witnesses = tracks.slice(0, MOST_WITNESSES);
      field.fill(sightings);
      const factor = steadyMs - lastSwayMs < RESTLESS_MS ? BETTER_AGAIN : BETTER;
      const leastFit = factor * fit(witnesses, field, STILL, -Infinity);
      // Nothing can fit better than all witnesses wholly: mostly the still picture fits too well for a search to be worth it.
      const sway = leastFit >= witnesses.length ? NO_SWAY : bestSway(witnesses, field, leastFit);
      if (sway !== NO_SWAY) lastSwayMs = steadyMs;
      return sway;
    },
  };
}

function bestSway(witnesses: readonly Track[], field: SightingStrips, leastFit: number): Sway {
  const shift = new Float64Array(2);
  const best = new Float64Array(2);
  let bestFit = leastFit;
  for (const { filter, group } of witnesses) {
    for (const sighting of field.sightings) {
      if (group !== sighting.group) continue;
      const x = sighting.cx - position(filter, 0);
      const y = sighting.cy - position(filter, 1);
      if (Math.abs(x) > FURTHEST || Math.abs(y) > FURTHEST) continue;
      if (Math.min(position(filter, 3), sighting.h) / Math.max(position(filter, 3), sighting.h) < LEAST_ALIKE) continue;
      shift[0] = x;
      shift[1] = y;
      const fitted = fit(witnesses, field, shift, bestFit);
      if (fitted <= bestFit) continue;
      bestFit = fitted;
      best.set(shift);
    }
  }
  return bestFit === leastFit ? NO_SWAY : middleOf(witnesses, field, best);
}

/** Sum over tracks of the IoU with the detection that fits best; given up as soon as it cannot exceed `toBeat`. */
function fit(tracks: readonly Track[], field: SightingStrips, shift: Float64Array, toBeat: number): number {
  let sum = 0;
  let left = tracks.length;
  for (const track of tracks) {
    const best = bestOverlap(track, field, shift);
    if (best >= 0) sum += overlapAt(track, field, best, shift);
    left--;
    if (sum + left <= toBeat) return 0;
  }
  return sum;
}

/** Position in the field of the detection that fits a track best when the picture has moved by `shift`, or -1. */
function bestOverlap(track: Track, field: SightingStrips, shift: Float64Array): number {
  const cx = position(track.filter, 0) + (shift[0] as number);
  const half = position(track.filter, 2) / 2 + field.reach;
  let most = 0;
  let best = -1;
  const end = field.to(cx + half);
  for (let at = field.from(cx - half); at < end; at++) {
    const overlap = overlapAt(track, field, at, shift);
    if (overlap <= most || field.sightings[field.indexes[at] as number]?.group !== track.group) continue;
    most = overlap;
    best = at;
  }
  return best;
}

/** IoU of a track's expected box, moved by `shift`, with the detection at a position of the field. */
function overlapAt({ filter }: Track, field: SightingStrips, at: number, shift: Float64Array): number {
  const w = position(filter, 2);
  const h = position(filter, 3);
  const otherW = 2 * (field.halfW[at] as number);
  const otherH = 2 * (field.halfH[at] as number);
  const ix = (w + otherW) / 2 - Math.abs(position(filter, 0) + (shift[0] as number) - (field.cx[at] as number));
  if (ix <= 0) return 0;
  const iy = (h + otherH) / 2 - Math.abs(position(filter, 1) + (shift[1] as number) - (field.cy[at] as number));
  if (iy <= 0) return 0;
  const shared = Math.min(ix, w, otherW) * Math.min(iy, h, otherH);
  return shared / (w * h + otherW * otherH - shared);
}

/** The median of the shifts of all tracks that fit under `shift`: one track's own step must not count for the camera's. */
function middleOf(tracks: readonly Track[], field: SightingStrips, shift: Float64Array): Sway {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const track of tracks) {
    const best = bestOverlap(track, field, shift);
    if (best < 0 || overlapAt(track, field, best, shift) < 0.5) continue;
    xs.push((field.cx[best] as number) - position(track.filter, 0));
    ys.push((field.cy[best] as number) - position(track.filter, 1));
  }
  return xs.length < LEAST_TRACKS ? NO_SWAY : { x: median(xs), y: median(ys) };
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  const half = Math.floor(values.length / 2);
  return values.length % 2 === 1 ? (values[half] ?? 0) : ((values[half - 1] ?? 0) + (values[half] ?? 0)) / 2;
}
