import { bandPath, linePath, type Corner } from './curve.ts';
import { niceScale, type Scale } from './scale.ts';

/** A stretch of the time axis; ms. Columns are given in order and do not overlap. */
export interface Column {
  readonly from: number;
  readonly to: number;
}

/** One row of values over the columns, and the manner it is drawn in. null: not known, drawn as a gap. */
export interface Layer {
  /** `bars` become an outline when there are too many to tell apart. */
  readonly kind: 'bars' | 'line' | 'steps';
  /** Which of the eight looks: colour, dash and mark together, so that colour is never alone. */
  readonly look: number;
  readonly axis?: 'left' | 'right';
  readonly values: readonly (number | null)[];
  /** What would have been seen with nothing missed: drawn hatched on top of bars. */
  readonly estimates?: readonly (number | null)[];
  /** Ends of an interval around `estimates`, or around `values` where there are none. */
  readonly lows?: readonly (number | null)[];
  readonly highs?: readonly (number | null)[];
}

/** A line across the chart at a value. */
export interface Limit {
  readonly value: number;
  readonly axis?: 'left' | 'right';
}

/** Width and height of what is drawn in, px. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A bar with what was seen, and above it what was probably missed. */
export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
  /** Top of the hatched part; null where there is none. */
  readonly estimateTop: number | null;
  readonly whisker: { readonly low: number; readonly high: number } | null;
}

/** What is drawn of one layer. */
export type Drawn =
  | { readonly kind: 'bars'; readonly look: number; readonly bars: readonly (Bar | null)[] }
  | {
      readonly kind: 'line';
      readonly look: number;
      readonly line: string;
      readonly area: string;
      readonly band: string;
      readonly dots: readonly Corner[];
    };

/** A chart over time laid out in pixels. */
export interface TimeLayout {
  readonly left: Scale;
  readonly right: Scale | null;
  readonly x: (at: number) => number;
  readonly y: (value: number, axis?: 'left' | 'right') => number;
  readonly drawn: readonly Drawn[];
}

/** Narrower bars than this melt into each other. */
const LEAST_BAR_PX = 3.5;

/** Lays out columns and layers. A right axis exists when a layer or a limit is on it; only bars force an axis to zero. */
export function layOut(
  columns: readonly Column[],
  layers: readonly Layer[],
  limits: readonly Limit[],
  size: Size,
): TimeLayout {
  const from = columns[0]?.from ?? 0;
  const to = columns.at(-1)?.to ?? 1;
  const x = (at: number) => ((at - from) / (to - from)) * size.width;
  const scale = (axis: 'left' | 'right'): Scale | null => {
    const own = layers.filter((layer) => (layer.axis ?? 'left') === axis);
    const lines = limits.filter((limit) => (limit.axis ?? 'left') === axis).map(({ value }) => value);
    if (own.length === 0 && lines.length === 0) return null;
    const all = own.flatMap(({ values, estimates = [], lows = [], highs = [] }) => [
      ...known(values),
      ...known(estimates),
      ...known(lows),
      ...known(highs),
    ]);
    return niceScale(
      [...all, ...lines],
      Math.max(2, Math.round(size.height / 46)),
      own.some(({ kind }) => kind !== 'line'),
    );
  };
  const left = scale('left') ?? niceScale([]);
  const right = scale('right');
  const y = (value: number, axis: 'left' | 'right' = 'left') =>
    size.height * (1 - (axis === 'right' && right ? right : left).share(value));
  const drawn = layers.map((layer) => drawLayer(layer, columns, x, (value) => y(value, layer.axis), size));
  return { left, right, x, y, drawn };
}

function drawLayer(
  layer: Layer,
  columns: readonly Column[],
  x: (at: number) => number,
  y: (value: number) => number,
  size: Size,
): Drawn {
  if (layer.kind === 'bars' && size.width / Math.max(1, columns.length) >= LEAST_BAR_PX) {
    return { kind: 'bars', look: layer.look, bars: columns.map((column, i) => bar(layer, i, column, x, y)) };
  }
  const stepped = layer.kind !== 'line';
  const along = (values: readonly (number | null)[]): Corner[] =>
    columns.flatMap((column, i): Corner[] => {
      const value = values[i] ?? null;
      if (value === null) return stepped ? [null, null] : [null];
      if (!stepped) return [[x((column.from + column.to) / 2), y(value)]];
      return [
        [x(column.from), y(value)],
        [x(column.to), y(value)],
      ];
    });
  const { values, estimates, lows, highs } = layer;
  const corners = along(values);
  const ground = layer.kind === 'bars' ? corners.map((corner): Corner => corner && [corner[0], y(0)]) : [];
  return {
    kind: 'line',
    look: layer.look,
    line: linePath(corners),
    area: layer.kind === 'bars' ? bandPath(corners, ground) : '',
    band: lows && highs ? bandPath(along(highs), along(lows)) : estimates ? bandPath(along(estimates), corners) : '',
    dots: stepped ? [] : corners,
  };
}

function bar(
  { values, estimates, lows, highs }: Layer,
  i: number,
  column: Column,
  x: (at: number) => number,
  y: (value: number) => number,
): Bar | null {
  const value = values[i] ?? null;
  if (value === null) return null;
  const wide = x(column.to) - x(column.from);
  const gap = wide > 8 ? Math.min(6, wide * 0.22) : 1;
  const estimate = estimates?.[i] ?? null;
  const low = lows?.[i] ?? null;
  const high = highs?.[i] ?? null;
  const top = y(value);
  return {
    x: x(column.from) + gap / 2,
    width: wide - gap,
    top,
    height: Math.max(0, y(0) - top),
    estimateTop: estimate !== null && estimate > value ? y(estimate) : null,
    whisker: low !== null && high !== null && high > low ? { low: y(low), high: y(high) } : null,
  };
}

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
