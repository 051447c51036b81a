import { CELL_MASKED } from './background.ts';
import { UNITS_PER_LEVEL } from './cell-grid.ts';

/** How the whole picture's brightness changed against the background: `now ≈ gain × background + offset` (units of a cell). */
export type LightChange = { gain: number; offset: number };

const BINS = 256;
const NEAR = 4 * UNITS_PER_LEVEL;
const EVERY = 3;
const MOST_AGREE = 0.96;
const WORTH_IT = 0.05;

/**
 * Finds changes of exposure or daylight that take the whole picture, so that they can be taken out before anything is called movement.
 * Quantiles are matched first (a passing lorry shifts them little), then a line is fitted through the cells that agree.
 */
export function createLightEstimator(): {
  /**
   * @param marks where nothing is looked at, `CELL_MASKED`: what happens there says nothing of the light
   * @param change filled in when true is returned
   * @returns whether the picture as a whole became lighter or darker, and the change explains it better than movement does
   */
  estimate(now: Int16Array, background: Float32Array, marks: Uint8Array, change: LightChange): boolean;
} {
  const nowBins = new Uint32Array(BINS);
  const knownBins = new Uint32Array(BINS);

  return {
    estimate(now, background, marks, change) {
      const asBefore = shareThatAgrees(now, background, marks, 1, 0);
      if (asBefore >= MOST_AGREE) return false;
      fillBins(nowBins, now, marks);
      fillBins(knownBins, background, marks);
      const spread = quantile(knownBins, 0.8) - quantile(knownBins, 0.2);
      const gain = spread < 4 ? 1 : bounded((quantile(nowBins, 0.8) - quantile(nowBins, 0.2)) / spread, 0.25, 4);
      const offset = (quantile(nowBins, 0.5) - gain * quantile(knownBins, 0.5)) * UNITS_PER_LEVEL;
      if (shareThatAgrees(now, background, marks, gain, offset) < asBefore + WORTH_IT) return false;
      fitLine(now, background, marks, { gain, offset }, change);
      return true;
    },
  };
}

function fillBins(bins: Uint32Array, values: Int16Array | Float32Array, marks: Uint8Array): void {
  bins.fill(0);
  for (let i = 0; i < values.length; i += EVERY) {
    if (marks[i] === CELL_MASKED) continue;
    const bin = bounded(Math.floor((values[i] ?? 0) / UNITS_PER_LEVEL), 0, BINS - 1);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
}

/** Grey level below which a share of the values lies, interpolated within its bin. */
function quantile(bins: Uint32Array, share: number): number {
  let total = 0;
  for (const count of bins) total += count;
  let left = total * share;
  for (let bin = 0; bin < BINS; bin++) {
    const count = bins[bin] ?? 0;
    if (left <= count) return bin + (count === 0 ? 0 : left / count);
    left -= count;
  }
  return BINS;
}

function shareThatAgrees(
  now: Int16Array,
  background: Float32Array,
  marks: Uint8Array,
  gain: number,
  offset: number,
): number {
  let agree = 0;
  let looked = 0;
  for (let i = 0; i < now.length; i += EVERY) {
    if (marks[i] === CELL_MASKED) continue;
    const rest = (now[i] ?? 0) - gain * (background[i] ?? 0) - offset;
    if (rest < NEAR && rest > -NEAR) agree++;
    looked++;
  }
  return looked === 0 ? 1 : agree / looked;
}

/** Least squares over the cells near the first guess. */
function fitLine(
  now: Int16Array,
  background: Float32Array,
  marks: Uint8Array,
  { gain, offset }: Readonly<LightChange>,
  change: LightChange,
): void {
  let n = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let i = 0; i < now.length; i += EVERY) {
    if (marks[i] === CELL_MASKED) continue;
    const x = background[i] ?? 0;
    const y = now[i] ?? 0;
    const rest = y - gain * x - offset;
    if (rest > 2 * NEAR || rest < -2 * NEAR) continue;
    n++;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  const spread = n * sumXX - sumX * sumX;
  change.gain = n < 8 || spread < 1 ? gain : bounded((n * sumXY - sumX * sumY) / spread, 0.25, 4);
  change.offset = n < 8 ? offset : (sumY - change.gain * sumX) / n;
}

function bounded(value: number, least: number, most: number): number {
  return value < least ? least : value > most ? most : value;
}
