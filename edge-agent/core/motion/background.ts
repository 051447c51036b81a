import { UNITS_PER_LEVEL } from './cell-grid.ts';

/**
 * What a camera sees when nothing moves: per cell a brightness, and how much it usually differs from that (sensor noise, leaves, water).
 * All values in units of a cell (16 per grey level).
 */
export type Background = {
  readonly level: Float32Array;
  /** The 60th percentile of the differences, followed in small steps: traffic that passes less than 40 % of the time does not raise it. */
  readonly noise: Float32Array;
  /** How long a cell has differed without changing any more, ms: a thing that stands. */
  readonly stoodMs: Float32Array;
};

/** Per cell what the picture shows: nothing new, something that is not of the background, something that changes right now. */
export const CELL_STILL = 0;
export const CELL_STANDING = 1;
export const CELL_CHANGING = 2;
export const CELL_MASKED = 3;

const LEAST_DIFFERENCE = 3.5 * UNITS_PER_LEVEL;
const NOISE_FACTOR = 3;
const FIRST_NOISE = 2 * UNITS_PER_LEVEL;
const MOST_NOISE = 12 * UNITS_PER_LEVEL;
const NOISE_LEVELS_PER_S = 0.5;
const FOLLOW_MS = 3000;
const CREEP_LEVELS_PER_S = 0.5;
const ABSORB_MS = 20_000;

/** @param cells number of cells */
export function createBackground(cells: number): Background {
  const level = new Float32Array(cells);
  const noise = new Float32Array(cells).fill(FIRST_NOISE);
  return { level, noise, stoodMs: new Float32Array(cells) };
}

/** Takes a picture as the background, at the beginning or when everything has become different. Noise stays as it was learnt. */
export function resetBackground({ level, stoodMs }: Background, now: Int16Array): void {
  level.set(now);
  stoodMs.fill(0);
}

/**
 * Compares a picture with the background, writes what each cell is, and follows with the background what lies within its noise.
 * @param now the picture; `before` the one before it
 * @param marks in: `CELL_MASKED` where nothing is looked at; out: the other marks
 * @param elapsedMs since the picture before
 * @param learning how much faster than usual noise is learnt (1 = as usual)
 * @returns how many cells are not still
 */
export function compareWithBackground(
  { level, noise, stoodMs }: Background,
  now: Int16Array,
  before: Int16Array,
  marks: Uint8Array,
  elapsedMs: number,
  learning: number,
): number {
  const follow = 1 - Math.exp(-elapsedMs / FOLLOW_MS);
  const creep = (CREEP_LEVELS_PER_S * UNITS_PER_LEVEL * elapsedMs) / 1000;
  // Up and down balance where six of ten differences are smaller.
  const stepDown = (learning * NOISE_LEVELS_PER_S * UNITS_PER_LEVEL * elapsedMs) / 1000;
  const stepUp = 1.5 * stepDown;
  let different = 0;
  for (let cell = 0; cell < now.length; cell++) {
    if (marks[cell] === CELL_MASKED) continue;
    const value = now[cell] ?? 0;
    const known = level[cell] ?? 0;
    const usual = noise[cell] ?? 0;
    const difference = value - known;
    const size = difference < 0 ? -difference : difference;
    if (size > usual) noise[cell] = usual + stepUp > MOST_NOISE ? MOST_NOISE : usual + stepUp;
    else noise[cell] = usual > stepDown ? usual - stepDown : 0;

    const limit = LEAST_DIFFERENCE + NOISE_FACTOR * usual;
    if (size <= limit) {
      level[cell] = known + follow * difference;
      stoodMs[cell] = 0;
      marks[cell] = CELL_STILL;
      continue;
    }
    different++;
    const change = value - (before[cell] ?? 0);
    if (change > limit || change < -limit) {
      marks[cell] = CELL_CHANGING;
      stoodMs[cell] = 0;
      level[cell] = known + (difference > 0 ? creep : -creep);
      continue;
    }
    marks[cell] = CELL_STANDING;
    const stood = (stoodMs[cell] ?? 0) + elapsedMs;
    if (stood < ABSORB_MS) {
      stoodMs[cell] = stood;
      level[cell] = known + (difference > 0 ? creep : -creep);
    } else {
      stoodMs[cell] = 0;
      level[cell] = value;
    }
  }
  return different;
}
