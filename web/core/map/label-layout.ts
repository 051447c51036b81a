import type { Basemap } from './basemap-features.ts';
import { worldSizePx, type WorldPoint } from './mercator.ts';

/** A label with its place in pixels of the whole world at one zoom level. */
export type PlacedLabel =
  | {
      readonly shape: 'flat';
      readonly style: LabelStyle;
      readonly text: string;
      readonly x: number;
      readonly y: number;
    }
  | { readonly shape: 'along'; readonly style: 'road' | 'river'; readonly glyphs: readonly Glyph[] };

export type LabelStyle = 'town' | 'quarter' | 'place' | 'water' | 'ward' | 'road' | 'river' | 'shield';

/** One letter on a line: its middle in world pixels and its angle in radians. */
export interface Glyph {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

/** Width of a text in CSS pixels in the font of a style. */
export type Measure = (text: string, style: LabelStyle) => number;

interface Rect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Zoom level from which points of a rank are named. */
const RANK_ZOOM = [11, 13, 14, 15, 16];
const ROAD_NAME_ZOOM: Readonly<Record<string, number>> = {
  motorway: 12,
  trunk: 12,
  main: 14,
  river: 13,
  street: 15,
  rail: 14,
};
const EVERY_PX = 420;

/**
 * Places all labels of a zoom level at once and without overlaps, so that tiles can draw their share independently and
 * agree at their edges. Greater things first; what finds no room is left out.
 */
export function layOutLabels(map: Basemap, zoom: number, measure: Measure): readonly PlacedLabel[] {
  const size = worldSizePx(zoom);
  const taken = new Map<string, Rect[]>();
  const placed: PlacedLabel[] = [];

  const flat = (text: string, style: LabelStyle, at: WorldPoint, shiftY: number) => {
    const x = at.x * size;
    const y = at.y * size + shiftY;
    const half = measure(text, style) / 2 + 4;
    if (claim(taken, [{ x0: x - half, x1: x + half, y0: y - 9, y1: y + 9 }])) {
      placed.push({ shape: 'flat', style, text, x, y });
    }
  };

  for (const point of [...map.points].sort((a, b) => a.rank - b.rank)) {
    if (zoom < (RANK_ZOOM[point.rank] ?? 17)) continue;
    if (point.kind === 'town' && zoom > 14) continue;
    if (point.kind === 'quarter' && zoom < 14) continue;
    const style =
      point.kind === 'town' ? 'town' : point.kind === 'quarter' || point.kind === 'village' ? 'quarter' : 'place';
    flat(point.name, style, point.at, style === 'place' ? 14 : 0);
  }
  for (const fill of map.fills) {
    if (fill.name !== null && fill.label !== null && zoom >= 13) flat(fill.name, 'water', fill.label, 0);
    else if (fill.name !== null && fill.kind !== 'square' && zoom >= 15)
      flat(fill.name, 'place', middle(fill.rings[0] ?? []), 0);
  }
  if (zoom >= 12 && zoom <= 14)
    for (const ward of map.wards) if (ward.name && ward.label) flat(ward.name, 'ward', ward.label, 0);
  for (const line of [...map.lines].reverse()) {
    const name = line.name;
    if (name === null || zoom < (ROAD_NAME_ZOOM[line.kind] ?? 16)) continue;
    const path = line.path.map(({ x, y }) => ({ x: x * size, y: y * size }));
    const style = line.kind === 'river' ? 'river' : 'road';
    if (/^(QL|ĐT)/.test(name)) {
      for (const at of spots(path, 600, 0)) flat(name, 'shield', { x: at.x / size, y: at.y / size }, 0);
      continue;
    }
    const width = measure(name, style);
    for (const at of spots(path, EVERY_PX, width)) {
      const glyphs = along(path, at.distance - width / 2, name, (text) => measure(text, style));
      if (
        glyphs &&
        claim(
          taken,
          glyphs.map((g) => ({ x0: g.x - 6, x1: g.x + 6, y0: g.y - 7, y1: g.y + 7 })),
        )
      ) {
        placed.push({ shape: 'along', style, glyphs });
      }
    }
  }
  return placed;
}

function claim(taken: Map<string, Rect[]>, rects: readonly Rect[]): boolean {
  const cells = (r: Rect) => {
    const keys: string[] = [];
    for (let cx = Math.floor(r.x0 / 256); cx <= Math.floor(r.x1 / 256); cx++)
      for (let cy = Math.floor(r.y0 / 256); cy <= Math.floor(r.y1 / 256); cy++) keys.push(`${cx},${cy}`);
    return keys;
  };
  const meets = (a: Rect, b: Rect) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
  for (const rect of rects)
    for (const key of cells(rect)) if (taken.get(key)?.some((other) => meets(rect, other))) return false;
  for (const rect of rects) {
    for (const key of cells(rect)) {
      const list = taken.get(key);
      if (list) list.push(rect);
      else taken.set(key, [rect]);
    }
  }
  return true;
}

const middle = (ring: readonly WorldPoint[]): WorldPoint => ({
  x: ring.reduce((sum, p) => sum + p.x, 0) / Math.max(1, ring.length),
  y: ring.reduce((sum, p) => sum + p.y, 0) / Math.max(1, ring.length),
});

function lengthOf(path: readonly WorldPoint[]): number {
  let length = 0;
  for (let i = 1; i < path.length; i++) length += distance(path[i - 1], path[i]);
  return length;
}

function distance(a: WorldPoint | undefined, b: WorldPoint | undefined): number {
  return a && b ? Math.hypot(b.x - a.x, b.y - a.y) : 0;
}

/** Where along a path labels may stand: evenly, once in the middle when the path is short, nowhere when too short. */
function spots(
  path: readonly WorldPoint[],
  everyPx: number,
  needPx: number,
): readonly (WorldPoint & { distance: number })[] {
  const total = lengthOf(path);
  if (total < needPx * 1.15) return [];
  const count = Math.max(1, Math.floor(total / everyPx));
  return Array.from({ length: count }, (_, i) => {
    const at = (total * (i + 0.5)) / count;
    return { ...(pointAt(path, at) ?? { x: 0, y: 0 }), distance: at };
  });
}

function pointAt(path: readonly WorldPoint[], at: number): (WorldPoint & { readonly angle: number }) | null {
  let left = at;
  for (let i = 1; i < path.length; i++) {
    const a = path[i - 1];
    const b = path[i];
    const step = distance(a, b);
    if (a && b && step > 0 && left <= step) {
      const t = Math.max(0, left) / step;
      return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, angle: Math.atan2(b.y - a.y, b.x - a.x) };
    }
    left -= step;
  }
  return null;
}

/** Sets a text letter by letter along a path, readable from left to right; null where the path bends too sharply. */
function along(
  path: readonly WorldPoint[],
  start: number,
  text: string,
  measure: (t: string) => number,
): readonly Glyph[] | null {
  const from = pointAt(path, start);
  const to = pointAt(path, start + measure(text));
  if (!from || !to) return null;
  const backwards = to.x < from.x;
  const way = backwards ? [...path].reverse() : path;
  let at = backwards ? lengthOf(path) - start - measure(text) : start;
  const glyphs: Glyph[] = [];
  let last: number | null = null;
  for (const letter of text.normalize('NFC')) {
    const width = measure(letter);
    const spot = pointAt(way, at + width / 2);
    if (!spot) return null;
    if (last !== null) {
      const bend = Math.abs(Math.atan2(Math.sin(spot.angle - last), Math.cos(spot.angle - last)));
      if (bend > 0.5) return null;
    }
    last = spot.angle;
    glyphs.push({ text: letter, x: spot.x, y: spot.y, angle: spot.angle });
    at += width;
  }
  return glyphs;
}
