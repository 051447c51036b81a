import type { Calibration } from '../../../contracts/devices.ts';
import { calibrationShare } from '../../../contracts/calibration-error.ts';
import { groundArea, type GroundArea } from '../../../contracts/ground-area.ts';
import { calibrationFault, homographyOf } from '../../../contracts/homography.ts';
import { createSteadyClock } from '../tracking/steady-clock.ts';
import type { TrackState } from '../tracking/track-state.ts';
import { createLineWatch } from './line-watch.ts';
import type { ObservationDraft } from './observation-draft.ts';
import { createRoadUserList } from './road-user-list.ts';
import { checkShapes, sceneFaults, type SceneLine, type SceneZone, type ShapeFault } from './scene-shapes.ts';
import { createSpeedGauge, type SpeedGauge } from './speed-gauge.ts';
import { createZoneWatch, type ShapeWatch } from './zone-watch.ts';

/** What one camera's scene is made of. Boxes and shapes are fractions of the picture. */
export interface SceneSettings {
  /** Width : height of the picture. */
  readonly aspect: number;
  readonly zones: readonly SceneZone[];
  readonly lines: readonly SceneLine[];
  /** Four points known in the picture and on the ground; without them no speeds and densities. */
  readonly calibration?: Calibration | null;
}

/** Turns tracks into observations. */
export interface Scene {
  /**
   * One look, or one quiet moment, of the camera.
   * @param atMs capture time, the same as given to the tracker.
   * @param tracks what the tracker returned for it (`update`, `carry` or `finish`).
   */
  observe(atMs: number, tracks: readonly TrackState[]): readonly ObservationDraft[];
  /**
   * Takes new shapes and calibration. Shapes that have not changed go on with all they know; tracks inside a new zone have entered it.
   * With another calibration speeds are measured anew.
   */
  change(shapes: Omit<SceneSettings, 'aspect'>): readonly ShapeFault[];
  /** Shapes (or the calibration, as `calibration`) that were refused, with the reason. */
  readonly faults: readonly ShapeFault[];
}

/** Observations held for a track that is not yet known to be an object, at most; older ones go first. */
const MOST_HELD = 50;

/** Starts a scene without tracks. */
export function createScene(settings: SceneSettings): Scene {
  const { aspect } = settings;
  const clock = createSteadyClock();
  const roadUsers = createRoadUserList(aspect);
  let calibrated = '';
  let gauge: SpeedGauge | null = null;
  /** The gauge of now, for watches that outlive a change of the calibration. */
  const speeds: SpeedGauge = {
    observe: (moment) => gauge?.observe(moment),
    speedOf: (trackId) => gauge?.speedOf(trackId) ?? null,
  };
  /** By zone; forgotten with the calibration. */
  let grounds = new Map<string, GroundArea | null>();
  let calibration: Calibration | null = null;
  let watches = new Map<string, ShapeWatch>();
  let faults: readonly ShapeFault[] = [];
  let steadyMs = 0;
  /** Said only when the track turns out to be an object, and no rider. */
  const held = new Map<number, ObservationDraft[]>();

  function calibrate(points: Calibration | null): void {
    if (JSON.stringify(points) === calibrated) return;
    calibrated = JSON.stringify(points);
    calibration = points && calibrationFault(points) === null ? points : null;
    gauge = calibration ? createSpeedGauge(homographyOf(calibration), aspect, calibrationShare(calibration)) : null;
    grounds = new Map();
  }

  /** The ground of now, for watches that outlive a change of the calibration. */
  function groundOf(zone: SceneZone): GroundArea | null {
    const key = JSON.stringify(zone.polygon);
    const known = grounds.get(key);
    if (known !== undefined) return known;
    const ground = calibration && groundArea(zone.polygon, calibration);
    grounds.set(key, ground);
    return ground;
  }

  function change(shapes: Omit<SceneSettings, 'aspect'>): readonly ShapeFault[] {
    calibrate(shapes.calibration ?? null);
    const checked = checkShapes(shapes.zones, shapes.lines);
    const next = new Map<string, ShapeWatch>();
    const keep = (shape: SceneZone | SceneLine, make: () => ShapeWatch): void => {
      const key = JSON.stringify(shape);
      next.set(key, watches.get(key) ?? make());
    };
    for (const zone of checked.zones)
      keep(zone, () => createZoneWatch(zone, aspect, { speeds, groundOf: () => groundOf(zone) }));
    for (const line of checked.lines) keep(line, () => createLineWatch(line, aspect, speeds));
    watches = next;
    faults = sceneFaults(shapes.zones, shapes.lines, shapes.calibration ?? null);
    return faults;
  }

  /** Holds back what is not yet certain to be about an object of its own, and releases what has become so. */
  function release(
    drafts: readonly ObservationDraft[],
    tracks: readonly TrackState[],
    ownUsers: ReadonlySet<number>,
    atMs: number,
  ): readonly ObservationDraft[] {
    const said: ObservationDraft[] = [];
    const dropped = new Set<number>();
    const byId = new Map(tracks.map((track) => [track.id, track]));
    const isCertain = ({ id, wasConfirmed, stage }: TrackState): boolean =>
      wasConfirmed && (stage === 'ended' || !roadUsers.isUndecided(id));
    for (const track of tracks) {
      const waiting = held.get(track.id);
      if (!waiting) continue;
      // What a track did before it was certain happened all the same; it is known as of now, under the name it has now.
      const isOwn = ownUsers.has(track.id);
      if (isCertain(track) && isOwn) {
        for (const draft of waiting) said.push({ ...draft, className: track.className, at: atMs });
      }
      if (!isOwn) dropped.add(track.id);
      if (isCertain(track) || track.stage === 'ended' || !isOwn) held.delete(track.id);
    }
    for (const draft of drafts) {
      const track = draft.trackId === null ? null : byId.get(draft.trackId);
      // Somebody who got on a motorbike before anything was said about them has not left either.
      if (track && dropped.has(track.id)) continue;
      if (!track || isCertain(track)) said.push(draft);
      else if (track.stage !== 'ended') held.set(track.id, [...(held.get(track.id) ?? []), draft].slice(-MOST_HELD));
    }
    return said;
  }

  change(settings);
  return {
    observe(atMs, tracks) {
      steadyMs += clock.advance(atMs).dtMs;
      const users = roadUsers.update(steadyMs, tracks);
      const moment = { atMs, steadyMs, users };
      speeds.observe(moment);
      const drafts: ObservationDraft[] = [];
      for (const watch of watches.values()) drafts.push(...watch.observe(moment));
      const own = new Set(users.filter(({ absorbed }) => !absorbed).map(({ track }) => track.id));
      return release(drafts, tracks, own, atMs);
    },
    change,
    get faults() {
      return faults;
    },
  };
}
