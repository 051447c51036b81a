import type { ComparisonAnswer } from '../../../contracts/history-comparison.ts';
import type { Figure, SpeedAnswer, Spread, StayAnswer } from '../../../contracts/history.ts';
import {
  ALWAYS,
  figureFields,
  noteFields,
  spanOfStep,
  stepFields,
  tableOf,
  type AnswerTable,
  type Field,
} from './answer-tables.ts';

/** A row of a spread: the whole with its percentiles, a step, or a bin of the histogram. */
type SpreadRow = {
  readonly part: 'whole' | 'step' | 'bin' | 'occupancy' | 'occupancy-bin';
  readonly at: string | null;
  readonly slot: number | null;
  readonly figure: Figure | null;
  readonly bin: { readonly from: number; readonly to: number; readonly count: number } | null;
  readonly values: Readonly<Record<string, number | null>>;
};

export function speedTable(answer: SpeedAnswer, by: string): AnswerTable {
  return spreadTable(answer, by, [
    whole(answer, answer.speeds, { over_limit_share: answer.overLimit }),
    ...answer.rows.map(({ at, slot, figure, p15, p50, p85, overLimit }) =>
      step({ at, slot, figure }, { p15, p50, p85, over_limit_share: overLimit }),
    ),
    ...answer.speeds.bins.map((bin) => ofBin('bin', bin)),
  ]);
}

export function stayTable(answer: StayAnswer, by: string): AnswerTable {
  return spreadTable(answer, by, [
    whole(answer, answer.stays, {}),
    ...answer.rows.map(({ at, slot, figure, medianS, p85S, meanOccupancy }) =>
      step({ at, slot, figure }, { p50: medianS, p85: p85S, mean_occupancy: meanOccupancy }),
    ),
    ...answer.stays.bins.map((bin) => ofBin('bin', bin)),
    {
      ...ofBin('occupancy', null),
      values: { ...quantiles(answer.occupancy), mean: answer.occupancy.mean, dark_quarters: answer.darkQuarters },
    },
    ...answer.occupancy.bins.map((bin) => ofBin('occupancy-bin', bin)),
  ]);
}

/** The comparison as a whole, then weekday by weekday. */
export function comparisonTable(answer: ComparisonAnswer): AnswerTable {
  const { before, after } = answer;
  const whole = {
    weekday: null,
    before: before.perDay,
    after: after.perDay,
    daysBefore: before.days,
    daysAfter: after.days,
  };
  const rows = [{ ...whole, isWhole: true }, ...answer.weekdays.map((one) => ({ ...one, isWhole: false }))];
  type Row = { readonly weekday: number | null } & Omit<(typeof rows)[number], 'weekday'>;
  const onlyWhole = (name: string, value: number | null): Field<Row> => [
    name,
    'number',
    ({ isWhole }) => (isWhole ? value : null),
  ];
  return tableOf<Row>(
    rows,
    [
      ['part', 'text', ({ isWhole }) => (isWhole ? 'whole' : 'weekday')],
      ['weekday', 'integer', ({ weekday }) => weekday],
      ['before_per_day', 'number', (row) => row.before],
      ['after_per_day', 'number', (row) => row.after],
      ['days_before', 'integer', ({ daysBefore }) => daysBefore],
      ['days_after', 'integer', ({ daysAfter }) => daysAfter],
      onlyWhole('ratio', answer.ratio),
      onlyWhole('ratio_low', answer.ratioLow),
      onlyWhole('ratio_high', answer.ratioHigh),
      onlyWhole('p', answer.p),
      ['verdict', 'text', ({ isWhole }) => (isWhole ? answer.verdict : null)],
      ...figureFields<Row>(({ isWhole }) => (isWhole ? before.figure : null), 'before_'),
      ...figureFields<Row>(({ isWhole }) => (isWhole ? after.figure : null), 'after_'),
      ['before_from', 'time', () => new Date(before.from)],
      ['before_to', 'time', () => new Date(before.to)],
      ['lines_left_out', 'text', () => (answer.linesLeftOut.length > 0 ? answer.linesLeftOut.join(' ') : null)],
      // Of both periods.
      ...noteFields<Row>({ ...answer, from: after.from, to: after.to }, () => [-Infinity, Infinity]),
    ],
    { keep: ['simulated'] },
  );
}

function spreadTable(answer: SpeedAnswer | StayAnswer, by: string, rows: readonly SpreadRow[]): AnswerTable {
  const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  return tableOf<SpreadRow>(
    rows,
    [
      ['part', 'text', ({ part }) => part],
      ...stepFields<SpreadRow>(),
      ['bin_from', 'number', ({ bin }) => bin?.from ?? null],
      ['bin_to', 'number', ({ bin }) => bin?.to ?? null],
      ['counted', 'number', ({ bin, figure }) => bin?.count ?? figure?.counted ?? null],
      ...figureFields<SpreadRow>(({ figure }) => figure).slice(1),
      ...names.map((name) => [name, 'number', ({ values }: SpreadRow) => values[name] ?? null] as const),
      ...noteFields<SpreadRow>(answer, spanOfStep(by)),
    ],
    { keep: ALWAYS },
  );
}

function whole(answer: SpeedAnswer | StayAnswer, of: Spread, more: Readonly<Record<string, number | null>>): SpreadRow {
  const adjusted = (answer.adjusted?.quantiles ?? []).flatMap(({ q, value, low, high }) => [
    [`adjusted_${percentile(q)}`, value],
    [`adjusted_${percentile(q)}_low`, low],
    [`adjusted_${percentile(q)}_high`, high],
  ]);
  const values = {
    mean: of.mean,
    ...quantiles(of),
    adjusted_mean: answer.adjusted?.mean ?? null,
    ...Object.fromEntries(adjusted),
    ...more,
  };
  return { ...step({ at: null, slot: null, figure: answer.count }, values), part: 'whole' };
}

const step = (
  { at, slot, figure }: Pick<SpreadRow, 'at' | 'slot' | 'figure'>,
  values: SpreadRow['values'],
): SpreadRow => ({ part: 'step', at, slot, figure, bin: null, values });

const ofBin = (part: SpreadRow['part'], bin: SpreadRow['bin']): SpreadRow => ({
  part,
  at: null,
  slot: null,
  figure: null,
  bin,
  values: {},
});

const percentile = (q: number) => `p${Math.round(q * 100)}`;
const quantiles = (of: Spread) => Object.fromEntries(of.quantiles.map(({ q, value }) => [percentile(q), value]));
