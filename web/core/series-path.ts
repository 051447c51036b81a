import type { MeasurementSeries } from '../../contracts/api.ts';

/** A curve in a box of 0..width × 0..height, y down, and the values its edges stand for. */
export interface SeriesPath {
  /** SVG path data; broken where readings are missing. */
  readonly path: string;
  readonly low: number;
  readonly high: number;
  /** Lowest and highest reading, without the room left around them. */
  readonly min: number;
  readonly max: number;
  readonly y: (value: number) => number;
}

const MAX_POINTS = 600;

/**
 * Lays a series out as a curve between two moments, thinned to the lowest and highest reading of each stretch so that
 * spikes survive. A gap of more than `gapMs` breaks the line: no reading is not a steady one. Null without readings.
 */
export function seriesPath(
  points: MeasurementSeries['points'],
  span: { readonly from: number; readonly to: number; readonly gapMs: number },
  size: { readonly width: number; readonly height: number },
  limits: readonly number[] = [],
): SeriesPath | null {
  const sorted = points
    .flatMap(({ at: when, value, min: least, max: most }) => {
      const at = Date.parse(when);
      // A point that stands for a span says how low and how high it went: both are drawn, so that spikes survive.
      return least === undefined || most === undefined
        ? [{ at, value }]
        : [
            { at, value: least },
            { at, value: most },
          ];
    })
    .filter(({ at }) => at >= span.from && at <= span.to)
    .sort((a, b) => a.at - b.at);
  if (sorted.length === 0) return null;
  const min = sorted.reduce((low, { value }) => Math.min(low, value), Infinity);
  const max = sorted.reduce((high, { value }) => Math.max(high, value), -Infinity);
  const bottom = Math.min(min, ...limits);
  const top = Math.max(max, ...limits);
  const room = (top - bottom || Math.abs(top) || 1) * 0.08;
  const low = bottom - room;
  const high = top + room;
  const x = (at: number) => ((at - span.from) / (span.to - span.from)) * size.width;
  const y = (value: number) => size.height - ((value - low) / (high - low)) * size.height;
  let path = '';
  let before: number | null = null;
  for (const { at, value } of thin(sorted)) {
    path += `${before !== null && at - before <= span.gapMs ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    before = at;
  }
  return { path, low, high, min, max, y };
}

interface Reading {
  readonly at: number;
  readonly value: number;
}

function thin(readings: readonly Reading[]): readonly Reading[] {
  if (readings.length <= MAX_POINTS) return readings;
  const stretch = Math.ceil((readings.length * 2) / MAX_POINTS);
  const kept: Reading[] = [];
  for (let i = 0; i < readings.length; i += stretch) {
    const part = readings.slice(i, i + stretch);
    const lowest = part.reduce((a, b) => (b.value < a.value ? b : a));
    const highest = part.reduce((a, b) => (b.value > a.value ? b : a));
    kept.push(...(lowest === highest ? [lowest] : lowest.at < highest.at ? [lowest, highest] : [highest, lowest]));
  }
  return kept;
}
