import type { ZoneSettings } from '../../../contracts/devices.ts';
import type { DirectedLine, PicturePoint } from '../../../contracts/geometry.ts';
import { MOST_CORNERS } from '../../../contracts/plane.ts';

/** Keeps a point inside the picture and at a sensible number of digits. */
export function intoPicture(x: number, y: number): PicturePoint {
  const fit = (value: number) => Math.round(Math.max(0, Math.min(1, value)) * 10_000) / 10_000;
  return [fit(x), fit(y)];
}

/** Puts a corner elsewhere. */
export function moveCorner(corners: readonly PicturePoint[], index: number, to: PicturePoint): PicturePoint[] {
  return corners.map((corner, i) => (i === index ? to : corner));
}

/** Takes a corner out; a zone keeps at least three. */
export function removeCorner(corners: readonly PicturePoint[], index: number): PicturePoint[] {
  return corners.length <= 3 ? [...corners] : corners.filter((_, i) => i !== index);
}

/** Puts a corner into the side that begins at `index`. */
export function insertCorner(corners: readonly PicturePoint[], index: number, at: PicturePoint): PicturePoint[] {
  return corners.length >= MOST_CORNERS
    ? [...corners]
    : [...corners.slice(0, index + 1), at, ...corners.slice(index + 1)];
}

/** One thing done to a zone or line that is being drawn. */
export type ShapeEdit =
  | { readonly do: 'add'; readonly point: PicturePoint }
  | { readonly do: 'move'; readonly index: number; readonly point: PicturePoint }
  | { readonly do: 'remove'; readonly index: number }
  | { readonly do: 'split'; readonly index: number; readonly point: PicturePoint }
  | { readonly do: 'close' }
  | { readonly do: 'redraw' }
  | { readonly do: 'turn-around' }
  | { readonly do: 'add-way' }
  | { readonly do: 'move-way'; readonly end: 'from' | 'to'; readonly point: PicturePoint }
  | { readonly do: 'drop-way' };

/** A shape, and whether its corners are still being set. */
export interface Drawing {
  readonly shape: ZoneSettings['shape'];
  readonly open: boolean;
}

/** This near to the first corner (fraction of the picture) a new one closes the zone. */
const CLOSE = 0.025;

/** What an edit makes of a drawing; edits that do not fit leave it as it is. The ends of a line are corners 0 and 1. */
export function editShape(drawing: Drawing, edit: ShapeEdit): Drawing {
  const { shape, open } = drawing;
  if (shape.kind === 'line') return { shape: editLine(shape, edit), open };
  const { polygon } = shape;
  const to = (corners: readonly PicturePoint[], nowOpen = open): Drawing => ({
    shape: { ...shape, polygon: corners },
    open: nowOpen,
  });
  switch (edit.do) {
    case 'add': {
      if (!open || polygon.length >= MOST_CORNERS) return drawing;
      const [first] = polygon;
      const closes =
        first && polygon.length >= 3 && Math.hypot(first[0] - edit.point[0], first[1] - edit.point[1]) < CLOSE;
      return closes ? to(polygon, false) : to([...polygon, edit.point]);
    }
    case 'move':
      return to(moveCorner(polygon, edit.index, edit.point));
    case 'remove':
      return to(open ? polygon.filter((_, i) => i !== edit.index) : removeCorner(polygon, edit.index));
    case 'split':
      return to(insertCorner(polygon, edit.index, edit.point));
    case 'close':
      return polygon.length >= 3 ? to(polygon, false) : drawing;
    case 'redraw':
      return to([], true);
    case 'turn-around': {
      const { way } = shape;
      return way ? { shape: { ...shape, way: { from: way.to, to: way.from } }, open } : drawing;
    }
    case 'add-way':
      return { shape: { ...shape, way: wayThrough(polygon) }, open };
    case 'move-way':
      return shape.way ? { shape: { ...shape, way: { ...shape.way, [edit.end]: edit.point } }, open } : drawing;
    case 'drop-way': {
      const { way: _, ...rest } = shape;
      return { shape: rest, open };
    }
  }
}

/** A way up through the middle of a zone, to be bent from there. */
function wayThrough(polygon: readonly PicturePoint[]): DirectedLine {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  const x = (Math.min(...xs) + Math.max(...xs)) / 2;
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const reach = Math.max(0.02, (bottom - top) / 4);
  return { from: intoPicture(x, (top + bottom) / 2 + reach), to: intoPicture(x, (top + bottom) / 2 - reach) };
}

type Line = Extract<ZoneSettings['shape'], { kind: 'line' }>;

function editLine(shape: Line, edit: ShapeEdit): Line {
  const { from, to } = shape.line;
  if (edit.do === 'turn-around') return { ...shape, line: { from: to, to: from } };
  if (edit.do !== 'move') return shape;
  return { ...shape, line: edit.index === 0 ? { from: edit.point, to } : { from, to: edit.point } };
}

/** The arrow of a counting line: from its middle towards the side a forward crossing leads to. */
export function forwardArrow(
  from: PicturePoint,
  to: PicturePoint,
  length: number,
): { readonly tail: PicturePoint; readonly tip: PicturePoint } {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const size = Math.hypot(dx, dy) || 1;
  const tail: PicturePoint = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  // y grows downwards: the right-hand side of (dx, dy) is (-dy, dx).
  return { tail, tip: [tail[0] - (dy / size) * length, tail[1] + (dx / size) * length] };
}
