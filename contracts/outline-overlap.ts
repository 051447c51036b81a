// Without zod, so that the console warns of what is drawn by the same code as the import.
import type { Area } from './devices.ts';
import type { Outline } from './geometry.ts';

/** Boundaries from two surveys never fit to the metre. Less than this of the smaller one, or less ground, is no overlap. */
const LEAST_SHARE = 0.005;
const LEAST_M2 = 2000;
const M_PER_DEGREE = 111_195;
/** Horizontal cuts through what two boundaries have in common: to about a hundredth. */
const CUTS = 100;

/** Two areas of one level that claim the same ground at the same time. What stands there is counted for one of them only. */
export type AreaOverlap = {
  readonly ids: readonly [string, string];
  readonly m2: number;
  /** Of the smaller one, 0..1. */
  readonly share: number;
  /** Longitude and latitude of a place in it. */
  readonly at: readonly [number, number];
};

/** Which of these areas overlap: same kind, valid at the same time, more than surveys differ. Once per pair, the largest first. */
export function areaOverlaps(areas: readonly Area[]): AreaOverlap[] {
  const worst = new Map<string, AreaOverlap>();
  areas.forEach((area, i) => {
    for (const overlap of overlapsWith(area, areas.slice(i + 1))) {
      const pair = [...overlap.ids].sort().join(' ');
      if ((worst.get(pair)?.m2 ?? 0) < overlap.m2) worst.set(pair, overlap);
    }
  });
  return [...worst.values()].sort((a, b) => b.m2 - a.m2);
}

/** Which of others one area overlaps. Other versions of itself are no others. */
export function overlapsWith(area: Area, others: readonly Area[]): AreaOverlap[] {
  const { outline } = area;
  if (outline === null) return [];
  return others.flatMap((other) => {
    if (other.outline === null || other.id === area.id || other.kind !== area.kind || !atOneTime(area, other))
      return [];
    const common = commonGround(outline, other.outline);
    if (common === null || common.m2 < LEAST_M2) return [];
    const share = common.m2 / Math.min(groundOf(outline), groundOf(other.outline));
    return share < LEAST_SHARE ? [] : [{ ids: [area.id, other.id], share: Math.min(1, share), ...common }];
  });
}

function atOneTime(a: Area, b: Area): boolean {
  const begin = Math.max(Date.parse(a.validFrom), Date.parse(b.validFrom));
  return begin < Math.min(endOf(a), endOf(b));
}

const endOf = ({ validTo }: Area): number => (validTo === null ? Number.POSITIVE_INFINITY : Date.parse(validTo));

function groundOf(outline: Outline): number {
  return commonGround(outline, outline)?.m2 ?? 0;
}

/** Size of what lies in both, and the middle of its widest cut; null: nothing. */
function commonGround(a: Outline, b: Outline): Pick<AreaOverlap, 'm2' | 'at'> | null {
  const [ofA, ofB] = [boundsOf(a), boundsOf(b)];
  const south = Math.max(ofA.south, ofB.south);
  const height = Math.min(ofA.north, ofB.north) - south;
  if (!(height > 0) || ofA.west >= ofB.east || ofB.west >= ofA.east) return null;
  const step = height / CUTS;
  let m2 = 0;
  let widest = 0;
  let at: readonly [number, number] | null = null;
  for (let i = 0; i < CUTS; i++) {
    const lat = south + (i + 0.5) * step;
    const mPerDegree = M_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
    const inB = cut(b, lat);
    for (const [from, to] of cut(a, lat)) {
      for (const [otherFrom, otherTo] of inB) {
        const west = Math.max(from, otherFrom);
        const width = Math.min(to, otherTo) - west;
        if (width <= 0) continue;
        m2 += width * mPerDegree * step * M_PER_DEGREE;
        if (width <= widest) continue;
        widest = width;
        at = [west + width / 2, lat];
      }
    }
  }
  return at && { m2, at };
}

/** The stretches of a parallel that lie inside, west to east (even–odd over all rings). */
function cut(outline: Outline, lat: number): (readonly [number, number])[] {
  const crossed: number[] = [];
  for (const ring of outline.coordinates.flat()) {
    ring.forEach(([lon, y], i) => {
      const [nextLon, nextY] = ring[i + 1] ?? [lon, y];
      if (y > lat !== nextY > lat) crossed.push(lon + ((nextLon - lon) * (lat - y)) / (nextY - y));
    });
  }
  crossed.sort((a, b) => a - b);
  return crossed.flatMap((lon, i) => (i % 2 === 0 ? [[lon, crossed[i + 1] ?? lon] as const] : []));
}

type Bounds = Record<'west' | 'east' | 'south' | 'north', number>;
/** Looked at for each pair. */
const known = new WeakMap<Outline, Bounds>();

function boundsOf(outline: Outline): Bounds {
  const before = known.get(outline);
  if (before) return before;
  const bounds = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const [lon, lat] of outline.coordinates.flat(2)) {
    bounds.west = Math.min(bounds.west, lon);
    bounds.east = Math.max(bounds.east, lon);
    bounds.south = Math.min(bounds.south, lat);
    bounds.north = Math.max(bounds.north, lat);
  }
  known.set(outline, bounds);
  return bounds;
}
