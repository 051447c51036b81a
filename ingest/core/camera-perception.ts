import type { Observation, TrackSummary } from '../../contracts/observations.ts';
import { objectClass, type ObjectClass } from '../../contracts/road-users.ts';
import type { LiveBoxes } from '../../contracts/telemetry.ts';
import type { CameraShapes } from './city.ts';
import type { Box } from '../../contracts/geometry.ts';
import { footPoint } from './geometry/box.ts';
import type { Followed } from './regions/look-planner.ts';
import { createTrackPath, type TrackPath } from './track-path.ts';
import type { ScoredBox } from './tracking/scored-box.ts';
import type { TrackState } from './tracking/track-state.ts';
import { createTracker, type Tracker } from './tracking/tracker.ts';
import { TRACKER_DEFAULTS } from './tracking/tracker-settings.ts';
import type { ObservationDraft } from './zones/observation-draft.ts';
import { createScene, type Scene, type SceneSettings } from './zones/scene.ts';
import { sceneFaults, type ShapeFault } from './zones/scene-shapes.ts';

/** The clock of one look, epoch milliseconds. */
export interface LookClock {
  readonly capturedAt: number;
  readonly receivedAt: number;
  /** When tracking is done; it costs less than a millisecond. */
  readonly perceivedAt: number;
}

/** An observation with the key that makes it the same one when it is written again. */
export type PerceivedObservation = Observation & { readonly naturalKey: string };

/** What one look gave. */
export interface Perceived {
  readonly observations: readonly PerceivedObservation[];
  readonly boxes: LiveBoxes;
  /** Tracks that ended, or that live and are due to be written again. */
  readonly tracks: readonly TrackSummary[];
}

/** Follows what one camera sees. */
export interface CameraPerception {
  /**
   * Frames must come in the order of their capture.
   * @param aspect width : height of the picture.
   * @param lookedAt parts of the picture that were looked at, when not all was.
   */
  readonly look: (
    clock: LookClock,
    aspect: number,
    detections: readonly ScoredBox[],
    lookedAt?: readonly Box[],
  ) => Perceived;
  /** Nothing moves, so no frame comes: who stood there stands there still. */
  readonly quiet: (clock: LookClock) => Perceived;
  /** The camera is gone: all tracks end. */
  readonly finish: (clock: LookClock) => Perceived;
  /**
   * Takes new zones or another calibration without losing tracks. Returns what of them cannot be used (a calibration as
   * `calibration`), once per change.
   */
  readonly setShapes: (shapes: CameraShapes) => readonly ShapeFault[];
  /** Objects followed now. */
  readonly living: () => number;
  /** The same with their places, as of the last look, and when that was. */
  readonly followed: () => { readonly objects: readonly Followed[]; readonly at: number };
}

/** A living track is written again after this long. */
const REFRESH_MS = 60_000;
/** Another shape of picture is another view. */
const ASPECT_CHANGE = 0.02;

interface Follower {
  readonly name: string;
  readonly path: TrackPath;
  writtenAt: number;
  best: number;
}

/**
 * Starts without tracks.
 *
 * @param run part of the names of tracks: different for each camera and each start of the process, at most 40 characters.
 */
export function createCameraPerception(cameraId: string, run: string, first: CameraShapes): CameraPerception {
  let aspect = 0;
  let trackers = 0;
  let tracker: Tracker | null = null;
  let scene: Scene | null = null;
  let shapes: CameraShapes = { zones: first.zones, calibration: first.calibration ?? null };
  const followers = new Map<number, Follower>();
  let objects: readonly Followed[] = [];
  let lookedAtMs = 0;

  function follow(track: TrackState): Follower {
    let follower = followers.get(track.id);
    if (!follower) {
      follower = {
        name: `${run}-${trackers}-${track.id}`,
        path: createTrackPath(track.bornAt),
        writtenAt: track.bornAt,
        best: track.score,
      };
      followers.set(track.id, follower);
    }
    return follower;
  }

  function report(clock: LookClock, states: readonly TrackState[], current: Scene): Perceived {
    objects = states.filter(isWorthALook).map(followedOf);
    lookedAtMs = clock.capturedAt;
    const tracks: TrackSummary[] = [];
    const drafts = current.observe(clock.capturedAt, states);
    const boxes: LiveBoxes['boxes'] = [];
    const observations = drafts.map((draft) => observationOf(draft, clock));
    for (const track of states) {
      const follower = follow(track);
      const { box } = track;
      if (track.seen) {
        const foot = footPoint(box);
        follower.path.add(track.lastSeenAt, foot.x, foot.y);
        follower.best = Math.max(follower.best, track.score);
      }
      if (track.wasConfirmed && track.stage === 'confirmed') {
        boxes.push({ trackId: follower.name, class: track.className, score: track.score, ...box });
      }
      const due = track.stage === 'ended' || clock.capturedAt - follower.writtenAt >= REFRESH_MS;
      if (due && track.wasConfirmed) {
        follower.writtenAt = clock.capturedAt;
        const summary = summaryOf(track, follower);
        if (summary) tracks.push(summary);
      }
      if (track.stage === 'ended') followers.delete(track.id);
    }
    return { observations, tracks, boxes: { at: clock.capturedAt, boxes: boxes.slice(0, 300) } };
  }

  function observationOf(draft: ObservationDraft, clock: LookClock): PerceivedObservation {
    const follower = draft.trackId === null ? null : (followers.get(draft.trackId) ?? null);
    const trackId = draft.trackId === null ? null : (follower?.name ?? `${run}-${trackers}-${draft.trackId}`);
    const { kind, zoneId, direction, value, uncertainty, score, box } = draft;
    return {
      kind,
      cameraId,
      zoneId,
      trackId,
      class: classOf(draft.className),
      direction,
      value,
      uncertainty,
      score,
      box,
      ...clock,
      capturedAt: draft.at,
      naturalKey: [trackId ?? cameraId, kind, zoneId, direction, value, Math.round(draft.since)].join('/'),
    };
  }

  function summaryOf(track: TrackState, follower: Follower): TrackSummary | null {
    const name = classOf(track.className);
    if (!name) return null;
    return {
      trackId: follower.name,
      cameraId,
      class: name,
      score: follower.best,
      firstAt: track.bornAt,
      lastAt: Math.max(track.bornAt, track.lastSeenAt),
      looks: track.looks,
      path: follower.path.points().map(([ms, x, y]) => [ms, x, y]),
    };
  }

  function nothing(clock: LookClock): Perceived {
    return { observations: [], tracks: [], boxes: { at: clock.capturedAt, boxes: [] } };
  }

  function finish(clock: LookClock): Perceived {
    if (!tracker || !scene) return nothing(clock);
    const perceived = report(clock, tracker.finish(), scene);
    followers.clear();
    return perceived;
  }

  return {
    look(clock, pictureAspect, detections, lookedAt) {
      let before: Perceived | null = null;
      if (!tracker || !scene || Math.abs(pictureAspect / aspect - 1) > ASPECT_CHANGE) {
        before = finish(clock);
        aspect = pictureAspect;
        trackers++;
        tracker = createTracker({ picture: { aspect } });
        scene = createScene({ aspect, ...sceneShapes(shapes) });
      }
      const now = report(clock, tracker.update(clock.capturedAt, detections, lookedAt), scene);
      if (!before) return now;
      return {
        observations: [...before.observations, ...now.observations],
        tracks: [...before.tracks, ...now.tracks],
        boxes: now.boxes,
      };
    },
    quiet: (clock) => (tracker && scene ? report(clock, tracker.carry(clock.capturedAt), scene) : nothing(clock)),
    finish,
    setShapes({ zones, calibration = null }) {
      const next = { zones, calibration };
      if (JSON.stringify(next) === JSON.stringify(shapes)) return [];
      shapes = next;
      scene?.change(sceneShapes(shapes));
      return shapeFaults(shapes);
    },
    living: () => followers.size,
    followed: () => ({ objects, at: lookedAtMs }),
  };
}

/** What of a camera's shapes cannot be used. */
export function shapeFaults(shapes: CameraShapes): readonly ShapeFault[] {
  const { zones, lines, calibration } = sceneShapes(shapes);
  return sceneFaults(zones, lines, calibration ?? null);
}

function sceneShapes({ zones, calibration }: CameraShapes): Omit<SceneSettings, 'aspect'> {
  return {
    zones: zones.filter((zone) => zone.kind === 'zone'),
    lines: zones.filter((zone) => zone.kind === 'line'),
    calibration: calibration ?? null,
  };
}

const CLASSES: ReadonlySet<string> = new Set(objectClass.options);

function classOf(name: string | null): ObjectClass | null {
  // The set holds exactly the contract's names.
  return name !== null && CLASSES.has(name) ? (name as ObjectClass) : null;
}

/** What has only ever been found weakly is no reason to look, nor news: it is found again where something moves, or in a whole look. */
function isWorthALook({ stage, score }: TrackState): boolean {
  return stage === 'tentative' ? score >= TRACKER_DEFAULTS.birthScore : stage !== 'ended';
}

function followedOf({ box, velocity, unseenMs, stage }: TrackState): Followed {
  return { box, velocity, unseenMs, isSure: stage !== 'tentative' };
}
