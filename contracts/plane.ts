// Without zod, so that the console judges what is drawn by the same code as the gateway.
import type { DirectedLine, PicturePoint } from './geometry.ts';

/**
 * What is wrong with something drawn, as a code that each screen puts in its own words. `at` numbers the corners, sides or
 * points it is about, from 1.
 */
export type GeometryFault = { readonly code: GeometryFaultCode; readonly at: readonly number[] };

/** Everything that can be wrong with a zone, a line or a calibration. */
export const GEOMETRY_FAULTS = [
  'few-corners',
  'many-corners',
  'no-area',
  'same-corner',
  'crosses-itself',
  'short-line',
  'not-a-number',
  'four-points',
  'in-line-picture',
  'in-line-ground',
  'other-order',
  'no-map',
] as const;
export type GeometryFaultCode = (typeof GEOMETRY_FAULTS)[number];

/** Most corners of a zone. */
export const MOST_CORNERS = 64;
/** Below this length, as a fraction of the picture, a line has no direction worth the name. */
export const SHORTEST_LINE = 0.01;
const LEAST_AREA = 1e-6;

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

/** Why a polygon cannot serve as a zone, or null when it can. Used wherever a zone enters: API, files, agents, the console. */
export function polygonTrouble(polygon: readonly PicturePoint[]): GeometryFault | null {
  if (polygon.length < 3) return { code: 'few-corners', at: [] };
  if (polygon.length > MOST_CORNERS) return { code: 'many-corners', at: [] };
  if (polygon.some(([x, y]) => !Number.isFinite(x + y))) return { code: 'not-a-number', at: [] };
  // Two triangles of a bow tie cancel each other out: crossing goes before area.
  return doubledCorner(polygon) ?? crossing(polygon) ?? flatness(polygon);
}

function doubledCorner(polygon: readonly PicturePoint[]): GeometryFault | null {
  for (const [i, a] of polygon.entries()) {
    const next = (i + 1) % polygon.length;
    const b = polygon[next];
    if (b && a[0] === b[0] && a[1] === b[1]) return { code: 'same-corner', at: [i + 1, next + 1] };
  }
  return null;
}

function crossing(polygon: readonly PicturePoint[]): GeometryFault | null {
  for (let i = 0; i < polygon.length; i++) {
    for (let j = i + 2; j < polygon.length; j++) {
      if (i === 0 && j === polygon.length - 1) continue;
      const [a, b, c, d] = [polygon[i], polygon[i + 1], polygon[j], polygon[(j + 1) % polygon.length]];
      if (a && b && c && d && segmentsMeet(a, b, c, d)) return { code: 'crosses-itself', at: [i + 1, j + 1] };
    }
  }
  return null;
}

function flatness(polygon: readonly PicturePoint[]): GeometryFault | null {
  return polygonArea(polygon) < LEAST_AREA ? { code: 'no-area', at: [] } : null;
}

/** Why a line cannot be counted at, or point a way, or null when it can. */
export function lineTrouble({ from, to }: DirectedLine): GeometryFault | null {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (!Number.isFinite(length)) return { code: 'not-a-number', at: [] };
  return length < SHORTEST_LINE ? { code: 'short-line', at: [] } : null;
}

/** A fault in English, for logs, files and callers of the API. */
export function geometryFaultText({ code, at }: GeometryFault): string {
  switch (code) {
    case 'few-corners':
      return 'a zone needs at least 3 corners';
    case 'many-corners':
      return `a zone has at most ${MOST_CORNERS} corners`;
    case 'no-area':
      return 'the zone has no area';
    case 'same-corner':
      return `corners ${at.join(' and ')} are the same point`;
    case 'crosses-itself':
      return `the zone crosses itself (sides ${at.join(' and ')})`;
    case 'short-line':
      return 'the line is shorter than 1 % of the picture';
    case 'not-a-number':
      return 'a point is not a number';
    case 'four-points':
      return 'a calibration needs 4 points';
    case 'in-line-picture':
      return `points ${at.join(', ')} lie on one line in the picture`;
    case 'in-line-ground':
      return `points ${at.join(', ')} lie on one line on the ground`;
    case 'other-order':
      return 'the points are not in the same order on the ground as in the picture';
    case 'no-map':
      return 'the points do not determine a map from picture to ground';
  }
}
