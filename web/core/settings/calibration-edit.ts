import type { Calibration } from '../../../contracts/devices.ts';
import type { PicturePoint } from '../../../contracts/geometry.ts';
import { calibrationShare } from '../../../contracts/calibration-error.ts';
import { calibrationTrouble, groundJacobian, homographyOf, toGround } from '../../../contracts/homography.ts';

/** A calibration to begin with: a piece of ground 10 m wide and 20 m long as cameras on masts see it. */
export const FIRST_CALIBRATION: Calibration = {
  points: [
    { picture: [0.35, 0.45], groundM: [0, 20] },
    { picture: [0.65, 0.45], groundM: [10, 20] },
    { picture: [0.85, 0.9], groundM: [10, 0] },
    { picture: [0.15, 0.9], groundM: [0, 0] },
  ],
};

/** Puts one of the four points elsewhere, in the picture or on the ground. */
export function withPoint(
  calibration: Calibration,
  index: number,
  change: { readonly picture?: PicturePoint; readonly groundM?: readonly [number, number] },
): Calibration {
  const points = calibration.points.map((point, i) =>
    i === index
      ? {
          picture: change.picture ?? point.picture,
          groundM: change.groundM ? ([...change.groundM] as [number, number]) : point.groundM,
        }
      : point,
  );
  return { ...calibration, points };
}

/** Lays a rectangle of this size under the four points: far left, far right, near right, near left. */
export function withRectangle(calibration: Calibration, widthM: number, lengthM: number): Calibration {
  const corners = [
    [0, lengthM],
    [widthM, lengthM],
    [widthM, 0],
    [0, 0],
  ] as const;
  return { points: calibration.points.map(({ picture }, i) => ({ picture, groundM: [...(corners[i] ?? [0, 0])] })) };
}

/** Lines of a grid on the ground as they lie in the picture, and the width of its squares in metres. */
export function groundGrid(calibration: Calibration): {
  readonly stepM: number;
  readonly lines: readonly (readonly PicturePoint[])[];
} | null {
  if (calibrationTrouble(calibration)) return null;
  // The same map the other way round.
  const back = homographyOf({
    points: calibration.points.map(({ picture, groundM }) => ({ picture: groundM, groundM: [...picture] })),
  });
  const xs = calibration.points.map(({ groundM: [x] }) => x);
  const ys = calibration.points.map(({ groundM: [, y] }) => y);
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const stepM = [1, 2, 5, 10, 20, 50, 100].find((step) => Math.max(east - west, north - south) / step <= 14) ?? 200;
  const from = (least: number): number => Math.floor(least / stepM) * stepM;
  const toPicture = (x: number, y: number): PicturePoint | null => {
    const at = toGround(back, { x, y });
    return at && at.x > -0.2 && at.x < 1.2 && at.y > -0.2 && at.y < 1.2 ? [at.x, at.y] : null;
  };
  const line = (points: readonly (PicturePoint | null)[]): PicturePoint[] => points.filter((point) => point !== null);
  const lines: PicturePoint[][] = [];
  for (let x = from(west); x <= east + 0.001; x += stepM) lines.push(line([toPicture(x, south), toPicture(x, north)]));
  for (let y = from(south); y <= north + 0.001; y += stepM) lines.push(line([toPicture(west, y), toPicture(east, y)]));
  return { stepM, lines: lines.filter((points) => points.length === 2) };
}

/** A foot point trembles by about half a per cent of the picture. */
const FOOT_POINT = 0.005;
/** Root of the summed squares of times about their middle, for a second and a half at five pictures a second. */
const TIME_SPREAD_S = 1.3;

/** How sure lengths and speeds are in the middle of the four points: half widths of 95 % intervals. Perception counts the same. */
export function calibrationErrors(
  calibration: Calibration,
  kmh: number,
): { readonly lengthM: number; readonly speedKmh: number } | null {
  if (calibrationTrouble(calibration)) return null;
  const mean = (axis: 0 | 1): number => calibration.points.reduce((sum, { picture }) => sum + picture[axis], 0) / 4;
  const jacobian = groundJacobian(homographyOf(calibration), { x: mean(0), y: mean(1) });
  if (!jacobian) return null;
  const placeM = FOOT_POINT * Math.hypot(...jacobian);
  return {
    lengthM: 2 * placeM,
    speedKmh: 2 * Math.hypot((3.6 * placeM) / TIME_SPREAD_S, calibrationShare(calibration) * kmh),
  };
}
