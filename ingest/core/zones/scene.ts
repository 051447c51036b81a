import { footInHeights, regionDepth, toHeights, toRegion } from '../geometry/aspect-plane.ts';
import { clipToPicture } from '../geometry/box.ts';
import { createSteadyClock } from '../tracking/steady-clock.ts';
import type { TrackState } from '../tracking/tracker.ts';
import { edgeMargin } from './edge-margin.ts';
import { createLineCrossing, type LineCrossing } from './line-crossing.ts';
import type { ObservationDraft } from './observation-draft.ts';
import { checkShapes, type SceneLine, type SceneZone, type ShapeFault } from './scene-shapes.ts';
import { createZonePresence, type PresenceChange, type ZonePresence } from './zone-presence.ts';

/** What one camera's scene is made of. Boxes and shapes are fractions of the picture. */
export interface SceneSettings {
  /** Width : height of the picture. */
  readonly aspect: number;
  readonly zones: readonly SceneZone[];
  readonly lines: readonly SceneLine[];
}

/** Turns tracks into observations. */
export interface Scene {
  /**
   * One look, or one quiet moment, of the camera.
   * @param atMs capture time, the same as given to the tracker.
   * @param tracks what the tracker returned for it (`update`, `carry` or `finish`).
   */
  observe(atMs: number, tracks: readonly TrackState[]): readonly ObservationDraft[];
  /** Shapes that were refused, with the reason. */
  readonly faults: readonly ShapeFault[];
}

interface Follower {
  readonly presences: readonly ZonePresence[];
  /** For each zone how many of its dwell marks have been said. */
  readonly marksSaid: number[];
  readonly crossings: readonly LineCrossing[];
  /** Said only when the track turns out to be an object. */
  held: ObservationDraft[];
}

/** Starts a scene without tracks. Change of zones: make a new one. */
export function createScene(settings: SceneSettings): Scene {
  const { aspect } = settings;
  const checked = checkShapes(settings.zones, settings.lines);
  const zones = checked.zones.map((zone) => ({
    id: zone.id,
    region: toRegion(zone.polygon, aspect),
    marksS: [...new Set(zone.dwellS)].sort((a, b) => a - b),
  }));
  const lines = checked.lines.map(({ id, line }) => ({
    id,
    from: toHeights(line.from, aspect),
    to: toHeights(line.to, aspect),
  }));
  const clock = createSteadyClock();
  const followers = new Map<number, Follower>();
  let steadyMs = 0;

  function follow(track: TrackState): Follower {
    const known = followers.get(track.id);
    if (known) return known;
    const follower: Follower = {
      presences: zones.map(() => createZonePresence()),
      marksSaid: zones.map(() => 0),
      crossings: lines.map((line) => createLineCrossing(line.from, line.to)),
      held: [],
    };
    followers.set(track.id, follower);
    return follower;
  }

  function look(track: TrackState, follower: Follower, atMs: number, say: (draft: ObservationDraft) => void): void {
    const foot = footInHeights(track.box, aspect);
    const margin = edgeMargin(track.box.h);
    for (const [at, zone] of zones.entries()) {
      const presence = follower.presences[at];
      if (!presence) continue;
      const change = presence.look(regionDepth(foot, zone.region), margin, atMs, steadyMs);
      if (change.kind === 'entered') follower.marksSaid[at] = 0;
      sayPresence(track, zone.id, change, atMs, false, say);
    }
    for (const [at, line] of lines.entries()) {
      const crossing = follower.crossings[at]?.look(foot, margin, atMs);
      if (!crossing) continue;
      say({ ...draftOf('crossed', line.id, track, atMs), direction: crossing.direction, since: crossing.since });
    }
  }

  function sayMarks(track: TrackState, follower: Follower, atMs: number, say: (draft: ObservationDraft) => void): void {
    for (const [at, zone] of zones.entries()) {
      const presence = follower.presences[at];
      const insideMs = presence?.insideMs(steadyMs) ?? null;
      if (!presence || insideMs === null) continue;
      for (;;) {
        const mark = zone.marksS[follower.marksSaid[at] ?? 0];
        if (mark === undefined || insideMs < mark * 1000) break;
        follower.marksSaid[at] = (follower.marksSaid[at] ?? 0) + 1;
        say({ ...draftOf('dwelled', zone.id, track, atMs), value: mark, since: presence.enteredAt });
      }
    }
  }

  return {
    faults: checked.faults,
    observe(atMs, tracks) {
      steadyMs += clock.advance(atMs).dtMs;
      const said: ObservationDraft[] = [];
      for (const track of tracks) {
        const follower = follow(track);
        const say = (draft: ObservationDraft): void => {
          (track.wasConfirmed ? said : follower.held).push(draft);
        };
        if (track.wasConfirmed && follower.held.length > 0) {
          // What it did before it was sure to be an object happened all the same; it is known as of now.
          for (const draft of follower.held) said.push({ ...draft, className: track.className, at: atMs });
          follower.held = [];
        }
        if (track.stage === 'ended') {
          for (const [at, zone] of zones.entries()) {
            const change = follower.presences[at]?.end() ?? { kind: 'none' };
            if (track.wasConfirmed) sayPresence(track, zone.id, change, atMs, true, say);
          }
          followers.delete(track.id);
          continue;
        }
        if (track.seen) look(track, follower, atMs, say);
        // Unseen while nothing moved (carried) is still there; unseen while looked for may be gone.
        if (track.unseenMs > 0) continue;
        if (!track.seen) for (const presence of follower.presences) presence.stay(atMs, steadyMs);
        sayMarks(track, follower, atMs, say);
      }
      return said;
    },
  };
}

function draftOf(
  kind: ObservationDraft['kind'],
  zoneId: string | null,
  track: TrackState,
  atMs: number,
): ObservationDraft {
  return {
    kind,
    zoneId,
    trackId: track.id,
    className: track.className,
    direction: null,
    value: null,
    uncertainty: null,
    score: track.score,
    box: clipToPicture(track.box),
    at: atMs,
    since: atMs,
    how: null,
  };
}

function sayPresence(
  track: TrackState,
  zoneId: string,
  change: PresenceChange,
  atMs: number,
  ended: boolean,
  say: (draft: ObservationDraft) => void,
): void {
  if (change.kind === 'entered') {
    say({
      ...draftOf('entered', zoneId, track, atMs),
      since: change.since,
      how: change.appeared ? 'appeared' : 'walked-in',
    });
  } else if (change.kind === 'left') {
    const how = ended ? 'vanished' : 'walked-out';
    say({ ...draftOf('left', zoneId, track, atMs), since: change.since, value: change.stayedMs / 1000, how });
  }
}
