import type { Box } from '../../../contracts/geometry.ts';
import { createAffinityTable, type Anchor } from './affinity.ts';
import { createAssignment } from './assignment.ts';
import { position, predictFilter, velocity } from './axis-filter.ts';
import { classGroup } from './class-groups.ts';
import type { ScoredBox } from './scored-box.ts';
import { healDetections } from './heal-detections.ts';
import { createSteadyClock } from './steady-clock.ts';
import { bornTrack, restTrack, seeTrack, type Sighting, type Track, type TrackStage } from './track.ts';
import { completeTrackerSettings, type TrackerOptions } from './tracker-settings.ts';

/** One track as others see it after a look. A new object each time: safe to keep. */
export interface TrackState {
  /** Counts up from 1 within one tracker and is never used again. */
  readonly id: number;
  /** `ended` tracks are listed exactly once, in the look that ended them. */
  readonly stage: TrackStage;
  /** Whether it ever was confirmed; a track that ends without was no object. */
  readonly wasConfirmed: boolean;
  /** Class by vote over all looks, and its share of the votes. */
  readonly className: string;
  readonly classShare: number;
  /** Score of the last detection. */
  readonly score: number;
  /** Smoothed box; while the track is not seen, where it should be. In the unit of the detections. */
  readonly box: Box;
  /** Velocity of the box's centre, in the unit of the detections per second. */
  readonly velocity: { readonly x: number; readonly y: number };
  /** True when a detection of this very look belongs to the track. */
  readonly seen: boolean;
  /** True while it is worth drawing: confirmed, and seen now or a moment ago. */
  readonly shown: boolean;
  /** Capture times (epoch ms, as given) of the first and the last detection. */
  readonly bornAt: number;
  readonly lastSeenAt: number;
  /** Time since birth, by a clock that only moves forward. */
  readonly ageMs: number;
  /** Time for which it was looked for and not found; 0 when seen. Quiet time does not count. */
  readonly unseenMs: number;
  /** Detections so far. */
  readonly looks: number;
}

/** What went in and came out of a tracker since it was made. */
export interface TrackerCounts {
  readonly looks: number;
  readonly quietLooks: number;
  readonly detections: number;
  readonly refusedNotNumbers: number;
  readonly refusedEmpty: number;
  readonly refusedOutside: number;
  readonly clockHealed: number;
  readonly born: number;
  readonly confirmed: number;
  readonly ended: number;
}

/** Follows objects through the frames of one camera. */
export interface Tracker {
  /**
   * One frame was looked at.
   * @param atMs capture time, epoch ms; intervals may vary.
   * @param detections any order.
   * @param lookedAt parts of the picture that were looked at, when not all was: tracks elsewhere are carried on as they are.
   * @returns all living tracks and those that ended in this look, by id.
   */
  update(atMs: number, detections: readonly ScoredBox[], lookedAt?: readonly Box[]): readonly TrackState[];
  /** Nothing moved in the picture since the last call (the motion gate stayed closed): all tracks rest where they are, and none ages. */
  carry(atMs: number): readonly TrackState[];
  /** The camera is gone or the film over: all tracks end. */
  finish(): readonly TrackState[];
  counts(): TrackerCounts;
}

/** Takes a sighting into a track. */
type Meet = (track: Track, sighting: Sighting) => void;

/** A detection this much within a track's box, seen in the same look, is the same object found twice: it starts no track. */
const DOUBLE_IOU = 0.7;

/**
 * Multi-object tracker of the ByteTrack / OC-SORT family for variable frame intervals: Kalman prediction by capture time, association
 * in stages by score, optimal assignment, course consistency, re-update after occlusion. Deterministic: same input, same tracks.
 */
export function createTracker(options: TrackerOptions = {}): Tracker {
  const settings = completeTrackerSettings(options);
  const { picture, noise, affinity } = settings;
  // The tracker's own unit is the picture's height in both directions, so that boxes and courses keep their true shape.
  const unitX = picture.aspect / picture.width;
  const unitY = 1 / picture.height;
  const clock = createSteadyClock();
  const table = createAffinityTable(affinity);
  const assignment = createAssignment();
  const counts = {
    looks: 0,
    quietLooks: 0,
    detections: 0,
    refusedNotNumbers: 0,
    refusedEmpty: 0,
    refusedOutside: 0,
    clockHealed: 0,
    born: 0,
    confirmed: 0,
    ended: 0,
  };
  let steadyMs = 0;
  let lastId = 0;
  let tracks: Track[] = [];

  function advance(atMs: number): number {
    const { dtMs, healed } = clock.advance(atMs);
    if (healed) counts.clockHealed++;
    steadyMs += dtMs;
    for (const track of tracks) track.ageMs += dtMs;
    return dtMs;
  }

  function stateOf(track: Track, seen: boolean): TrackState {
    const { filter } = track;
    const w = position(filter, 2) / unitX;
    const h = position(filter, 3) / unitY;
    return {
      id: track.id,
      stage: track.stage,
      wasConfirmed: track.wasConfirmed,
      className: track.vote.className,
      classShare: track.vote.share,
      score: track.score,
      box: { x: position(filter, 0) / unitX - w / 2, y: position(filter, 1) / unitY - h / 2, w, h },
      velocity: { x: velocity(filter, 0) / unitX, y: velocity(filter, 1) / unitY },
      seen,
      shown: track.wasConfirmed && track.stage !== 'ended' && track.unseenMs <= settings.coastMs,
      bornAt: track.bornAt,
      lastSeenAt: track.lastSeenAt,
      ageMs: track.ageMs,
      unseenMs: track.unseenMs,
      looks: track.looks,
    };
  }

  function sightingOf(detection: ScoredBox): Sighting {
    const { x, y, w, h } = detection.box;
    return {
      className: detection.className,
      group: classGroup(detection.className),
      score: detection.score,
      cx: (x + w / 2) * unitX,
      cy: (y + h / 2) * unitY,
      w: w * unitX,
      h: h * unitY,
    };
  }

  /** Pairs what can be paired; returns what is left of both sides, in order. */
  function associate(
    candidates: Track[],
    sightings: Sighting[],
    anchor: Anchor,
    least: number,
    meet: Meet,
  ): { readonly tracks: Track[]; readonly sightings: Sighting[] } {
    if (candidates.length === 0 || sightings.length === 0) return { tracks: candidates, sightings };
    const costs = table.fill(candidates, sightings, anchor, least);
    const columnOf = assignment.solve(costs, candidates.length, sightings.length, 1 + affinity.course);
    const taken = new Set<Sighting>();
    const unpaired: Track[] = [];
    for (const [row, track] of candidates.entries()) {
      const sighting = sightings[columnOf[row] ?? -1];
      if (sighting) {
        taken.add(sighting);
        meet(track, sighting);
      } else unpaired.push(track);
    }
    return { tracks: unpaired, sightings: sightings.filter((sighting) => !taken.has(sighting)) };
  }

  /** The usual look: associates in stages; returns the sightings that no track wanted and that may start one. */
  function followOn(high: Sighting[], low: Sighting[], dtMs: number, seen: ReadonlySet<Track>, meet: Meet): Sighting[] {
    for (const track of tracks) predictFilter(track.filter, dtMs / 1000, noise);
    const known = tracks.filter((track) => track.stage !== 'tentative');
    const tentative = tracks.filter((track) => track.stage === 'tentative');
    const first = associate(known, high, 'predicted', affinity.first, meet);
    const inSight = first.tracks.filter((track) => track.missedLooks === 0);
    const second = associate(inSight, low, 'predicted', affinity.low, meet);
    const still = first.tracks.filter((track) => !seen.has(track));
    const third = associate(still, first.sightings, 'last-seen', affinity.lastSeen, meet);
    const fourth = associate(tentative, third.sightings, 'predicted', affinity.tentative, meet);
    associate(fourth.tracks, second.sightings, 'predicted', affinity.low, meet);
    return fourth.sightings;
  }

  /** The first look after an outage: what moved meanwhile is lost, what stands where it stood is the same. */
  function meetAgain(high: Sighting[], steadyS: number, meet: Meet): Sighting[] {
    for (const track of tracks) restTrack(track, steadyS, noise);
    const known = tracks.filter((track) => track.stage !== 'tentative');
    return associate(known, high, 'last-seen', affinity.afterOutage, meet).sightings;
  }

  function confirmIfSure(track: Track): void {
    if (track.stage === 'lost') track.stage = 'confirmed';
    if (track.stage !== 'tentative') return;
    if (track.looks < 2 || track.evidence < settings.confirmEvidence) return;
    track.stage = 'confirmed';
    track.wasConfirmed = true;
    counts.confirmed++;
  }

  function missTrack(track: Track, dtMs: number): void {
    track.unseenMs += dtMs;
    track.missedLooks++;
    const tentative = track.stage === 'tentative';
    if (!tentative) track.stage = 'lost';
    const x = position(track.filter, 0);
    const y = position(track.filter, 1);
    const gone = x < 0 || y < 0 || x > picture.aspect || y > 1;
    if (gone || track.unseenMs >= (tentative ? settings.keepTentativeMs : settings.keepLostMs)) endTrack(track);
  }

  function endTrack(track: Track): void {
    track.stage = 'ended';
    counts.ended++;
  }

  function doubles(sighting: Sighting, seen: ReadonlySet<Track>): boolean {
    for (const track of seen) {
      if (track.group !== sighting.group) continue;
      const w =
        Math.min(track.last.cx + track.last.w / 2, sighting.cx + sighting.w / 2) -
        Math.max(track.last.cx - track.last.w / 2, sighting.cx - sighting.w / 2);
      const h =
        Math.min(track.last.cy + track.last.h / 2, sighting.cy + sighting.h / 2) -
        Math.max(track.last.cy - track.last.h / 2, sighting.cy - sighting.h / 2);
      if (w <= 0 || h <= 0) continue;
      if ((w * h) / (track.last.w * track.last.h + sighting.w * sighting.h - w * h) >= DOUBLE_IOU) return true;
    }
    return false;
  }

  function report(seen: ReadonlySet<Track>): readonly TrackState[] {
    const states = tracks.map((track) => stateOf(track, seen.has(track)));
    tracks = tracks.filter((track) => track.stage !== 'ended');
    return states;
  }

  return {
    update(atMs, detections, lookedAt) {
      const dtMs = advance(atMs);
      counts.looks++;
      counts.detections += detections.length;
      const healed = healDetections(detections, picture);
      counts.refusedNotNumbers += healed.notNumbers;
      counts.refusedEmpty += healed.empty;
      counts.refusedOutside += healed.outside;
      const steadyS = steadyMs / 1000;

      const high: Sighting[] = [];
      const low: Sighting[] = [];
      for (const detection of healed.usable) {
        if (detection.score >= settings.highScore) high.push(sightingOf(detection));
        else if (detection.score >= settings.lowScore) low.push(sightingOf(detection));
      }
      const seen = new Set<Track>();
      const meet = (track: Track, sighting: Sighting): void => {
        const trust = 1 / (1 + settings.doubt * (1 - sighting.score));
        seeTrack(track, sighting, atMs, steadyS, trust, noise);
        confirmIfSure(track);
        seen.add(track);
      };
      const left = dtMs > settings.keepLostMs ? meetAgain(high, steadyS, meet) : followOn(high, low, dtMs, seen, meet);

      for (const track of tracks) {
        if (seen.has(track)) continue;
        if (lookedAt && !lookedAt.some((part) => holds(part, track))) continue;
        missTrack(track, dtMs);
      }
      for (const sighting of left) {
        if (sighting.score < settings.birthScore || doubles(sighting, seen)) continue;
        const track = bornTrack(++lastId, sighting, atMs, steadyS, noise);
        counts.born++;
        tracks.push(track);
        seen.add(track);
      }
      return report(seen);
    },
    carry(atMs) {
      advance(atMs);
      counts.quietLooks++;
      for (const track of tracks) restTrack(track, steadyMs / 1000, noise);
      return report(new Set());
    },
    finish() {
      for (const track of tracks) endTrack(track);
      return report(new Set());
    },
    counts: () => ({ ...counts }),
  };

  function holds(part: Box, track: Track): boolean {
    const x = position(track.filter, 0) / unitX;
    const y = position(track.filter, 1) / unitY;
    return x >= part.x && x <= part.x + part.w && y >= part.y && y <= part.y + part.h;
  }
}
