import type { Calibration } from './devices.ts';
import { geometryFaultText, type GeometryFault } from './plane.ts';

/** A place in the picture (fractions of it) or on the ground (metres east and north). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the picture (fractions) to the ground (metres east, north): nine numbers, row-major; the third row is positive on the ground. */
export type Homography = readonly number[];

/** Three of four points closer to one line than this share of their spread carry no area: the map would be arbitrary. */
const LEAST_SPREAD = 0.02;

/** Why four points cannot calibrate a camera, or null when they can. */
export function calibrationTrouble({ points }: Pick<Calibration, 'points'>): GeometryFault | null {
  if (points.length !== 4) return { code: 'four-points', at: [] };
  const picture = points.map(({ picture: [x, y] }) => ({ x, y }));
  const ground = points.map(({ groundM: [x, y] }) => ({ x, y }));
  if ([...picture, ...ground].some(({ x, y }) => !Number.isFinite(x + y))) return { code: 'not-a-number', at: [] };
  const onPicture = flatThree(picture);
  if (onPicture) return { code: 'in-line-picture', at: onPicture };
  const onGround = flatThree(ground);
  if (onGround) return { code: 'in-line-ground', at: onGround };
  const matrix = solveHomography(picture, ground);
  if (!matrix) return { code: 'no-map', at: [] };
  // The horizon is where the denominator is 0: if it runs between the points, the ground behind the camera is meant.
  if (picture.some((point) => denominator(matrix, point) <= 0)) return { code: 'other-order', at: [] };
  return null;
}

/** The same in English. */
export function calibrationFault(calibration: Pick<Calibration, 'points'>): string | null {
  const trouble = calibrationTrouble(calibration);
  return trouble && geometryFaultText(trouble);
}

/**
 * The map from picture to ground through four pairs of points.
 * @throws RangeError when `calibrationFault` has something to say about them.
 */
export function homographyOf(calibration: Pick<Calibration, 'points'>): Homography {
  const fault = calibrationFault(calibration);
  const matrix = solveHomography(
    calibration.points.map(({ picture: [x, y] }) => ({ x, y })),
    calibration.points.map(({ groundM: [x, y] }) => ({ x, y })),
  );
  if (fault !== null || !matrix) throw new RangeError(fault ?? 'singular');
  return matrix;
}

/** Ground point of a picture point; null at and beyond the horizon. */
export function toGround(h: Homography, point: Point): Point | null {
  const d = denominator(h, point);
  if (!(d > 1e-9)) return null;
  return {
    x: (n(h, 0) * point.x + n(h, 1) * point.y + n(h, 2)) / d,
    y: (n(h, 3) * point.x + n(h, 4) * point.y + n(h, 5)) / d,
  };
}

/** How far the ground point moves (metres) per unit of picture x and y: [dX/dx, dX/dy, dY/dx, dY/dy]; null beyond the horizon. */
export function groundJacobian(h: Homography, point: Point): readonly [number, number, number, number] | null {
  const ground = toGround(h, point);
  if (!ground) return null;
  const d = denominator(h, point);
  return [
    (n(h, 0) - ground.x * n(h, 6)) / d,
    (n(h, 1) - ground.x * n(h, 7)) / d,
    (n(h, 3) - ground.y * n(h, 6)) / d,
    (n(h, 4) - ground.y * n(h, 7)) / d,
  ];
}

function n(h: Homography, at: number): number {
  return h[at] ?? 0;
}

function denominator(h: Homography, { x, y }: Point): number {
  return n(h, 6) * x + n(h, 7) * y + n(h, 8);
}

/** Numbers of three points on one line, or null. */
function flatThree(points: readonly Point[]): readonly number[] | null {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const spread = Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  for (let left = 0; left < 4; left++) {
    const [a, b, c] = points.filter((_, at) => at !== left);
    if (!a || !b || !c) continue;
    const doubled = Math.abs((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
    if (!(doubled > LEAST_SPREAD * spread * spread)) {
      return [1, 2, 3, 4].filter((_, at) => at !== left);
    }
  }
  return null;
}

/**
 * Direct linear transform, with the third row set to 1 at the points' own middle, by Gaussian elimination with pivoting (Hartley and
 * Zisserman 2004, 4.1). Both sides are moved to their middle and scaled first: metres may be far from 0, and digits would be lost.
 */
function solveHomography(from: readonly Point[], to: readonly Point[]): Homography | null {
  const source = unitFrame(from);
  const target = unitFrame(to);
  const rows: number[][] = [];
  for (const [at, point] of from.entries()) {
    const goal = to[at];
    if (!goal) return null;
    const p = { x: (point.x - source.x) / source.scale, y: (point.y - source.y) / source.scale };
    const q = { x: (goal.x - target.x) / target.scale, y: (goal.y - target.y) / target.scale };
    rows.push([p.x, p.y, 1, 0, 0, 0, -q.x * p.x, -q.x * p.y, q.x], [0, 0, 0, p.x, p.y, 1, -q.y * p.x, -q.y * p.y, q.y]);
  }
  const h = eliminate(rows);
  if (!h) return null;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, k = 0] = h;
  // Undoing both moves: ground = target · h · source⁻¹.
  const { x: tx, y: ty, scale: ts } = target;
  const first = [ts * a + tx * g, ts * b + tx * k, ts * c + tx];
  const second = [ts * d + ty * g, ts * e + ty * k, ts * f + ty];
  return [first, second, [g, k, 1]].flatMap(([x = 0, y = 0, one = 0]) => [
    x / source.scale,
    y / source.scale,
    one - (x * source.x + y * source.y) / source.scale,
  ]);
}

function unitFrame(points: readonly Point[]): { x: number; y: number; scale: number } {
  const x = points.reduce((sum, p) => sum + p.x, 0) / points.length;
  const y = points.reduce((sum, p) => sum + p.y, 0) / points.length;
  const scale = Math.max(...points.map((p) => Math.hypot(p.x - x, p.y - y))) || 1;
  return { x, y, scale };
}

/** Solves the augmented system in place; null when it is singular. */
function eliminate(rows: number[][]): number[] | null {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    }
    const chosen = rows[pivot];
    const swapped = rows[column];
    if (!chosen || !swapped || Math.abs(chosen[column] ?? 0) < 1e-12) return null;
    rows[pivot] = swapped;
    rows[column] = chosen;
    for (const [at, row] of rows.entries()) {
      if (at === column) continue;
      const factor = (row[column] ?? 0) / (chosen[column] ?? 1);
      if (factor === 0) continue;
      for (let k = column; k <= size; k++) row[k] = (row[k] ?? 0) - factor * (chosen[k] ?? 0);
    }
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1));
}
