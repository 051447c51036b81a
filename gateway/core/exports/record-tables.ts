import type { AlertStatistics, AlertTables } from '../../../contracts/history-alerts.ts';
import type { UsualAnswer } from '../../../contracts/history-comparison.ts';
import type { EventPage } from '../../../contracts/history-events.ts';
import type { SensorSeriesAnswer, SensorTrafficAnswer } from '../../../contracts/history-sensors.ts';
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

export function usualTable(answer: UsualAnswer): AnswerTable {
  type Row = UsualAnswer['hours'][number];
  return tableOf<Row>(answer.hours, [
    ['zone_id', 'text', () => answer.zoneId],
    ['event', 'text', () => answer.what],
    ['class', 'text', () => answer.class],
    ['slot', 'integer', ({ slot }) => slot],
    ['usual', 'number', ({ usual }) => usual],
    ['usual_low', 'number', ({ low }) => low],
    ['usual_high', 'number', ({ high }) => high],
    ['usual_spread', 'number', ({ spread }) => spread],
    ['weeks', 'integer', ({ weeks }) => weeks],
  ]);
}

export function alertTable(answer: AlertStatistics | AlertTables): AnswerTable {
  const groups = 'tables' in answer ? answer.tables : [{ by: answer.by, rows: answer.rows }];
  const rows = groups.flatMap(({ by, rows: all }) => all.map((row) => ({ by, ...row })));
  type Row = (typeof rows)[number];
  return tableOf<Row>(
    rows,
    [
      ['by', 'text', ({ by }) => by],
      ['key', 'text', ({ key }) => key],
      ['name', 'text', ({ name }) => name],
      ...stepFields<Row>(),
      ['raised', 'integer', ({ raised }) => raised],
      ['occurrences', 'integer', ({ occurrences }) => occurrences],
      ['open', 'integer', ({ open }) => open],
      ['resolved', 'integer', ({ resolved }) => resolved],
      ['false_alarms', 'integer', ({ falseAlarms }) => falseAlarms],
      ['escalated', 'integer', ({ escalated }) => escalated],
      ['acknowledged_after_p50_s', 'number', ({ acknowledge }) => acknowledge.p50],
      ['acknowledged_after_p90_s', 'number', ({ acknowledge }) => acknowledge.p90],
      ['resolved_after_p50_s', 'number', ({ resolve }) => resolve.p50],
      ['resolved_after_p90_s', 'number', ({ resolve }) => resolve.p90],
      ['in_time_of', 'integer', ({ acknowledgedInTime }) => acknowledgedInTime.of],
      ['in_time_share', 'number', ({ acknowledgedInTime }) => acknowledgedInTime.share],
      ['deadline_met_of', 'integer', ({ deadlineMet }) => deadlineMet.of],
      ['deadline_met_share', 'number', ({ deadlineMet }) => deadlineMet.share],
      ['false_of', 'integer', ({ falseAlarmRate }) => falseAlarmRate.of],
      ['false_share', 'number', ({ falseAlarmRate }) => falseAlarmRate.share],
      ['false_share_low', 'number', ({ falseAlarmRate }) => falseAlarmRate.low],
      ['false_share_high', 'number', ({ falseAlarmRate }) => falseAlarmRate.high],
      ...noteFields<Row>(answer, ({ by, at }) => spanOfStep(by)({ at })),
    ],
    { keep: ['simulated'] },
  );
}

export function sensorTable(answer: SensorSeriesAnswer | SensorTrafficAnswer): AnswerTable {
  type Row = SensorSeriesAnswer['points'][number] & Partial<SensorTrafficAnswer['points'][number]>;
  const hasTraffic = 'correlation' in answer;
  return tableOf<Row>(
    answer.points,
    [
      ...stepFields<Row>(),
      ['sensor_id', 'text', () => answer.sensorId],
      ['quantity', 'text', () => answer.quantity],
      ['unit', 'text', () => answer.unit],
      ['mean', 'number', ({ mean }) => mean],
      ['lowest', 'number', ({ min }) => min],
      ['highest', 'number', ({ max }) => max],
      ['readings', 'integer', ({ count }) => count],
      ['suspect', 'integer', ({ suspect }) => suspect],
      ['readings_share', 'number', ({ observed }) => observed],
      ['usual', 'number', ({ usual }) => usual?.usual ?? null],
      ['usual_low', 'number', ({ usual }) => usual?.low ?? null],
      ['usual_high', 'number', ({ usual }) => usual?.high ?? null],
      ['unlike', 'text', ({ unlike }) => unlike],
      ...(hasTraffic
        ? [
            ...figureFields<Row>(({ traffic }) => traffic?.count ?? null),
            ['car_units', 'number', ({ traffic }) => traffic?.carUnits.counted ?? null] satisfies Field<Row>,
          ]
        : []),
      ...noteFields<Row>(answer, spanOfStep(answer.by)),
    ],
    { keep: ['mean', 'readings_share', 'simulated', ...(hasTraffic ? ALWAYS : [])] },
  );
}

/** Columns of search results, the same for every page of them. */
export const EVENT_FIELDS: readonly Field<EventPage['events'][number]>[] = [
  ['at', 'time', ({ at }) => new Date(at)],
  ['event_id', 'integer', ({ id }) => id],
  ['event', 'text', (event) => (event.of === 'observations' ? event.kind : 'alert')],
  ['device_id', 'text', ({ deviceId }) => deviceId],
  ['device_name', 'text', ({ deviceName }) => deviceName],
  ['zone_id', 'text', ({ zoneId }) => zoneId],
  ['zone_name', 'text', ({ zoneName }) => zoneName],
  ['area_id', 'text', ({ areaId }) => areaId],
  ['class', 'text', (event) => event.class],
  ['direction', 'text', (event) => (event.of === 'observations' ? event.direction : null)],
  ['value', 'number', ({ value }) => value],
  ['usual', 'number', (event) => (event.of === 'observations' ? (event.deviation?.usual ?? null) : null)],
  ['rule_id', 'text', (event) => (event.of === 'alerts' ? event.ruleId : null)],
  ['rule_name', 'text', (event) => (event.of === 'alerts' ? event.ruleName : null)],
  ['severity', 'text', (event) => (event.of === 'alerts' ? event.severity : null)],
  ['state', 'text', (event) => (event.of === 'alerts' ? event.state : null)],
  ['assignee', 'text', (event) => (event.of === 'alerts' ? event.unit : null)],
  ['repeats', 'integer', (event) => (event.of === 'alerts' ? event.count : null)],
  ['duration_s', 'number', (event) => (event.of === 'alerts' ? event.durationS : null)],
  [
    'comments',
    'text',
    (event) => (event.of === 'alerts' && event.comments.length > 0 ? event.comments.join(' / ') : null),
  ],
  ['lat', 'number', ({ place }) => place?.lat ?? null],
  ['lon', 'number', ({ place }) => place?.lon ?? null],
  ['simulated', 'yes-no', ({ simulated }) => simulated],
];
