import { PAST_STEPS_S, type PastAnswer, type PastQuery } from '../../../contracts/history-events.ts';
import type { Severity } from '../../../contracts/rules.ts';
import type { Queryable } from '../../../store/database.ts';
import {
  countPastPlaces,
  readPastAlerts,
  readPastConditions,
  readPastFlows,
  readPastReadings,
  type PastAlertRow,
} from '../../../store/history/past.ts';
import { nameHistoryPlaces, unknownAreas } from '../../../store/history/places.ts';
import { areasAndBelow } from '../../../store/history/selection.ts';
import { readSensorPaces } from '../../../store/sensor-paces.ts';
import { currentRules, type StoredRule } from '../../../store/rules.ts';
import type { Scope } from '../../../store/scope.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { standingValues } from '../../core/history/sensor-pace.ts';
import { levelFor } from '../../core/history/level.ts';
import { badField } from '../http/fault-of.ts';
import { historyTimeZone, noteOf, periodOf } from './read-selection.ts';

const MOST_STEPS = 1500;
const MOST_ALERTS = 2000;
/** Zones and sensors times steps: what a browser keeps at hand to play, and what is worth waiting for. */
const MOST_VALUES = 1_500_000;
const GOOD_VALUES = 800_000;
const DAY_MS = 86_400_000;
const GRAVITY: Readonly<Record<Severity, number>> = { info: 1, warning: 1, critical: 2 };

/**
 * Everything the map needs to play a time.
 *
 * @throws ApiFault when there would be too many steps or values.
 */
export async function readPast(connection: Queryable, query: PastQuery, scope: Scope): Promise<PastAnswer> {
  const timeZone = await historyTimeZone(connection);
  const span = periodOf(query, timeZone);
  const lengthMs = span.to.getTime() - span.from.getTime();
  const stepsOf = (stepS: number): number => Math.ceil(lengthMs / 1000 / stepS);
  if (stepsOf(query.stepS) > MOST_STEPS)
    throw badField('stepS', `would give ${stepsOf(query.stepS)} steps, at most ${MOST_STEPS}: take longer ones`);
  if (query.stepS < 900 && lengthMs > DAY_MS)
    throw badField('stepS', 'steps shorter than 15 minutes are for at most a day');
  if (query.areaIds) {
    const [unknown] = await unknownAreas(connection, query.areaIds);
    if (unknown !== undefined) throw badField('areaIds', `there never was an area ${unknown}`);
  }
  const areaIds = query.areaIds ? await areasAndBelow(connection, query.areaIds) : null;
  const { zones, sensors: sensorCount } = await countPastPlaces(connection, scope, areaIds);
  // A large city is played in longer steps rather than refused.
  const stepS = PAST_STEPS_S.find(
    (step) => step >= query.stepS && (zones * 3 + sensorCount) * stepsOf(step) <= GOOD_VALUES,
  );
  const question = { span, stepS: stepS ?? Math.max(query.stepS, PAST_STEPS_S.at(-1) ?? query.stepS), scope, areaIds };
  const steps = stepsOf(question.stepS);
  const wants = (part: NonNullable<PastQuery['parts']>[number]) => query.parts?.includes(part) ?? true;
  const onHours = levelFor('hour', span.from.getTime(), span.to.getTime(), timeZone) === 'hourly';
  const [counts, readings, conditions, alerts, { rules }] = await Promise.all([
    wants('flows') ? readPastFlows(connection, question, onHours ? timeZone : null) : [],
    wants('sensors') ? readPastReadings(connection, question) : [],
    wants('cameras') ? readPastConditions(connection, question) : [],
    wants('alerts') ? readPastAlerts(connection, question, MOST_ALERTS + 1) : [],
    currentRules(connection),
  ]);

  const zeros = (): number[] => Array.from<number>({ length: steps }).fill(0);
  const flows = new Map<string, PastAnswer['flows'][number]>();
  for (const { zoneId, cameraId, kind, direction, steps: at, counts: counted } of counts) {
    const flow = flows.get(zoneId) ?? { zoneId, cameraId, forward: zeros(), backward: zeros(), entered: zeros() };
    flows.set(zoneId, flow);
    const values = kind === 'entered' ? flow.entered : direction === 'backward' ? flow.backward : flow.forward;
    at.forEach((step, i) => {
      values[step] = (values[step] ?? 0) + (counted[i] ?? 0);
    });
  }
  const sensors = new Map<string, (number | null)[]>();
  for (const { sensor_id: id, step, mean } of readings) {
    const values = sensors.get(id) ?? Array.from<number | null>({ length: steps }).fill(null);
    sensors.set(id, values);
    values[step] = mean;
  }
  if ((flows.size * 3 + sensors.size) * steps > MOST_VALUES)
    throw new ApiFault(
      'too-large',
      'the answer would be too large: take longer steps, a shorter period or fewer areas',
    );
  const paces = await readSensorPaces(connection, [...sensors.keys()], span);
  const stepsAt = { fromMs: span.from.getTime(), stepMs: question.stepS * 1000 };
  for (const [id, values] of sensors) sensors.set(id, standingValues(values, stepsAt, paces.get(id) ?? []));
  const cameras = new Map<string, PastAnswer['cameras'][number]>();
  for (const { camera_id: cameraId, at, condition } of conditions) {
    // Written by ingest from the same enum.
    const told = condition as NonNullable<PastAnswer['cameras'][number]['first']>;
    const camera = cameras.get(cameraId) ?? { cameraId, first: null, changes: [] };
    cameras.set(
      cameraId,
      at === null
        ? { ...camera, first: told }
        : { ...camera, changes: [...camera.changes, { at: at.toISOString(), condition: told }] },
    );
  }
  return {
    ...(await noteOf(connection, { span, timeZone })),
    stepS: question.stepS,
    steps,
    flows: [...flows.values()],
    sensors: [...sensors].map(([sensorId, values]) => ({
      sensorId,
      values,
      states: statesOf(sensorId, values, rules),
    })),
    cameras: [...cameras.values()],
    alerts: alerts.slice(0, MOST_ALERTS).map(toPastAlert),
    moreAlerts: alerts.length > MOST_ALERTS,
    places: await nameHistoryPlaces(connection, {
      devices: [...flows.values()]
        .flatMap(({ zoneId, cameraId }) => [zoneId, cameraId])
        .concat([...sensors.keys()], [...cameras.keys()]),
      areas: query.areaIds ?? [],
    }),
  };
}

/** 0 ok, 1 warning, 2 critical: the gravest limit a value is beyond, by the rules as they are now. */
function statesOf(sensorId: string, values: readonly (number | null)[], rules: readonly StoredRule[]) {
  const limits = rules.flatMap(({ enabled, severity, condition }) =>
    enabled && condition.kind === 'sensor-threshold' && condition.sensorIds.includes(sensorId)
      ? [{ gravity: GRAVITY[severity], side: condition.side, limit: condition.limit }]
      : [],
  );
  return values.map((value) =>
    value === null
      ? null
      : Math.max(
          0,
          ...limits.map(({ gravity, side, limit }) =>
            (side === 'above' ? value >= limit : value <= limit) ? gravity : 0,
          ),
        ),
  );
}

function toPastAlert(row: PastAlertRow): PastAnswer['alerts'][number] {
  return {
    id: row.id,
    ruleName: row.rule_name,
    // Severity and kinds of steps were written by the same enums.
    severity: row.severity as Severity,
    deviceId: row.device_id,
    deviceName: row.device_name,
    zoneName: row.zone_name,
    place: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
    raisedAt: row.raised_at.toISOString(),
    closedAt: row.resolved_at?.toISOString() ?? null,
    steps: (row.steps ?? []).map(({ at, kind }) => ({
      at: new Date(at).toISOString(),
      kind: kind as PastAnswer['alerts'][number]['steps'][number]['kind'],
    })),
  };
}
