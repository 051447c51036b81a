import {
  MOST_TRIAL_ALERTS,
  TRIAL_QUIET_MS,
  type RuleTrialResult,
  type TrialAlert,
} from '../../../contracts/rule-trial.ts';
import type { Database } from '../../../store/database.ts';
import type { AskedTrial } from '../../../store/rule-trials.ts';
import { nearestSnapshots } from '../../../store/trial-facts.ts';
import { ruleBook, type RuleBook } from '../../core/rule-book.ts';
import { alertsOfVerdicts, type WouldBeAlert } from '../../core/trial/trial-alerts.ts';
import { deviceFacts } from '../device-facts.ts';
import { judgeDeviations } from './judge-deviations.ts';
import { judgeCameraHealth, judgeSensors } from './judge-latched.ts';
import { judgeZones } from './judge-zones.ts';
import type { Judged, TrialParts } from './trial-pages.ts';

/**
 * Judges what was seen in a span by a rule that is not switched on, with the code that judges live, and says what it would
 * have raised.
 *
 * @throws whatever `onPage` throws to end it
 */
export async function runTrial(trial: AskedTrial, parts: TrialParts): Promise<RuleTrialResult> {
  const { database } = parts;
  const rule = { ...trial.rule, enabled: true, version: 0 };
  const book = ruleBook([rule], await deviceFacts(database, [rule]));
  const judged = await judgeSpan(trial, book, parts);
  const alerts = alertsOfVerdicts(judged.verdicts, TRIAL_QUIET_MS);
  return {
    from: trial.from.toISOString(),
    to: trial.to.toISOString(),
    alertCount: alerts.length,
    alerts: await listed(database, alerts.slice(0, MOST_TRIAL_ALERTS)),
    facts: judged.facts,
    isCut: judged.isCut,
    places: judged.zones.map(({ zoneId, basis }) => ({ zoneId, basis })),
  };
}

function judgeSpan(trial: AskedTrial, book: RuleBook, parts: TrialParts): Promise<Judged> {
  const { condition } = trial.rule;
  switch (condition.kind) {
    case 'zone-presence':
      return judgeZones(trial, book, parts, condition.forS);
    case 'line-crossing':
    case 'behaviour':
      return judgeZones(trial, book, parts, 0);
    case 'deviation':
      return judgeDeviations(trial, condition, book, parts);
    case 'sensor-threshold':
    case 'sensor-usual':
      return judgeSensors(trial, condition.sensorIds, book, parts);
    case 'camera-health':
      return judgeCameraHealth(trial, condition.cameraIds, book, parts);
  }
}

async function listed(database: Database, alerts: readonly WouldBeAlert[]): Promise<TrialAlert[]> {
  const ofZones = alerts.filter(({ zoneId }) => zoneId !== null);
  const pictures = await nearestSnapshots(
    database,
    ofZones.map(({ deviceId, capturedAt }) => ({ cameraId: deviceId, at: new Date(capturedAt) })),
  );
  const pictureOf = new Map(ofZones.map((alert, i) => [alert, pictures[i] ?? null]));
  return alerts.map((alert) => ({
    at: new Date(alert.capturedAt).toISOString(),
    lastAt: new Date(alert.lastAt).toISOString(),
    repeats: alert.repeats,
    clearedAt: alert.clearedAt === null ? null : new Date(alert.clearedAt).toISOString(),
    deviceKind: alert.deviceKind,
    deviceId: alert.deviceId,
    zoneId: alert.zoneId,
    areaId: alert.areaId,
    class: alert.class,
    value: alert.value,
    unit: alert.unit,
    detail: alert.detail,
    pictureAt: pictureOf.get(alert)?.toISOString() ?? null,
  }));
}
