import type { PastAnswer } from '../../../contracts/history-events.ts';
import { noteFields, placeNames, type Field } from './answer-tables.ts';
import type { Cell, Column } from './column.ts';

/** One thing the map of the past shows: what a line or zone counted in a step, a reading, a camera's condition, an alert. */
type PastRow = {
  readonly part: 'flow' | 'reading' | 'condition' | 'alert';
  readonly atMs: number;
  readonly untilMs: number;
  readonly cells: Readonly<Record<string, Cell>>;
};

const OWN: readonly (readonly [name: string, type: Column['type']])[] = [
  ['camera_id', 'text'],
  ['camera_name', 'text'],
  ['zone_id', 'text'],
  ['zone_name', 'text'],
  ['direction', 'text'],
  ['counted', 'number'],
  ['sensor_id', 'text'],
  ['sensor_name', 'text'],
  ['mean', 'number'],
  ['limit_state', 'text'],
  ['condition', 'text'],
  ['alert_id', 'integer'],
  ['rule_name', 'text'],
  ['severity', 'text'],
  ['device_name', 'text'],
  ['resolved_at', 'time'],
  ['lat', 'number'],
  ['lon', 'number'],
];
const STATES = ['ok', 'warning', 'critical'];

/** What the map of the past plays, as rows: steps in which nothing was counted are left out, as the map draws nothing. */
export function pastTable(answer: PastAnswer): {
  readonly columns: readonly Column[];
  readonly rows: Iterable<readonly Cell[]>;
} {
  const fields: readonly Field<PastRow>[] = [
    ['at', 'time', ({ atMs }) => new Date(atMs)],
    ['part', 'text', ({ part }) => part],
    ...OWN.map(([name, type]): Field<PastRow> => [name, type, ({ cells }) => cells[name] ?? null]),
    ...noteFields<PastRow>(answer, ({ atMs, untilMs }) => [atMs, untilMs]),
  ];
  return {
    columns: fields.map(([name, type]) => ({ name, type })),
    rows: cellsOf(rowsOf(answer), fields),
  };
}

function* cellsOf(rows: Iterable<PastRow>, fields: readonly Field<PastRow>[]): Generator<readonly Cell[]> {
  for (const row of rows) yield fields.map(([, , value]) => value(row));
}

function* rowsOf(answer: PastAnswer): Generator<PastRow> {
  const { name, point } = placeNames(answer.places);
  const fromMs = Date.parse(answer.from);
  const step = (i: number) => ({
    atMs: fromMs + i * answer.stepS * 1000,
    untilMs: fromMs + (i + 1) * answer.stepS * 1000,
  });
  const moment = (at: string) => ({ atMs: Date.parse(at), untilMs: Date.parse(at) + 1 });
  const placed = (place: { readonly lat: number; readonly lon: number } | null) => ({
    lat: place?.lat ?? null,
    lon: place?.lon ?? null,
  });

  for (const { zoneId, cameraId, forward, backward, entered } of answer.flows) {
    const where = {
      camera_id: cameraId,
      camera_name: name('camera', cameraId),
      zone_id: zoneId,
      zone_name: name('zone', zoneId),
      ...placed(point(['zone', zoneId], ['camera', cameraId])),
    };
    for (const [direction, values] of [
      ['forward', forward],
      ['backward', backward],
      [null, entered],
    ] as const)
      for (const [i, counted] of values.entries())
        if (counted > 0) yield { part: 'flow', ...step(i), cells: { ...where, direction, counted } };
  }
  for (const { sensorId, values, states } of answer.sensors) {
    const of = { sensor_id: sensorId, sensor_name: name('sensor', sensorId), ...placed(placeOf(answer, sensorId)) };
    for (const [i, mean] of values.entries())
      if (mean !== null)
        yield { part: 'reading', ...step(i), cells: { ...of, mean, limit_state: STATES[states[i] ?? -1] ?? null } };
  }
  for (const { cameraId, first, changes } of answer.cameras) {
    const of = { camera_id: cameraId, camera_name: name('camera', cameraId), ...placed(point(['camera', cameraId])) };
    if (first !== null) yield { part: 'condition', ...moment(answer.from), cells: { ...of, condition: first } };
    for (const { at, condition } of changes) yield { part: 'condition', ...moment(at), cells: { ...of, condition } };
  }
  for (const alert of answer.alerts)
    yield {
      part: 'alert',
      ...moment(alert.raisedAt),
      cells: {
        alert_id: alert.id,
        rule_name: alert.ruleName,
        severity: alert.severity,
        device_name: alert.deviceName,
        zone_name: alert.zoneName,
        resolved_at: alert.closedAt === null ? null : new Date(alert.closedAt),
        ...placed(alert.place),
      },
    };
}

function placeOf(answer: PastAnswer, sensorId: string) {
  return answer.places.find(({ kind, id }) => kind === 'sensor' && id === sensorId)?.place ?? null;
}
