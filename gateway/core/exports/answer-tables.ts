import type { HotSpotAnswer } from '../../../contracts/history-comparison.ts';
import type { Figure, FlowAnswer, HistoryNote, HistoryPlace, MovementAnswer } from '../../../contracts/history.ts';
import type { Cell, Column } from './column.ts';

/** An answer as a table. */
export type AnswerTable = { readonly columns: readonly Column[]; readonly rows: readonly (readonly Cell[])[] };

/** A column and where a row has its cell. */
export type Field<Row> = readonly [name: string, type: Column['type'], value: (row: Row) => Cell];

/** A table of rows by its fields; fields that are empty in every row are left out, so that no column says nothing. */
export function tableOf<Row>(
  rows: readonly Row[],
  fields: readonly Field<Row>[],
  { keep = [] }: { readonly keep?: readonly string[] } = {},
): AnswerTable {
  const cells = rows.map((row) => fields.map(([, , value]) => value(row)));
  const used = fields.map(([name], at) => keep.includes(name) || cells.some((row) => row[at] !== null));
  return {
    columns: fields.flatMap(([name, type], at) => (used[at] ? [{ name, type }] : [])),
    rows: cells.map((row) => row.filter((_, at) => used[at])),
  };
}

/** Columns that must be there even where nothing can be said: a figure without them looks surer than it is. */
export const ALWAYS = ['counted', 'observed_share', 'estimated', 'plus_minus', 'simulated'];

/** A figure and all that it carries. */
export function figureFields<Row>(figure: (row: Row) => Figure | null, prefix = ''): Field<Row>[] {
  return [
    [`${prefix}counted`, 'number', (row) => figure(row)?.counted ?? null],
    [`${prefix}observed_share`, 'number', (row) => figure(row)?.observed ?? null],
    [`${prefix}estimated`, 'number', (row) => figure(row)?.estimated ?? null],
    [`${prefix}plus_minus`, 'number', (row) => figure(row)?.plusMinus ?? null],
  ];
}

/** What a row is about in time, its period and boundaries, and whether any of it was made up. */
export function noteFields<Row>(
  note: Pick<HistoryNote, 'from' | 'to' | 'simulated'> & Partial<Pick<HistoryNote, 'boundaries'>>,
  stepMs: (row: Row) => readonly [fromMs: number, toMs: number] | null = () => null,
): Field<Row>[] {
  const [from, to] = [new Date(note.from), new Date(note.to)];
  const spans = note.simulated.map((span) => [Date.parse(span.from), Date.parse(span.to)] as const);
  return [
    ['period_from', 'time', () => from],
    ['period_to', 'time', () => to],
    ['boundaries', 'text', () => note.boundaries ?? null],
    [
      'simulated',
      'yes-no',
      (row) => {
        const [fromMs, toMs] = stepMs(row) ?? [from.getTime(), to.getTime()];
        return spans.some(([begin, end]) => begin < toMs && end > fromMs);
      },
    ],
  ];
}

/** Where a step is in time. */
export function stepFields<Row extends { readonly at: string | null; readonly slot?: number | null }>(): Field<Row>[] {
  return [
    ['at', 'time', ({ at }) => (at === null ? null : new Date(at))],
    ['slot', 'integer', ({ slot }) => slot ?? null],
  ];
}

const LONGEST_MS: Readonly<Record<string, number>> = {
  '15min': 900_000,
  hour: 3_600_000,
  day: 90_000_000,
  week: 608_400_000,
  month: 2_682_000_000,
  year: 31_626_000_000,
};

/** The time of a step of the calendar; its longest where steps differ. null: the whole period. */
export function spanOfStep(by: string): (row: { readonly at: string | null }) => readonly [number, number] | null {
  const longest = LONGEST_MS[by];
  return ({ at }) => (at === null || longest === undefined ? null : [Date.parse(at), Date.parse(at) + longest]);
}

/** Looks places up by kind and id. */
export function placeNames(places: readonly HistoryPlace[]) {
  const byName = new Map(places.map((place) => [`${place.kind === 'line' ? 'zone' : place.kind} ${place.id}`, place]));
  return {
    name: (kind: 'camera' | 'zone' | 'area' | 'sensor', id: string | null | undefined): Cell =>
      byName.get(`${kind} ${id ?? ''}`)?.name ?? null,
    point: (...ids: readonly (readonly [kind: 'camera' | 'zone', id: string | null | undefined])[]) =>
      ids.map(([kind, id]) => byName.get(`${kind} ${id ?? ''}`)?.place).find((place) => place != null) ?? null,
  };
}

export function flowTable(answer: FlowAnswer): AnswerTable {
  type Row = FlowAnswer['rows'][number];
  const { name, point } = placeNames(answer.places);
  const times = new Map(answer.occurrences.map((one) => [one.slot, one.times]));
  const pointOf = ({ key }: Row) => point(['zone', key.zoneId], ['camera', key.cameraId]);
  // A period in which nothing was counted says so, and how much of it was watched.
  const rows: readonly Row[] =
    answer.rows.length > 0 || answer.by !== 'none' ? answer.rows : [{ at: null, slot: null, key: {}, ...answer.total }];
  return tableOf<Row>(
    rows,
    [
      ...stepFields<Row>(),
      ['times', 'number', ({ slot }) => (slot === null ? null : (times.get(slot) ?? null))],
      ['class', 'text', ({ key }) => key.class ?? null],
      ['direction', 'text', ({ key }) => key.direction ?? null],
      ['camera_id', 'text', ({ key }) => key.cameraId ?? null],
      ['camera_name', 'text', ({ key }) => name('camera', key.cameraId)],
      ['zone_id', 'text', ({ key }) => key.zoneId ?? null],
      ['zone_name', 'text', ({ key }) => name('zone', key.zoneId)],
      ['area_id', 'text', ({ key }) => key.areaId ?? null],
      ['area_name', 'text', ({ key }) => name('area', key.areaId)],
      ...figureFields<Row>(({ count }) => count),
      ['car_units', 'number', ({ carUnits }) => carUnits.counted],
      ['car_units_estimated', 'number', ({ carUnits }) => carUnits.estimated],
      ['car_units_plus_minus', 'number', ({ carUnits }) => carUnits.plusMinus],
      ['lat', 'number', (row) => pointOf(row)?.lat ?? null],
      ['lon', 'number', (row) => pointOf(row)?.lon ?? null],
      ...noteFields<Row>(answer, spanOfStep(answer.by)),
    ],
    { keep: ALWAYS },
  );
}

export function movementTable(answer: MovementAnswer): AnswerTable {
  type Row = MovementAnswer['rows'][number];
  const { name, point } = placeNames(answer.places);
  const place = point(['camera', answer.cameraId]);
  return tableOf<Row>(
    answer.rows,
    [
      ...stepFields<Row>(),
      ['camera_id', 'text', () => answer.cameraId],
      ['origin_id', 'text', ({ origin }) => origin.zoneId],
      ['origin_name', 'text', ({ origin }) => name('zone', origin.zoneId)],
      ['origin_direction', 'text', ({ origin }) => origin.direction],
      ['destination_id', 'text', ({ destination }) => destination.zoneId],
      ['destination_name', 'text', ({ destination }) => name('zone', destination.zoneId)],
      ['destination_direction', 'text', ({ destination }) => destination.direction],
      ['class', 'text', (row) => row.class ?? null],
      ['mean_s', 'number', ({ meanS }) => meanS],
      ...figureFields<Row>(({ count }) => count),
      ['car_units', 'number', ({ carUnits }) => carUnits.counted],
      ['car_units_estimated', 'number', ({ carUnits }) => carUnits.estimated],
      ['car_units_plus_minus', 'number', ({ carUnits }) => carUnits.plusMinus],
      ['lat', 'number', () => place?.lat ?? null],
      ['lon', 'number', () => place?.lon ?? null],
      ...noteFields<Row>(answer),
    ],
    { keep: ALWAYS },
  );
}

export function hotSpotTable(answer: HotSpotAnswer, by: string): AnswerTable {
  const rows = answer.spots.flatMap(({ values, watched, ...spot }) =>
    answer.steps.map((step, i) => ({ ...step, ...spot, value: values[i] ?? null, watched: watched[i] ?? null })),
  );
  type Row = (typeof rows)[number];
  return tableOf<Row>(
    rows,
    [
      ...stepFields<Row>(),
      ['device_id', 'text', ({ deviceId }) => deviceId],
      ['device_name', 'text', ({ name }) => name],
      ['counted', 'number', ({ value }) => value],
      ['observed_share', 'number', ({ watched }) => watched],
      ['total', 'number', ({ total }) => total],
      ['total_observed_share', 'number', ({ observed }) => observed],
      ['lat', 'number', ({ place }) => place?.lat ?? null],
      ['lon', 'number', ({ place }) => place?.lon ?? null],
      ...noteFields<Row>(answer, spanOfStep(by)),
    ],
    { keep: ['counted', 'observed_share', 'simulated'] },
  );
}
