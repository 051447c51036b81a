// Without zod, so that the console judges what is drawn by the same code as the gateway.
import type { FieldFaultCode } from './field-faults.ts';
import type { Outline } from './geometry.ts';

const MOST_POINTS = 50_000;
/** Square degrees; some 1 m². What covers less has been drawn by mistake. */
const LEAST_AREA = 1e-10;

type LonLat = readonly [number, number];

/** Why an outline cannot be a boundary. `at`: longitude and latitude of where it is wrong, when that is one place. */
export type OutlineFault = {
  readonly message: string;
  readonly code: FieldFaultCode;
  readonly at?: LonLat;
};

/**
 * Why an outline cannot be a boundary, or null when it can (RFC 7946, 3.1.6: rings are closed, of four points or more; OGC
 * Simple Features 6.1.11: sides do not cross). Used wherever a boundary enters: API, city files, the console.
 */
export function outlineFault(outline: Outline): OutlineFault | null {
  let points = 0;
  if (outline.coordinates.length === 0) return { message: 'has no polygon', code: 'no-outline' };
  for (const polygon of outline.coordinates) {
    if (polygon.length === 0) return { message: 'has a polygon without a ring', code: 'no-outline' };
    for (const ring of polygon) {
      points += ring.length;
      const fault = ringFault(ring);
      if (fault) return fault;
    }
  }
  if (points > MOST_POINTS) return { message: `has more than ${MOST_POINTS} points`, code: 'many-points' };
  const at = whereSidesCross(outline.coordinates.flat());
  if (at) return { message: `has sides that cross at ${at.join(', ')}`, code: 'outline-crosses', at };
  // Two triangles of a bow tie cancel each other out: crossing goes before area.
  return outline.coordinates.flat().some((ring) => areaOf(ring) < LEAST_AREA)
    ? { message: 'has a ring without an area', code: 'flat-ring' }
    : null;
}

function ringFault(ring: readonly LonLat[]): OutlineFault | null {
  const first = ring[0];
  const last = ring.at(-1);
  if (!first || !last || ring.length < 4)
    return { message: 'has a ring of fewer than four points', code: 'few-ring-points' };
  if (first[0] !== last[0] || first[1] !== last[1])
    return { message: 'has a ring that is not closed', code: 'open-ring' };
  const off = ring.find(([lon, lat]) => !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90));
  if (off)
    return { message: 'has a point that is not on the earth (order is longitude, latitude)', code: 'off-the-earth' };
  return null;
}

/** By the shoelace formula, seen from one of its corners so that small rings far from the equator keep their digits. */
function areaOf(ring: readonly LonLat[]): number {
  const [lon, lat] = ring[0] ?? [0, 0];
  let doubled = 0;
  ring.forEach(([x, y], i) => {
    const [nextX, nextY] = ring[i + 1] ?? [lon, lat];
    doubled += (x - lon) * (nextY - lat) - (nextX - lon) * (y - lat);
  });
  return Math.abs(doubled) / 2;
}

interface Side {
  readonly a: LonLat;
  readonly b: LonLat;
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/**
 * Where two sides run through each other, to six digits; null: nowhere. Sides that touch are allowed: neighbouring pieces do.
 * Sides are taken from west to east, so that each meets only those it could cross: near linear for what is on a map.
 */
function whereSidesCross(rings: readonly (readonly LonLat[])[]): LonLat | null {
  const sides = rings.flatMap(sidesOf).sort((one, other) => one.west - other.west);
  let open: Side[] = [];
  for (const side of sides) {
    const reached: Side[] = [];
    for (const other of open) {
      if (other.east < side.west) continue;
      reached.push(other);
      if (other.south > side.north || other.north < side.south) continue;
      const at = crossing(side, other);
      if (at) return at;
    }
    reached.push(side);
    open = reached;
  }
  return null;
}

function sidesOf(ring: readonly LonLat[]): Side[] {
  return ring.slice(1).map((b, i) => {
    const a = ring[i] ?? b;
    return {
      a,
      b,
      west: Math.min(a[0], b[0]),
      east: Math.max(a[0], b[0]),
      south: Math.min(a[1], b[1]),
      north: Math.max(a[1], b[1]),
    };
  });
}

/** Which side of a→b a point lies on: positive to the left. */
function sideOf([ax, ay]: LonLat, [bx, by]: LonLat, [x, y]: LonLat): number {
  return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
}

function crossing({ a, b }: Side, { a: c, b: d }: Side): LonLat | null {
  const [cSide, dSide] = [sideOf(a, b, c), sideOf(a, b, d)];
  const [aSide, bSide] = [sideOf(c, d, a), sideOf(c, d, b)];
  if (!(cSide * dSide < 0 && aSide * bSide < 0)) return null;
  const along = aSide / (aSide - bSide);
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  return [round(a[0] + along * (b[0] - a[0])), round(a[1] + along * (b[1] - a[1]))];
}
