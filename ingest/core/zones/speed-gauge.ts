import { groundJacobian, toGround, type Homography } from '../../../contracts/homography.ts';
import type { Moment, RoadUser } from './road-user.ts';

/** A measured speed with the half width of its 95 % interval, both km/h. */
export interface Speed {
  readonly kmh: number;
  readonly uncertaintyKmh: number;
}

/** Speeds of road users on the calibrated ground. */
export interface SpeedGauge {
  observe(moment: Moment): void;
  /** Mean speed over the last `SPAN_MS`; null while too little is known. */
  speedOf(trackId: number): Speed | null;
}

interface Sample {
  readonly tS: number;
  readonly x: number;
  readonly y: number;
  /** Variance of the place along east and north, m². */
  readonly variance: number;
}

/** Speed is the slope of a straight line through the places of this span. */
const SPAN_MS = 1500;
const LEAST_SAMPLES = 4;
const LEAST_SPAN_S = 0.5;
/** Students's t is replaced by 2: with five or more samples the difference is smaller than the model's own error. */
const COVERAGE = 2;

/**
 * Starts without samples. The error bar holds the trembling of the foot point carried through the homography, the scatter about the
 * straight line, and the calibration's own error.
 * @param aspect width : height of the picture.
 * @param calibrationShare by how much of any distance the calibration may be wrong (contracts/calibration-error.ts).
 */
export function createSpeedGauge(homography: Homography, aspect: number, calibrationShare: number): SpeedGauge {
  const paths = new Map<number, Sample[]>();
  return {
    observe({ users, steadyMs }) {
      for (const user of users) {
        if (user.ended) paths.delete(user.track.id);
        const sample = user.ended ? null : sampleOf(user, steadyMs, homography, aspect);
        if (!sample) continue;
        const path = paths.get(user.track.id) ?? [];
        paths.set(user.track.id, [...path.filter(({ tS }) => sample.tS - tS <= SPAN_MS / 1000), sample]);
      }
    },
    speedOf: (trackId) => speedAlong(paths.get(trackId) ?? [], calibrationShare),
  };
}

function sampleOf({ foot, margin }: RoadUser, steadyMs: number, h: Homography, aspect: number): Sample | null {
  if (!foot) return null;
  const onPicture = { x: foot.x / aspect, y: foot.y };
  const ground = toGround(h, onPicture);
  const jacobian = groundJacobian(h, onPicture);
  if (!ground || !jacobian) return null;
  // The margin is about two standard deviations of the foot point.
  const std = margin / 2;
  const [xx, xy, yx, yy] = jacobian;
  const variance = ((std / aspect) ** 2 * (xx * xx + yx * yx) + std ** 2 * (xy * xy + yy * yy)) / 2;
  return { tS: steadyMs / 1000, x: ground.x, y: ground.y, variance };
}

function speedAlong(path: readonly Sample[], calibrationShare: number): Speed | null {
  const first = path[0];
  const last = path.at(-1);
  if (!first || !last || path.length < LEAST_SAMPLES || last.tS - first.tS < LEAST_SPAN_S) return null;
  const mean = (pick: (sample: Sample) => number): number =>
    path.reduce((sum, one) => sum + pick(one), 0) / path.length;
  const tS = mean((one) => one.tS);
  const x = mean((one) => one.x);
  const y = mean((one) => one.y);
  let tt = 0;
  let tx = 0;
  let ty = 0;
  let noise = 0;
  for (const one of path) {
    tt += (one.tS - tS) ** 2;
    tx += (one.tS - tS) * (one.x - x);
    ty += (one.tS - tS) * (one.y - y);
    noise += (one.tS - tS) ** 2 * one.variance;
  }
  const vx = tx / tt;
  const vy = ty / tt;
  let scatter = 0;
  for (const one of path) {
    scatter += (one.x - x - vx * (one.tS - tS)) ** 2 + (one.y - y - vy * (one.tS - tS)) ** 2;
  }
  const fromScatter = scatter / 2 / Math.max(1, path.length - 2) / tt;
  const fromNoise = noise / (tt * tt);
  const speed = Math.hypot(vx, vy);
  const std = Math.sqrt(Math.max(fromScatter, fromNoise) + (calibrationShare * speed) ** 2);
  return { kmh: 3.6 * speed, uncertaintyKmh: 3.6 * COVERAGE * std };
}
