import { insidePolygon, type Box, type PicturePoint } from '../../../contracts/geometry.ts';
import { footPoint, type Point } from './box.ts';

/**
 * Distances in a picture are measured in picture heights, so that they mean the same in both directions:
 * a point (x, y) in fractions of the picture lies at (x · aspect, y).
 */
export function toHeights([x, y]: PicturePoint, aspect: number): Point {
  return { x: x * aspect, y };
}

/** Distance between two points. */
export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Distance of a point to the segment ab. */
export function segmentDistance(point: Point, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const squared = dx * dx + dy * dy;
  const along = squared > 0 ? ((point.x - a.x) * dx + (point.y - a.y) * dy) / squared : 0;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}

/** A polygon made ready for depth tests: corners and sides in picture heights. */
export interface Region {
  readonly corners: readonly PicturePoint[];
  readonly sides: readonly (readonly [Point, Point])[];
}

/** Prepares a polygon given in fractions of the picture. */
export function toRegion(polygon: readonly PicturePoint[], aspect: number): Region {
  const sides = polygon.map(
    (corner, at) => [toHeights(polygon.at(at - 1) ?? corner, aspect), toHeights(corner, aspect)] as const,
  );
  return { corners: polygon.map(([x, y]) => [x * aspect, y]), sides };
}

/** How far a point lies inside (positive) or outside (negative) a region, in picture heights. */
export function regionDepth(point: Point, region: Region): number {
  let nearest = Infinity;
  for (const [a, b] of region.sides) nearest = Math.min(nearest, segmentDistance(point, a, b));
  return insidePolygon([point.x, point.y], region.corners) ? nearest : -nearest;
}

/** Feet this close to the picture's edge, as a fraction, may be cut off by it. */
const ON_EDGE = 0.004;

/**
 * The foot point of a box (fractions of the picture) in picture heights. Feet cut off by the picture's edge are kept just inside it,
 * so that a zone drawn to the edge holds them.
 */
export function footInHeights(box: Box, aspect: number): Point {
  const foot = footPoint(box);
  return { x: within(foot.x) * aspect, y: within(foot.y) };
}

function within(fraction: number): number {
  return Math.min(1 - ON_EDGE, Math.max(ON_EDGE, fraction));
}

/** Signed distance of a point from the endless line through a and b: positive on the right of a→b (y down). */
export function sideDistance(point: Point, a: Point, b: Point): number {
  const length = distance(a, b);
  return ((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)) / length;
}
