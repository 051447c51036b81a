import type {
  SensorSeriesAnswer,
  SensorSeriesQuery,
  SensorTrafficAnswer,
  SensorTrafficQuery,
} from '../../../contracts/history-sensors.ts';
import { flowQuery, type FlowAnswer } from '../../../contracts/history.ts';
import type { Queryable } from '../../../store/database.ts';
import { nameHistoryPlaces } from '../../../store/history/places.ts';
import { readSensorSteps, type SensorBy } from '../../../store/history/sensor-steps.ts';
import { readPlanningSettings } from '../../../store/planning-settings.ts';
import { currentRules } from '../../../store/rules.ts';
import type { Scope } from '../../../store/scope.ts';
import { readSensorPaces } from '../../../store/sensor-paces.ts';
import { findSensor } from '../../../store/sensors.ts';
import { usualOfSensors } from '../../../store/usual-sensors.ts';
import { zoneOffsetMs } from '../../core/history/city-time.ts';
import { slotAt } from '../../core/history/occurrences.ts';
import { rankCorrelation, rankInterval, withoutRecurring } from '../../core/history/rank-correlation.ts';
import { sensorGaps, stepsOf, toSensorPoints } from '../../core/history/sensor-points.ts';
import { withUsual } from '../../core/history/sensor-usual.ts';
import { notFound } from '../http/fault-of.ts';
import { readFlows } from './read-flows.ts';
import { checkSteps, historyTimeZone, noteOf, periodOf } from './read-selection.ts';

const DAY_MS = 86_400_000;
const HALF_WATCHED = 0.5;

/**
 * One sensor over a time, with the limits of the rules as they are now and its silences.
 *
 * @throws ApiFault
 */
export async function readSensorSeries(
  connection: Queryable,
  query: SensorSeriesQuery,
  scope: Scope,
): Promise<SensorSeriesAnswer> {
  const timeZone = await historyTimeZone(connection);
  const span = periodOf(query, timeZone);
  const { settings } = (await findSensor(connection, query.sensorId, scope)) ?? raise(notFound('sensor'));
  const by = query.by ?? usualStep(span.to.getTime() - span.from.getTime());
  checkSteps(by, span);
  const found = await readSensorSteps(connection, { sensorId: settings.id, span, by, timeZone });
  const starts = stepsOf(span, by, timeZone);
  const begun = { from: new Date(starts[0] ?? span.from), to: span.to };
  const paces = (await readSensorPaces(connection, [settings.id], begun)).get(settings.id);
  const points = toSensorPoints(found, starts, paces ?? [{ fromMs: 0, everyS: settings.everyS }], Date.now());
  const learned = by === 'hour' || by === '15min' ? await usualOfSensors(connection, [settings.id]) : [];
  const { holidays } = await readPlanningSettings(connection);
  const promised = points.filter(({ isOver }) => isOver);
  return {
    ...(await noteOf(connection, { span, timeZone, rollup: 'measurement', deviceIds: [settings.id] })),
    sensorId: settings.id,
    quantity: settings.quantity,
    unit: settings.unit,
    everyS: settings.everyS,
    by,
    points: withUsual(
      points.map(({ isOver: _isOver, toMs: _toMs, ...point }) => point),
      learned,
      new Set(holidays.map(({ date }) => date)),
      timeZone,
    ),
    thresholds: (await currentRules(connection)).rules.flatMap((rule) =>
      rule.enabled && rule.condition.kind === 'sensor-threshold' && rule.condition.sensorIds.includes(settings.id)
        ? [
            {
              ruleId: rule.id,
              ruleName: rule.name,
              severity: rule.severity,
              side: rule.condition.side,
              limit: rule.condition.limit,
              clearAt: rule.condition.clearAt,
            },
          ]
        : [],
    ),
    gaps: sensorGaps(points),
    observed: promised.length === 0 ? 0 : promised.reduce((sum, { observed }) => sum + observed, 0) / promised.length,
    places: await nameHistoryPlaces(connection, { devices: [settings.id], areas: [] }),
  };
}

/**
 * A sensor against counts, and how far they go together.
 *
 * @throws ApiFault
 */
export async function readSensorAndTraffic(
  connection: Queryable,
  query: SensorTrafficQuery,
  scope: Scope,
): Promise<SensorTrafficAnswer> {
  const { sensorId, by, ...selection } = query;
  const series = await readSensorSeries(connection, { sensorId, from: query.from, to: query.to, by }, scope);
  const flows = await readFlows(
    connection,
    { ...flowQuery.parse({ from: query.from, to: query.to }), ...selection, by },
    scope,
  );
  const traffic = new Map(flows.rows.map(({ at, count, carUnits }) => [at, { count, carUnits }]));
  const points = series.points.map((point) => ({ ...point, traffic: traffic.get(point.at) ?? nothing(flows) }));
  const both = points.flatMap(({ at, mean, observed, traffic: { count } }) =>
    mean === null || observed < HALF_WATCHED || (count.observed ?? 1) < HALF_WATCHED
      ? []
      : [{ at, mean, counted: count.estimated ?? count.counted }],
  );
  const rank = rankCorrelation(both.map(({ mean, counted }) => [mean, counted]));
  const [rankLow, rankHigh] = rankInterval(rank, both.length);
  const slots = both.map(({ at }) => slotOfWeek(at, series.timeZone));
  const means = withoutRecurring(
    both.map(({ mean }) => mean),
    slots,
  );
  const counts = withoutRecurring(
    both.map(({ counted }) => counted),
    slots,
  );
  const { from, to, timeZone, boundaries, summedUntil, simulated, quantity, unit, places } = series;
  return {
    from,
    to,
    timeZone,
    boundaries,
    summedUntil,
    simulated,
    sensorId,
    quantity,
    unit,
    by,
    points,
    correlation: {
      steps: both.length,
      rank,
      rankLow,
      rankHigh,
      withoutWeek: rankCorrelation(means.map((mean, at) => [mean, counts[at] ?? 0])),
    },
    places: [...places, ...flows.places],
  };
}

/** A step in which nothing was counted. */
function nothing({ total }: FlowAnswer): FlowAnswer['total'] {
  const none = { counted: 0, observed: total.count.observed === null ? null : 0, estimated: null, plusMinus: null };
  return { count: none, carUnits: none };
}

function usualStep(lengthMs: number): SensorBy {
  if (lengthMs <= 3 * DAY_MS) return '15min';
  if (lengthMs <= 62 * DAY_MS) return 'hour';
  return lengthMs <= 800 * DAY_MS ? 'day' : 'month';
}

function slotOfWeek(at: string, timeZone: string): number {
  const moment = Date.parse(at);
  return slotAt('hour-of-week', new Date(moment + zoneOffsetMs(moment, timeZone)), []) ?? 0;
}

function raise(fault: Error): never {
  throw fault;
}
