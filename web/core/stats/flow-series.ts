import type { Figure, FlowAnswer } from '../../../contracts/history.ts';
import type { Column } from '../charts/time-layout.ts';
import { intoColumns } from './columns.ts';

type Two = Pick<FlowAnswer['total'], 'count' | 'carUnits'>;

/** The figure in the unit that was chosen. */
export function inUnit(two: Two, carUnits: boolean): Figure {
  return carUnits ? two.carUnits : two.count;
}

/** The best that can be said of how many there were: the estimate, or the count where none can be made. */
export function best({ estimated, counted }: Figure): number {
  return estimated ?? counted;
}

/** Counts over the columns of a chart. null: not known (not yet, or nobody watched). */
export interface FlowSeries {
  readonly figures: readonly (Figure | null)[];
  readonly values: readonly (number | null)[];
  readonly estimates: readonly (number | null)[];
  readonly lows: readonly (number | null)[];
  readonly highs: readonly (number | null)[];
  /** Columns in which nothing was watched. */
  readonly unseen: readonly boolean[];
}

const NOTHING_COUNTED: Figure = { counted: 0, observed: null, estimated: null, plusMinus: null };

/** Lays the rows of an answer over columns. A column without a row counted nothing; one that has not begun is not known. */
export function flowSeries(
  rows: FlowAnswer['rows'],
  columns: readonly Column[],
  carUnits: boolean,
  until: number,
): FlowSeries {
  const figures = intoColumns(rows, columns).map((found, i): Figure | null => {
    if ((columns[i]?.from ?? 0) >= until) return null;
    const row = found[0];
    return row ? inUnit(row, carUnits) : NOTHING_COUNTED;
  });
  const unseen = figures.map((figure) => figure !== null && figure.observed === 0);
  const shown = figures.map((figure, i) => (unseen[i] ? null : figure));
  const margin = (figure: Figure | null, sign: 1 | -1) =>
    figure?.estimated == null || figure.plusMinus === null || figure.plusMinus === 0
      ? null
      : Math.max(0, figure.estimated + sign * figure.plusMinus);
  return {
    figures,
    values: shown.map((figure) => figure?.counted ?? null),
    estimates: shown.map((figure) => figure?.estimated ?? null),
    lows: shown.map((figure) => margin(figure, -1)),
    highs: shown.map((figure) => margin(figure, 1)),
    unseen,
  };
}

/** Mean of each hour of the week, rows Monday to Sunday; null where the period has no such hour. */
export function weekMeans(answer: FlowAnswer, carUnits: boolean): readonly (readonly (number | null)[])[] {
  const times = new Map(answer.occurrences.map(({ slot, times }) => [slot, times]));
  const counts = new Map<number, number>();
  for (const row of answer.rows) if (row.slot !== null) counts.set(row.slot, best(inUnit(row, carUnits)));
  return Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) => {
      const slot = day * 24 + hour;
      const often = times.get(slot) ?? 0;
      return often > 0 ? (counts.get(slot) ?? 0) / often : null;
    }),
  );
}

/** The busiest hour of the week by its mean; null when nothing was counted. */
export function busiest(
  means: readonly (readonly (number | null)[])[],
): { weekday: number; hour: number; mean: number } | null {
  let found: { weekday: number; hour: number; mean: number } | null = null;
  means.forEach((hours, day) =>
    hours.forEach((mean, hour) => {
      if (mean !== null && mean > (found?.mean ?? 0)) found = { weekday: day + 1, hour, mean };
    }),
  );
  return found;
}

/** How much one figure differs from another, and whether more than their margins explain. null: cannot be said. */
export function changeFrom(before: Figure, after: Figure): { readonly share: number; readonly sure: boolean } | null {
  const [a, b] = [best(before), best(after)];
  if (a <= 0) return null;
  const margin = Math.hypot(before.plusMinus ?? 0, after.plusMinus ?? 0);
  return { share: (b - a) / a, sure: Math.abs(b - a) > margin };
}
