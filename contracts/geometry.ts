import { z } from 'zod';

/** A place in a picture as fractions of its width and height: x to the right, y down, both 0..1. */
export const picturePoint = z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).readonly();
export type PicturePoint = z.infer<typeof picturePoint>;

/** Left, top, width and height as fractions of the picture, 0..1. */
export const box = z
  .object({
    x: z.number().min(0).max(1),
    y: z.number().min(0).max(1),
    w: z.number().min(0).max(1),
    h: z.number().min(0).max(1),
  })
  .readonly();
export type Box = z.infer<typeof box>;

/** A place on the map, WGS 84 degrees. */
export const mapPoint = z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }).readonly();
export type MapPoint = z.infer<typeof mapPoint>;

/** Signed doubled area of the triangle a, b, c: positive when c lies to the right of a→b in picture coordinates (y down). */
export function turn(a: PicturePoint, b: PicturePoint, c: PicturePoint): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** Whether the closed segments ab and cd share a point, touching ends included. */
export function segmentsMeet(a: PicturePoint, b: PicturePoint, c: PicturePoint, d: PicturePoint): boolean {
  const abc = turn(a, b, c);
  const abd = turn(a, b, d);
  const cda = turn(c, d, a);
  const cdb = turn(c, d, b);
  if (((abc > 0 && abd < 0) || (abc < 0 && abd > 0)) && ((cda > 0 && cdb < 0) || (cda < 0 && cdb > 0))) return true;
  return (
    (abc === 0 && within(a, b, c)) ||
    (abd === 0 && within(a, b, d)) ||
    (cda === 0 && within(c, d, a)) ||
    (cdb === 0 && within(c, d, b))
  );
}

function within(a: PicturePoint, b: PicturePoint, p: PicturePoint): boolean {
  return (
    p[0] >= Math.min(a[0], b[0]) &&
    p[0] <= Math.max(a[0], b[0]) &&
    p[1] >= Math.min(a[1], b[1]) &&
    p[1] <= Math.max(a[1], b[1])
  );
}

/** Area of a polygon by the shoelace formula, as a fraction of the picture. */
export function polygonArea(polygon: readonly PicturePoint[]): number {
  let doubled = 0;
  polygon.forEach((p, i) => {
    const q = polygon[(i + 1) % polygon.length] ?? p;
    doubled += p[0] * q[1] - q[0] * p[1];
  });
  return Math.abs(doubled) / 2;
}

/** Why a polygon cannot serve as a zone, or null when it can. Used wherever a zone enters: API, files, agents. */
export function polygonFault(polygon: readonly PicturePoint[]): string | null {
  if (polygon.length < 3) return `a polygon needs at least 3 corners, has ${polygon.length}`;
  if (polygonArea(polygon) < 1e-6) return 'the polygon has no area';
  for (let i = 0; i < polygon.length; i++) {
    const a = polygon[i];
    const b = polygon[(i + 1) % polygon.length];
    if (!a || !b) continue;
    if (a[0] === b[0] && a[1] === b[1])
      return `corners ${i + 1} and ${((i + 1) % polygon.length) + 1} are the same point`;
    for (let j = i + 2; j < polygon.length; j++) {
      if (i === 0 && j === polygon.length - 1) continue;
      const c = polygon[j];
      const d = polygon[(j + 1) % polygon.length];
      if (c && d && segmentsMeet(a, b, c, d)) return `the polygon crosses itself (sides ${i + 1} and ${j + 1})`;
    }
  }
  return null;
}

/** Whether a point lies in a polygon (even–odd rule; Shimrat 1962). Points exactly on a side may fall either way. */
export function insidePolygon(point: PicturePoint, polygon: readonly PicturePoint[]): boolean {
  const [x, y] = point;
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const a = polygon[i];
    const b = polygon[j];
    if (!a || !b) continue;
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  }
  return inside;
}

/** Corners of a zone on a picture: 3–64 points, simple (not crossing itself), with an area. */
export const polygon = z
  .array(picturePoint)
  .max(64)
  .superRefine((points, ctx) => {
    const fault = polygonFault(points);
    if (fault) ctx.addIssue({ code: 'custom', message: fault });
  })
  .readonly();
export type Polygon = z.infer<typeof polygon>;

/** A directed counting line on a picture. Crossing it from its left to its right side counts as `forward`. */
export const directedLine = z
  .object({ from: picturePoint, to: picturePoint })
  .refine(
    ({ from, to }) => Math.hypot(to[0] - from[0], to[1] - from[1]) >= 0.01,
    'the line is shorter than 1 % of the picture',
  )
  .readonly();
export type DirectedLine = z.infer<typeof directedLine>;

/** GeoJSON outline of an area: lon, lat order. */
export const outline = z.object({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(z.array(z.array(z.tuple([z.number(), z.number()])))),
});
export type Outline = z.infer<typeof outline>;

/** Whether a place lies inside an outline; holes are outside. */
export function insideOutline(point: MapPoint, area: Outline): boolean {
  return area.coordinates.some(([outer, ...holes]) => {
    if (!outer || !insideRing(point, outer)) return false;
    return !holes.some((hole) => insideRing(point, hole));
  });
}

function insideRing({ lon, lat }: MapPoint, ring: readonly (readonly [number, number])[]): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i];
    const b = ring[j];
    if (!a || !b) continue;
    if (a[1] > lat !== b[1] > lat && lon < ((b[0] - a[0]) * (lat - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  }
  return inside;
}
