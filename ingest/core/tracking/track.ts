import { classGroup, createClassVote, type ClassVote } from './class-groups.ts';
import {
  correctFilter,
  filterSize,
  type MotionNoise,
  motionStep,
  predictFilter,
  restFilter,
  startFilter,
  velocity,
} from './axis-filter.ts';
import { MEMORY, type TrackMemory } from './track-memory.ts';

/** Where a detection lies in the tracker's own unit (picture heights, x stretched by the aspect). */
export interface Sighting {
  readonly className: string;
  readonly group: string;
  readonly score: number;
  readonly cx: number;
  readonly cy: number;
  readonly w: number;
  readonly h: number;
}

/** `ended` is final; `lost` tracks may be seen again. */
export type TrackStage = 'tentative' | 'confirmed' | 'lost' | 'ended';

/** The tracker's own, changing record of one object. */
export interface Track extends TrackMemory {
  readonly id: number;
  stage: TrackStage;
  readonly vote: ClassVote;
  group: string;
  score: number;
  /** How objects of its kind move. */
  readonly noise: MotionNoise;
  last: Sighting;
  /** How many of the past sightings are remembered. */
  pastLength: number;
  readonly bornAt: number;
  lastSeenAt: number;
  ageMs: number;
  /** Time during which it was looked for and not found. */
  unseenMs: number;
  looks: number;
  missedLooks: number;
  /** Sum of the scores of all sightings, and the highest. */
  evidence: number;
  best: number;
  wasConfirmed: boolean;
  /** Log-likelihood ratio of an object being here against chance detections, from the looks so far. */
  certainty: number;
  /** Chance detections per look that would fit it, as known at its birth. */
  readonly chance: number;
  /** Where it was first seen, and whether it was ever seen away from there. */
  readonly bornX: number;
  readonly bornY: number;
  hasGone: boolean;
  /** Time for which it was looked for, and of that for which it was found; the past counts for less and less. */
  lookedForMs: number;
  foundMs: number;
  /** Whether it stood still when it was last seen; told at the first look that does not find it. */
  stood: boolean;
  /** Stood still when it was last seen, and is away for longer than walkers are kept: known again only where it stood. */
  longLost: boolean;
  /** Number of the look in which it was last seen, and of the last in which nobody looked where it is. */
  seenInLook: number;
  leftOutInLook: number;
}

/** Starts a tentative track at a sighting where so many chance detections per look are to be expected. */
export function bornTrack(
  id: number,
  sighting: Sighting,
  atMs: number,
  steadyS: number,
  noise: MotionNoise,
  chance: number,
  memory: TrackMemory,
): Track {
  const { filter, filterAtLast, past } = memory;
  startFilter(filter, sighting.cx, sighting.cy, sighting.w, sighting.h, noise);
  filterAtLast.set(filter);
  const track: Track = {
    id,
    stage: 'tentative',
    vote: createClassVote(sighting.className, sighting.score),
    group: sighting.group,
    score: sighting.score,
    noise,
    filter,
    filterAtLast,
    past,
    last: sighting,
    pastLength: 0,
    bornAt: atMs,
    lastSeenAt: atMs,
    ageMs: 0,
    unseenMs: 0,
    looks: 1,
    missedLooks: 0,
    evidence: sighting.score,
    best: sighting.score,
    wasConfirmed: false,
    certainty: 0,
    chance,
    bornX: sighting.cx,
    bornY: sighting.cy,
    hasGone: false,
    lookedForMs: 0,
    foundMs: 0,
    stood: false,
    longLost: false,
    seenInLook: 0,
    leftOutInLook: 0,
  };
  remember(track, sighting, steadyS);
  return track;
}

/**
 * Takes a sighting into the track. After a gap the filter is first led again from the last sighting to this one along a straight
 * path, so that the velocity is that of the way really gone (observation-centric re-update; Cao et al. 2023, section 3.2.1).
 */
export function seeTrack(track: Track, sighting: Sighting, atMs: number, steadyS: number, trust: number): void {
  const { noise, missedLooks: gaps } = track;
  if (gaps > 0) {
    const from = track.last;
    const oneGap = motionStep((steadyS - lastSteadyS(track)) / (gaps + 1), noise);
    track.filter.set(track.filterAtLast);
    for (let step = 1; step <= gaps; step++) {
      const along = step / (gaps + 1);
      predictFilter(track.filter, oneGap);
      correctFilter(
        track.filter,
        from.cx + along * (sighting.cx - from.cx),
        from.cy + along * (sighting.cy - from.cy),
        from.w + along * (sighting.w - from.w),
        from.h + along * (sighting.h - from.h),
        trust,
        noise,
      );
    }
    predictFilter(track.filter, oneGap);
  }
  correctFilter(track.filter, sighting.cx, sighting.cy, sighting.w, sighting.h, trust, noise);
  track.filterAtLast.set(track.filter);
  track.vote.add(sighting.className, sighting.score);
  track.group = classGroup(track.vote.className);
  track.score = sighting.score;
  track.evidence += sighting.score;
  track.best = Math.max(track.best, sighting.score);
  track.last = sighting;
  track.lastSeenAt = atMs;
  track.unseenMs = 0;
  track.missedLooks = 0;
  track.longLost = false;
  track.looks++;
  remember(track, sighting, steadyS);
}

/** Whether the track stood still when it was last seen: slower than `speed` sizes per second. */
export function stoodStill(track: Track, speed: number): boolean {
  const vx = velocity(track.filterAtLast, 0);
  const vy = velocity(track.filterAtLast, 1);
  return Math.hypot(vx, vy) < speed * filterSize(track.filterAtLast);
}

/** Nothing moved in the picture up to now: the track stays where it is, at rest, and the quiet time is no gap in its path. */
export function restTrack(track: Track, steadyS: number): void {
  restFilter(track.filter, track.noise);
  restFilter(track.filterAtLast, track.noise);
  track.past[0] = steadyS;
  track.pastLength = 1;
}

function remember(track: Track, sighting: Sighting, steadyS: number): void {
  const { past } = track;
  for (let at = 3 * MEMORY - 1; at >= 3; at--) past[at] = past[at - 3] as number;
  past[0] = steadyS;
  past[1] = sighting.cx;
  past[2] = sighting.cy;
  track.pastLength = Math.min(MEMORY, track.pastLength + 1);
}

function lastSteadyS(track: Track): number {
  return track.past[0] as number;
}

/**
 * The course from an earlier sighting to the last, as a vector in sizes; zero while too little is known.
 * The sighting is the first that lies `spanS` back, so that the course means the same at any frame rate.
 */
export function courseOf(track: Track, spanS: number, out: Float64Array): void {
  out[0] = 0;
  out[1] = 0;
  const { past, pastLength } = track;
  if (pastLength < 2) return;
  const now = past[0] as number;
  let pick = 1;
  while (pick < pastLength - 1 && now - (past[pick * 3] as number) < spanS) pick++;
  const size = filterSize(track.filter);
  out[0] = ((past[1] as number) - (past[pick * 3 + 1] as number)) / size;
  out[1] = ((past[2] as number) - (past[pick * 3 + 2] as number)) / size;
}
