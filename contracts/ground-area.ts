import type { Calibration } from './devices.ts';
import { calibrationFault, homographyOf, toGround, type Homography, type Point } from './homography.ts';
import type { PicturePoint } from './geometry.ts';

/** How much ground a polygon on a camera's picture covers. */
export type GroundArea = {
  readonly m2: number;
  /** Standard deviation: how exactly the calibration's points were set, carried to the polygon. */
  readonly stdM2: number;
};

/** A point is set to about this share of the picture's width or height … */
const SET_BY = 0.004;
/** … and lengths on the ground are known to about this share. */
const LENGTHS_BY = 0.03;
/** Known worse than this, an area says nothing. */
const WORST = 0.3;

/**
 * The ground within a polygon by four known points, or null where the polygon reaches the horizon, or comes so close to it that
 * its area is a guess. Lines stay lines on the ground, so its corners are enough.
 */
export function groundArea(
  polygon: readonly PicturePoint[],
  calibration: Pick<Calibration, 'points'>,
): GroundArea | null {
  if (calibrationFault(calibration) !== null) return null;
  const m2 = areaBy(polygon, homographyOf(calibration));
  if (m2 === null || !(m2 > 0)) return null;
  let variance = (2 * LENGTHS_BY * m2) ** 2;
  for (const [moved] of calibration.points.entries()) {
    for (const axis of [0, 1] as const) {
      const points = calibration.points.map((point, at) =>
        at === moved ? { ...point, picture: shifted(point.picture, axis) } : point,
      );
      const other = calibrationFault({ points }) === null ? areaBy(polygon, homographyOf({ points })) : null;
      if (other === null) return null;
      variance += (other - m2) ** 2;
    }
  }
  const stdM2 = Math.sqrt(variance);
  return stdM2 < WORST * m2 ? { m2, stdM2 } : null;
}

function shifted([x, y]: PicturePoint, axis: 0 | 1): PicturePoint {
  return axis === 0 ? [x + SET_BY, y] : [x, y + SET_BY];
}

function areaBy(polygon: readonly PicturePoint[], homography: Homography): number | null {
  const corners: Point[] = [];
  for (const [x, y] of polygon) {
    const ground = toGround(homography, { x, y });
    if (!ground) return null;
    corners.push(ground);
  }
  let doubled = 0;
  for (const [at, a] of corners.entries()) {
    const b = corners[(at + 1) % corners.length] ?? a;
    doubled += a.x * b.y - b.x * a.y;
  }
  return Math.abs(doubled) / 2;
}
