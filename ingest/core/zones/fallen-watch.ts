import { createMarks, type Marks } from './marks.ts';
import { draftOf, type ObservationDraft } from './observation-draft.ts';
import type { Moment, RoadUser } from './road-user.ts';
import { distance } from '../geometry/aspect-plane.ts';
import type { BehaviourWatch } from './behaviour-watch.ts';

/** A standing or walking person's box is at least this many times as high as wide; a sitting one's is about as high. */
const UPRIGHT = 1.5;
/** A lying person's box is at most this many times as high as wide. */
const LYING = 0.85;
/** Lying, the box is also much lower than it was upright: half of it hidden behind a bench is not enough. */
const LOWER = 0.65;
/** Upright looks needed before a fall can be told from somebody who is seen only in part. */
const UPRIGHT_LOOKS = 3;
/** Boxes this close to the picture's edge are cut off, and tell nothing of posture. */
const EDGE = 0.01;

/** ... at most this long ago. */
const LOST_MS = 2000;

interface Posture {
  uprightLooks: number;
  /** Slow mean of the box's height while upright, fractions of the picture. */
  uprightHeight: number;
  lyingSinceMs: number | null;
  lyingSinceAt: number;
  readonly marks: Marks;
}

/**
 * People who were upright and now lie: `fallen` at each of the marks of seconds. A candidate for somebody to look at: the box alone
 * cannot tell a fall from lying down.
 */
export function createFallenWatch(zoneId: string, fallenS: readonly number[], aspect: number): BehaviourWatch {
  const postures = new Map<number, Posture>();

  /** A fall may be too quick for the tracker: who lies where somebody upright has just been lost is that person. */
  function postureOf({ track, place }: RoadUser, { users }: Moment): Posture {
    for (const other of users) {
      const before = postures.get(other.track.id);
      if (!before || other.present || other.track.unseenMs > LOST_MS) continue;
      if (distance(other.place, place) > before.uprightHeight) continue;
      return { ...before, lyingSinceMs: null, marks: createMarks(fallenS) };
    }
    return {
      uprightLooks: 0,
      uprightHeight: track.box.h,
      lyingSinceMs: null,
      lyingSinceAt: 0,
      marks: createMarks(fallenS),
    };
  }

  return {
    observe(moment, user): readonly ObservationDraft[] {
      const { track, foot, present } = user;
      const { atMs, steadyMs } = moment;
      if (!present || track.className !== 'person') return [];
      const { x, y, w, h } = track.box;
      const posture = postures.get(track.id) ?? postureOf(user, moment);
      postures.set(track.id, posture);
      if (foot) {
        if (x < EDGE || y < EDGE || x + w > 1 - EDGE || y + h > 1 - EDGE) return [];
        const ratio = h / (w * aspect);
        if (ratio >= UPRIGHT) {
          posture.uprightLooks++;
          posture.uprightHeight += (h - posture.uprightHeight) / Math.min(posture.uprightLooks, 10);
        }
        const lies = ratio <= LYING && h <= LOWER * posture.uprightHeight && posture.uprightLooks >= UPRIGHT_LOOKS;
        if (lies && posture.lyingSinceMs === null) {
          posture.lyingSinceMs = steadyMs;
          posture.lyingSinceAt = atMs;
          posture.marks.restart();
        } else if (ratio >= 1) posture.lyingSinceMs = null;
      }
      if (posture.lyingSinceMs === null) return [];
      return posture.marks
        .reached((steadyMs - posture.lyingSinceMs) / 1000)
        .map((value) => draftOf('fallen', zoneId, track, atMs, { value, since: posture.lyingSinceAt }));
    },
    forget(_moment, { track }) {
      postures.delete(track.id);
      return [];
    },
  };
}
