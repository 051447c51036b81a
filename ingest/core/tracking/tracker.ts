import type { Box } from '../../../contracts/geometry.ts';
import { type MotionNoise, motionStep, position, predictFilter, velocity } from './axis-filter.ts';
import { createSwayGauge, NO_SWAY, type Sway } from './camera-sway.ts';
import { believe, doubt } from './certainty.ts';
import { isVehicleGroup } from './class-groups.ts';
import { createClutterMemory } from './clutter-memory.ts';
import { healDetections } from './heal-detections.ts';
import { createPictureUnits } from './picture-units.ts';
import type { ScoredBox } from './scored-box.ts';
import { isDouble, isWithin, shifted } from './sighting-places.ts';
import { createStagedAssociation } from './staged-association.ts';
import { createSteadyClock } from './steady-clock.ts';
import { createTrackMemories } from './track-memory.ts';
import type { TrackState } from './track-state.ts';
import { bornTrack, restTrack, seeTrack, stoodStill, type Sighting, type Track } from './track.ts';
import { completeTrackerSettings, type TrackerOptions } from './tracker-settings.ts';

/** What went in and came out of a tracker since it was made. */
export interface TrackerCounts {
  readonly looks: number;
  readonly quietLooks: number;
  readonly detections: number;
  readonly refusedNotNumbers: number;
  readonly refusedEmpty: number;
  readonly refusedOutside: number;
  /** Detections that would have started a track when as many were followed as may be. */
  readonly refusedFull: number;
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
  /**
   * Nothing moved in the picture since the last call (the motion gate stayed closed): all tracks rest where they are, and none that was
   * there goes. Those that were looked for twice in vain stay away meanwhile.
   */
  carry(atMs: number): readonly TrackState[];
  /** The camera is gone or the film over: all tracks end. */
  finish(): readonly TrackState[];
  counts(): TrackerCounts;
}

/** One look in vain may be a bad one. */
const LOOKS_TO_BELIEVE = 2;

/**
 * Multi-object tracker of the ByteTrack / OC-SORT family for variable frame intervals: Kalman prediction by capture time, association
 * in stages by score, optimal assignment, course consistency, re-update after occlusion. Deterministic: same input, same tracks.
 */
export function createTracker(options: TrackerOptions = {}): Tracker {
  const settings = completeTrackerSettings(options);
  const { picture } = settings;
  const units = createPictureUnits(picture);
  const clock = createSteadyClock();
  const swayGauge = createSwayGauge();
  const association = createStagedAssociation(settings.affinity);
  const clutter = createClutterMemory(settings.certainty);
  const counts = {
    looks: 0,
    quietLooks: 0,
    detections: 0,
    refusedNotNumbers: 0,
    refusedEmpty: 0,
    refusedOutside: 0,
    refusedFull: 0,
    clockHealed: 0,
    born: 0,
    confirmed: 0,
    ended: 0,
  };
  let steadyMs = 0;
  const memories = createTrackMemories();
  /** Number of the look, quiet ones included; tracks carry the number of that in which they were seen. */
  let look = 0;
  let lastId = 0;
  let lastDtS = 0;
  let tracks: Track[] = [];
  /** How far the picture has moved since the first look: tracks live in the first look's coordinates. */
  let moved: Sway = NO_SWAY;

  function advance(atMs: number): number {
    const { dtMs, healed } = clock.advance(atMs);
    if (healed) counts.clockHealed++;
    steadyMs += dtMs;
    for (const track of tracks) track.ageMs += dtMs;
    return dtMs;
  }

  function boxOf({ filter }: Track): Box {
    return units.box(
      position(filter, 0) + moved.x,
      position(filter, 1) + moved.y,
      position(filter, 2),
      position(filter, 3),
    );
  }

  function stateOf(track: Track): TrackState {
    const { id, stage, wasConfirmed, score, filter, bornAt, lastSeenAt, ageMs, unseenMs, looks, vote } = track;
    return {
      id,
      stage,
      wasConfirmed,
      className: vote.className,
      classShare: vote.share,
      score,
      box: boxOf(track),
      velocity: units.vector(velocity(filter, 0), velocity(filter, 1)),
      seen: track.seenInLook === look,
      shown:
        wasConfirmed &&
        stage !== 'ended' &&
        track.certainty >= settings.certainty.show &&
        unseenMs <= Math.min(settings.coastMs, settings.coastShare * (ageMs - unseenMs)),
      bornAt,
      lastSeenAt,
      ageMs,
      unseenMs,
      looks,
    };
  }

  function confirmIfSure(track: Track): void {
    if (track.stage === 'lost') track.stage = 'confirmed';
    if (track.stage !== 'tentative') return;
    if (track.best < settings.birthScore || track.evidence < settings.confirmEvidence) return;
    if (track.certainty < settings.certainty.confirm) return;
    track.stage = 'confirmed';
    track.wasConfirmed = true;
    counts.confirmed++;
  }

  function missTrack(track: Track, dtMs: number): void {
    if (track.missedLooks++ === 0) track.stood = stoodStill(track, settings.standingSpeed);
    doubt(track, dtMs, settings.certainty);
    if (track.stage === 'tentative' && track.certainty < settings.certainty.end) endTrack(track);
    else stayAway(track, dtMs);
  }

  /** The track is not there, and has not been for so much longer. */
  function stayAway(track: Track, dtMs: number): void {
    track.unseenMs += dtMs;
    const tentative = track.stage === 'tentative';
    if (!tentative) track.stage = 'lost';
    const x = position(track.filter, 0) + moved.x;
    const y = position(track.filter, 1) + moved.y;
    const gone = x < 0 || y < 0 || x > picture.aspect || y > 1;
    if (gone || track.unseenMs >= (tentative ? settings.keepTentativeMs : settings.keepStandingMs)) endTrack(track);
    else if (!tentative && track.unseenMs >= settings.keepLostMs) {
      if (track.stood) track.longLost = true;
      else endTrack(track);
    }
  }

  function endTrack(track: Track): void {
    track.stage = 'ended';
    counts.ended++;
  }

  function chanceAt(sighting: Sighting, noise: MotionNoise): number {
    const { affinity } = settings;
    const std = Math.hypot(noise.measure, noise.firstVelocity * lastDtS);
    const pad = Math.min(settings.certainty.padMost, affinity.pad + affinity.padPerStdTentative * std);
    return clutter.chanceAt(sighting, pad, affinity.tentative);
  }

  function startTrack(sighting: Sighting, atMs: number): void {
    if (tracks.some((track) => track.seenInLook === look && isDouble(track.last, sighting))) return;
    if (sighting.score < settings.seedScore) {
      clutter.remember(sighting, null);
      return;
    }
    if (tracks.length >= settings.mostTracks) {
      counts.refusedFull++;
      return;
    }
    const noise = isVehicleGroup(sighting.group) ? settings.vehicleNoise : settings.noise;
    const chance = chanceAt(sighting, noise);
    const track = bornTrack(++lastId, sighting, atMs, steadyMs / 1000, noise, chance, memories.take());
    track.seenInLook = look;
    clutter.remember(sighting, track);
    counts.born++;
    tracks.push(track);
  }

  /** All tracks as others see them; those that have ended are forgotten. */
  function report(): readonly TrackState[] {
    const states = tracks.map(stateOf);
    const ended = tracks.filter(({ stage }) => stage === 'ended');
    if (ended.length > 0) tracks = tracks.filter(({ stage }) => stage !== 'ended');
    for (const track of ended) memories.giveBack(track);
    return states;
  }

  /** One look's detections that can be used, in the tracker's unit and the first look's coordinates: good ones and weak ones. */
  function take(detections: readonly ScoredBox[]): { high: Sighting[]; low: Sighting[] } {
    counts.detections += detections.length;
    const healed = healDetections(detections, picture);
    counts.refusedNotNumbers += healed.notNumbers;
    counts.refusedEmpty += healed.empty;
    counts.refusedOutside += healed.outside;
    const high: Sighting[] = [];
    const low: Sighting[] = [];
    for (const detection of healed.usable) {
      if (detection.score >= settings.highScore) high.push(shifted(units.sighting(detection), moved));
      else if (detection.score >= settings.lowScore) low.push(shifted(units.sighting(detection), moved));
    }
    return { high, low };
  }

  /** Leads all tracks to where they should be by now; where nobody looked, and after an outage, they stay. */
  function expectTracks(dtMs: number, afterOutage: boolean, lookedAt: readonly Box[] | undefined): void {
    const steadyS = steadyMs / 1000;
    const walk = motionStep(dtMs / 1000, settings.noise);
    const drive = motionStep(dtMs / 1000, settings.vehicleNoise);
    for (const track of tracks) {
      // What was looked for and not found is not carried on: had it come back, something would have moved there.
      if (lookedAt && track.missedLooks === 0 && !isWithin(boxOf(track), lookedAt, picture)) track.leftOutInLook = look;
      if (afterOutage || track.longLost || track.leftOutInLook === look) restTrack(track, steadyS);
      else predictFilter(track.filter, track.noise === settings.noise ? walk : drive);
    }
  }

  function meetTrack(track: Track, sighting: Sighting, atMs: number, dtMs: number): void {
    seeTrack(track, sighting, atMs, steadyMs / 1000, 1 / (1 + settings.doubt * (1 - sighting.score)));
    track.seenInLook = look;
    if (hasLeftItsPlace(track, sighting, settings.certainty.goneSizes)) track.hasGone = true;
    // Weak finds of what nobody has taken for an object yet say little.
    const weight = track.stage === 'tentative' ? Math.min(1, sighting.score / settings.birthScore) : 1;
    believe(track, dtMs, settings.certainty, weight);
    confirmIfSure(track);
    clutter.remember(sighting, track);
  }

  return {
    update(atMs, detections, lookedAt) {
      const dtMs = advance(atMs);
      counts.looks++;
      look++;
      lastDtS = dtMs / 1000;
      clutter.look(steadyMs);
      let { high, low } = take(detections);
      const afterOutage = dtMs > settings.keepLostMs;
      expectTracks(dtMs, afterOutage, lookedAt);
      const witnesses = tracks.filter(({ stage, missedLooks }) => stage === 'confirmed' && missedLooks === 0);
      const sway = afterOutage ? NO_SWAY : swayGauge.measure(witnesses, high, steadyMs);
      if (sway !== NO_SWAY) {
        moved = { x: moved.x + sway.x, y: moved.y + sway.y };
        high = high.map((sighting) => shifted(sighting, sway));
        low = low.map((sighting) => shifted(sighting, sway));
      }
      const meet = (track: Track, sighting: Sighting): void => meetTrack(track, sighting, atMs, dtMs);
      const unwanted = afterOutage
        ? association.meetAgain(tracks, high, meet)
        : association.followOn(tracks, high, low, meet);
      for (const track of tracks) {
        if (track.seenInLook !== look && track.leftOutInLook !== look) missTrack(track, dtMs);
      }
      for (const sighting of unwanted) startTrack(sighting, atMs);
      return report();
    },
    carry(atMs) {
      const dtMs = advance(atMs);
      counts.quietLooks++;
      look++;
      for (const track of tracks) {
        restTrack(track, steadyMs / 1000);
        // Where nothing moves nobody comes back: who was looked for in vain would be so again. A single miss may be a bad look.
        if (track.missedLooks >= LOOKS_TO_BELIEVE) stayAway(track, dtMs);
      }
      return report();
    },
    finish() {
      look++;
      for (const track of tracks) endTrack(track);
      return report();
    },
    counts: () => ({ ...counts }),
  };
}

/** Whether a sighting lies further than so many sizes from where the track was first seen. */
function hasLeftItsPlace({ bornX, bornY }: Track, { cx, cy, w, h }: Sighting, sizes: number): boolean {
  return (cx - bornX) * (cx - bornX) + (cy - bornY) * (cy - bornY) > sizes * sizes * w * h;
}
