import { z } from 'zod';
import { outlineFault } from './outline-fault.ts';
import { geometryFaultText, lineTrouble, MOST_CORNERS, polygonTrouble, type GeometryFault } from './plane.ts';

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

/** Why a polygon cannot serve as a zone, in English, or null when it can. */
export function polygonFault(polygon: readonly PicturePoint[]): string | null {
  const trouble = polygonTrouble(polygon);
  return trouble && geometryFaultText(trouble);
}

/** A schema's issue about something drawn: its text, and its code for callers that have texts of their own. */
export function drawingIssue(fault: GeometryFault): {
  code: 'custom';
  message: string;
  params: { fault: GeometryFault };
} {
  return { code: 'custom', message: geometryFaultText(fault), params: { fault } };
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
  .max(MOST_CORNERS)
  .superRefine((points, ctx) => {
    const fault = polygonTrouble(points);
    if (fault) ctx.addIssue(drawingIssue(fault));
  })
  .readonly();
export type Polygon = z.infer<typeof polygon>;

/** A directed counting line on a picture. Crossing it from its left to its right side counts as `forward`. */
export const directedLine = z
  .object({ from: picturePoint, to: picturePoint })
  .superRefine((line, ctx) => {
    const fault = lineTrouble(line);
    if (fault) ctx.addIssue(drawingIssue(fault));
  })
  .readonly();
export type DirectedLine = z.infer<typeof directedLine>;

/** GeoJSON outline of an area: lon, lat order. */
export const outline = z.object({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(z.array(z.array(z.tuple([z.number(), z.number()])))),
});
export type Outline = z.infer<typeof outline>;

/** An outline that can be the boundary of an area: rings closed, sides not crossing, on the earth. */
export const boundary = outline.superRefine((drawn, ctx) => {
  const fault = outlineFault(drawn);
  if (fault)
    ctx.addIssue({
      code: 'custom',
      message: fault.message,
      params: { fault: { code: fault.code, ...(fault.at && { at: fault.at }) } },
    });
});

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
