import { sideDistance } from '../geometry/aspect-plane.ts';
import type { Point } from '../geometry/box.ts';

/** A counted crossing. */
export interface Crossing {
  readonly direction: 'forward' | 'backward';
  /** Capture time of the moment between two looks at which the foot point was on the line, epoch ms. */
  readonly since: number;
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

/**
 * Counts a crossing when the path has cut the segment and the foot point has got clear of the line on the other side. Going round
 * an end of the line, and trembling on the line, count nothing; a track counts again only after it got clear of the line on
 * the side it came from.
 * @param from,to the line, in picture heights; from its left to its right side is `forward`.
 */
export function createLineCrossing(from: Point, to: Point): LineCrossing {
  let clearSide = 0;
  let previous: Point | null = null;
  let previousAt = 0;
  /** Cuts since the track was last clear of the line: forward +1, backward −1. */
  let cuts = 0;
  let cutAt = 0;

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
          }
        }
      }
      previous = foot;
      previousAt = atMs;
      if (Math.abs(now) < margin) return null;
      const side = now >= 0 ? 1 : -1;
      const crossed = side !== clearSide && Math.sign(cuts) === side;
      clearSide = side;
      cuts = 0;
      return crossed ? { direction: side > 0 ? 'forward' : 'backward', since: Math.round(cutAt) } : null;
    },
  };
}

function onSegment(x: number, y: number, from: Point, to: Point): boolean {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const along = ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy);
  return along >= 0 && along <= 1;
}
