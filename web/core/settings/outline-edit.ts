import type { Outline } from '../../../contracts/geometry.ts';

/** Longitude, latitude: GeoJSON's order. */
export type LonLat = readonly [number, number];

/** Which corner of an outline: polygon, ring in it (0 is its outer border), corner of the ring. */
export interface CornerAt {
  readonly polygon: number;
  readonly ring: number;
  readonly corner: number;
}

/** An outline with more corners than this is too fine to be bent by hand. */
export const MOST_HANDLES = 250;

/** Corners of an outline; the last point of a ring repeats its first and is none. */
export function cornersOf(outline: Outline): readonly (CornerAt & { readonly at: LonLat })[] {
  return outline.coordinates.flatMap((rings, polygon) =>
    rings.flatMap((points, ring) => points.slice(0, -1).map((at, corner) => ({ polygon, ring, corner, at }))),
  );
}

/** Six digits are 10 cm: finer is noise. */
export function tidy([lon, lat]: LonLat): [number, number] {
  const round = (value: number) => Math.round(value * 1e6) / 1e6;
  return [round(lon), round(lat)];
}

/** Puts a corner elsewhere. */
export function moveCorner(outline: Outline, where: CornerAt, to: LonLat): Outline {
  return withRing(outline, where, (corners) => corners.map((one, i) => (i === where.corner ? tidy(to) : one)));
}

/** Takes a corner out; a ring keeps at least three. */
export function removeCorner(outline: Outline, where: CornerAt): Outline {
  return withRing(outline, where, (corners) =>
    corners.length <= 3 ? corners : corners.filter((_, i) => i !== where.corner),
  );
}

/** Puts a corner into the side that begins at `where`. */
export function splitSide(outline: Outline, where: CornerAt, at: LonLat): Outline {
  return withRing(outline, where, (corners) => corners.toSpliced(where.corner + 1, 0, tidy(at)));
}

/** Adds a piece of three corners or more to an outline, or begins one; fewer corners are no piece. */
export function addPiece(outline: Outline | null, corners: readonly LonLat[]): Outline | null {
  if (corners.length < 3) return outline;
  return { type: 'MultiPolygon', coordinates: [...(outline?.coordinates ?? []), [closed(corners)]] };
}

function withRing(
  outline: Outline,
  where: CornerAt,
  change: (corners: readonly LonLat[]) => readonly LonLat[],
): Outline {
  return {
    ...outline,
    coordinates: outline.coordinates.map((rings, polygon) =>
      polygon !== where.polygon
        ? rings
        : rings.map((points, ring) => (ring === where.ring ? closed(change(points.slice(0, -1))) : points)),
    ),
  };
}

function closed(corners: readonly LonLat[]): [number, number][] {
  const [first] = corners;
  return first ? [...corners, first].map(tidy) : [];
}
