import type { Calibration } from './devices.ts';
import { calibrationTrouble, groundJacobian, homographyOf } from './homography.ts';

/** Four points measured on the ground and clicked by hand are good for about this share of any distance. */
const MEASURED_SHARE = 0.03;
/** A place on a city's map is good for about this much, metres: the map's own error and the hand's. */
const MAP_ERROR_M = 1;
const STEP_M = 0.05;

/**
 * By how much of any distance a calibration may be wrong (standard deviation), in the middle of its four points. Points set on the map
 * carry the map's error: the nearer they lie to each other, the more it matters.
 */
export function calibrationShare(calibration: Pick<Calibration, 'points' | 'origin'>): number {
  if (calibration.origin === undefined) return MEASURED_SHARE;
  const scale = middleScale(calibration.points);
  if (scale === null) return MEASURED_SHARE;
  // Propagated by hand: each of the eight coordinates is moved a little, by itself.
  let variance = 0;
  for (let index = 0; index < calibration.points.length; index++) {
    for (const [east, north] of [
      [STEP_M, 0],
      [0, STEP_M],
    ] as const) {
      const moved = calibration.points.map((point, i): Calibration['points'][number] =>
        i === index ? { ...point, groundM: [point.groundM[0] + east, point.groundM[1] + north] } : point,
      );
      const other = middleScale(moved);
      if (other !== null) variance += (((other - scale) / scale / STEP_M) * MAP_ERROR_M) ** 2;
    }
  }
  return Math.hypot(MEASURED_SHARE, Math.sqrt(variance));
}

/** Metres on the ground per picture in the middle of the points, as the side of a square of the same area. */
function middleScale(points: Calibration['points']): number | null {
  if (calibrationTrouble({ points })) return null;
  const mean = (axis: 0 | 1): number => points.reduce((sum, { picture }) => sum + picture[axis], 0) / points.length;
  const jacobian = groundJacobian(homographyOf({ points }), { x: mean(0), y: mean(1) });
  if (!jacobian) return null;
  const [a, b, c, d] = jacobian;
  return Math.sqrt(Math.abs(a * d - b * c));
}
