import { sideDistance } from '../geometry/aspect-plane.ts';
import type { Point } from '../geometry/box.ts';

/** A counted crossing. */
export interface Crossing {
  readonly direction: 'forward' | 'backward';
  /** Capture time of the moment between two looks at which the foot point was on the line, epoch ms. */
  readonly since: number;
  /** Where on the line, picture heights. */
  readonly place: Point;
  /** Nobody saw it before the line: it was first found beyond it, and its way leads back over the line. */
  readonly inferred: boolean;
}

/** The look before a track's first, at which it was not found. */
export interface LookBefore {
  /** Capture time, epoch ms. */
  readonly atMs: number;
  /** Whether a place (picture heights) was in the picture. */
  readonly showed: (place: Point) => boolean;
}

/** One track and one directed line. */
export interface LineCrossing {
  /**
   * One look at which the track was seen.
   * @param foot foot point in picture heights.
   * @param margin its uncertainty: a crossing counts when the track stands this far beyond the line.
   */
  look(foot: Point, margin: number, atMs: number): Crossing | null;
}

/** Looks from which a young track's way is taken. */
const LOOKS_FOR_WAY = 3;
/** Further back than this nobody can say where something came from. */
const FURTHEST_BACK_MS = 500;

/**
 * Counts a crossing when the path has cut the segment and the foot point has got clear of the line on the other side. Going round
 * an end of the line, and trembling on the line, count nothing; a track counts again only after it got clear of the line on
 * the side it came from. Something fast may be found only beyond the line: if its way, led straight back to the look before, comes
 * from clear of the other side, it has crossed, for things do not begin to be in the middle of a picture.
 * @param from,to the line, in picture heights; from its left to its right side is `forward`.
 * @param before the look before the first that this will be told of; null when nothing is known of it.
 */
export function createLineCrossing(from: Point, to: Point, before: LookBefore | null = null): LineCrossing {
  let clearSide = 0;
  let previous: Point | null = null;
  let previousAt = 0;
  /** Cuts since the track was last clear of the line: forward +1, backward −1. */
  let cuts = 0;
  let cutAt = 0;
  let cutPlace: Point = from;
  let first: Point | null = null;
  let firstAt = 0;
  let looks = 0;
  let hasCrossed = false;

  /** The crossing between the look before and the first, by the way from the first look to this one. */
  function ledBack(foot: Point, margin: number, atMs: number): Crossing | null {
    if (!before || !first || firstAt - before.atMs > FURTHEST_BACK_MS || atMs <= firstAt) return null;
    const share = (firstAt - before.atMs) / (atMs - firstAt);
    const origin = { x: first.x - share * (foot.x - first.x), y: first.y - share * (foot.y - first.y) };
    const [then, now] = [sideDistance(origin, from, to), sideDistance(first, from, to)];
    if (then >= 0 === now >= 0 || Math.abs(then) < margin || !before.showed(origin)) return null;
    const part = then / (then - now);
    const place = { x: origin.x + part * (first.x - origin.x), y: origin.y + part * (first.y - origin.y) };
    if (!onSegment(place.x, place.y, from, to)) return null;
    const since = Math.round(before.atMs + part * (firstAt - before.atMs));
    return { direction: now >= 0 ? 'forward' : 'backward', since, place, inferred: true };
  }

  return {
    look(foot, margin, atMs) {
      const now = sideDistance(foot, from, to);
      if (previous) {
        const before = sideDistance(previous, from, to);
        if (before >= 0 !== now >= 0) {
          const share = before / (before - now);
          const x = previous.x + share * (foot.x - previous.x);
          const y = previous.y + share * (foot.y - previous.y);
          if (onSegment(x, y, from, to)) {
            cuts += now >= 0 ? 1 : -1;
            cutAt = previousAt + share * (atMs - previousAt);
            cutPlace = { x, y };
          }
        }
      }
      previous = foot;
      previousAt = atMs;
      looks++;
      if (!first) {
        first = foot;
        firstAt = atMs;
      }
      const back = looks === LOOKS_FOR_WAY && cuts === 0 && !hasCrossed ? ledBack(foot, margin, atMs) : null;
      if (Math.abs(now) < margin) return back;
      const side = now >= 0 ? 1 : -1;
      const crossed = side !== clearSide && Math.sign(cuts) === side;
      clearSide = side;
      cuts = 0;
      if (!crossed) return back;
      hasCrossed = true;
      return {
        direction: side > 0 ? 'forward' : 'backward',
        since: Math.round(cutAt),
        place: cutPlace,
        inferred: false,
      };
    },
  };
}

function onSegment(x: number, y: number, from: Point, to: Point): boolean {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const along = ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy);
  return along >= 0 && along <= 1;
}
