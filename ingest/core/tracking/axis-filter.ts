/**
 * Four independent Kalman filters (centre x, centre y, width, height) in one Float64Array of 20: per axis position, velocity,
 * and the covariance's three distinct entries. With noise that does not couple the axes this equals the usual 8-state
 * filter of SORT and ByteTrack (Zhang et al. 2022) at a tenth of the arithmetic, and takes any interval between frames.
 */
export type BoxFilter = Float64Array;

/** How objects move and how well boxes fit, all relative to the object's size (the square root of its box's area) and to seconds. */
export interface MotionNoise {
  /** Standard deviation of a detected centre or side, in sizes. */
  readonly measure: number;
  /** Random walk of the position beyond what velocity explains, in sizes per √s. */
  readonly wander: number;
  /** Random walk of the velocity, in sizes/s per √s. */
  readonly accelerate: number;
  /** Standard deviation of an unknown velocity, in sizes/s. */
  readonly firstVelocity: number;
  /** Width and height change less than the position does: factor on `wander`, `accelerate` and `firstVelocity`. */
  readonly shape: number;
  /** Seconds after which an unseen object's velocity has decayed to 1/e; for width and height. */
  readonly travelDecayS: number;
  readonly shapeDecayS: number;
}

const AXES = 4;
const STRIDE = 5;
/** Length of a BoxFilter. */
export const FILTER_LENGTH = AXES * STRIDE;

const P = 0;
const V = 1;
const PP = 2;
const PV = 3;
const VV = 4;

/** Read access to the filter's box: axis 0 centre x, 1 centre y, 2 width, 3 height. */
export function position(filter: BoxFilter, axis: number): number {
  return filter[axis * STRIDE + P] as number;
}

/** Velocity of an axis per second. */
export function velocity(filter: BoxFilter, axis: number): number {
  return filter[axis * STRIDE + V] as number;
}

/** Variance of an axis's position. */
export function variance(filter: BoxFilter, axis: number): number {
  return filter[axis * STRIDE + PP] as number;
}

/** The object's size: the square root of its box's area, never 0. */
export function filterSize(filter: BoxFilter): number {
  return Math.sqrt(Math.max(position(filter, 2) * position(filter, 3), Number.MIN_VALUE));
}

/** Starts all axes at a first detection, at rest with unknown velocity. */
export function startFilter(filter: BoxFilter, cx: number, cy: number, w: number, h: number, noise: MotionNoise): void {
  const size = Math.sqrt(w * h);
  startAxis(filter, 0, cx, noise.measure * size, noise.firstVelocity * size);
  startAxis(filter, 1, cy, noise.measure * size, noise.firstVelocity * size);
  startAxis(filter, 2, w, noise.measure * size, noise.firstVelocity * noise.shape * size);
  startAxis(filter, 3, h, noise.measure * size, noise.firstVelocity * noise.shape * size);
}

function startAxis(filter: BoxFilter, axis: number, at: number, positionStd: number, velocityStd: number): void {
  const base = axis * STRIDE;
  filter[base + P] = at;
  filter[base + V] = 0;
  filter[base + PP] = positionStd * positionStd;
  filter[base + PV] = 0;
  filter[base + VV] = velocityStd * velocityStd;
}

/** How motion goes on over one interval: the same for all objects that move alike, so it is worked out once for all of them. */
export interface MotionStep {
  readonly dtS: number;
  readonly noise: MotionNoise;
  /** Share of a velocity that is left at the end, and the seconds' worth of it that were gone; of travel and of shape. */
  readonly travelKept: number;
  readonly travelReach: number;
  readonly shapeKept: number;
  readonly shapeReach: number;
}

/** The step of `dtS` seconds. Velocities decay slowly, so that an unseen object does not run away. */
export function motionStep(dtS: number, noise: MotionNoise): MotionStep {
  const travelKept = Math.exp(-dtS / noise.travelDecayS);
  const shapeKept = Math.exp(-dtS / noise.shapeDecayS);
  return {
    dtS,
    noise,
    travelKept,
    travelReach: noise.travelDecayS * (1 - travelKept),
    shapeKept,
    shapeReach: noise.shapeDecayS * (1 - shapeKept),
  };
}

/** Moves the filter one step ahead. */
export function predictFilter(filter: BoxFilter, step: MotionStep): void {
  const { dtS, noise } = step;
  const size = filterSize(filter);
  for (let axis = 0; axis < AXES; axis++) {
    const isShape = axis >= 2;
    const kept = isShape ? step.shapeKept : step.travelKept;
    const reach = isShape ? step.shapeReach : step.travelReach;
    const scale = isShape ? noise.shape * size : size;
    const wanderStd = noise.wander * scale;
    const accelerateStd = noise.accelerate * scale;
    const wander = wanderStd * wanderStd;
    const accelerate = accelerateStd * accelerateStd;
    const base = axis * STRIDE;
    const v = filter[base + V] as number;
    const pv = filter[base + PV] as number;
    const vv = filter[base + VV] as number;
    filter[base + P] = (filter[base + P] as number) + reach * v;
    filter[base + V] = kept * v;
    filter[base + PP] =
      (filter[base + PP] as number) +
      2 * reach * pv +
      reach * reach * vv +
      wander * dtS +
      (accelerate * dtS * dtS * dtS) / 3;
    filter[base + PV] = kept * (pv + reach * vv) + (accelerate * dtS * dtS) / 2;
    filter[base + VV] = kept * kept * vv + accelerate * dtS;
  }
  // A box cannot shrink through nothing: a tenth of the size before is the floor for one step.
  const floor = size * 0.1;
  for (let axis = 2; axis < AXES; axis++) {
    const base = axis * STRIDE;
    if ((filter[base + P] as number) < floor) {
      filter[base + P] = floor;
      filter[base + V] = 0;
    }
  }
}

/** Takes a detected box into account; `trust` in (0, 1] widens the measurement noise of doubtful boxes. */
export function correctFilter(
  filter: BoxFilter,
  cx: number,
  cy: number,
  w: number,
  h: number,
  trust: number,
  noise: MotionNoise,
): void {
  const std = (noise.measure * Math.sqrt(w * h)) / trust;
  correctAxis(filter, 0, cx, std);
  correctAxis(filter, 1, cy, std);
  correctAxis(filter, 2, w, std);
  correctAxis(filter, 3, h, std);
}

function correctAxis(filter: BoxFilter, axis: number, measured: number, std: number): void {
  const base = axis * STRIDE;
  const pp = filter[base + PP] as number;
  const pv = filter[base + PV] as number;
  const innovation = measured - (filter[base + P] as number);
  const spread = pp + std * std;
  const gainP = pp / spread;
  const gainV = pv / spread;
  filter[base + P] = (filter[base + P] as number) + gainP * innovation;
  filter[base + V] = (filter[base + V] as number) + gainV * innovation;
  filter[base + PP] = (1 - gainP) * pp;
  filter[base + PV] = (1 - gainP) * pv;
  filter[base + VV] = (filter[base + VV] as number) - gainV * pv;
}

/** Brings the filter to rest where it is: nothing moved while the picture was quiet. Velocity is uncertain again. */
export function restFilter(filter: BoxFilter, noise: MotionNoise): void {
  const size = filterSize(filter);
  for (let axis = 0; axis < AXES; axis++) {
    const std = noise.firstVelocity * size * (axis >= 2 ? noise.shape : 1) * 0.5;
    const base = axis * STRIDE;
    filter[base + V] = 0;
    filter[base + PV] = 0;
    filter[base + VV] = Math.min(filter[base + VV] as number, std * std);
  }
}
