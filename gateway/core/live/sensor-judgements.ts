import { ACTIVE_STATES, type Alert } from '../../../contracts/alerts.ts';
import type { Severity } from '../../../contracts/rules.ts';

const GRAVITY: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/** Which alerts hold on which sensor: an active alert whose condition is not over colours its sensor. */
export type SensorJudgements = {
  /** Starts anew from these alerts. @returns the gravest of each sensor that has any. */
  readonly load: (alerts: readonly Alert[]) => ReadonlyMap<string, Severity>;
  /** Takes an alert's newest form. @returns the sensor it is on with its gravest alert now, or null for other alerts. */
  readonly take: (alert: Alert) => { readonly sensorId: string; readonly severity: Severity | null } | null;
};

/** No alert on any sensor. */
export function createSensorJudgements(): SensorJudgements {
  const bySensor = new Map<string, Map<number, Severity>>();
  const take: SensorJudgements['take'] = (alert) => {
    if (alert.deviceKind !== 'sensor') return null;
    const holding = bySensor.get(alert.deviceId) ?? new Map<number, Severity>();
    if (ACTIVE_STATES.includes(alert.state) && alert.clearedAt === null) holding.set(alert.id, alert.severity);
    else holding.delete(alert.id);
    if (holding.size === 0) bySensor.delete(alert.deviceId);
    else bySensor.set(alert.deviceId, holding);
    return { sensorId: alert.deviceId, severity: gravest(holding.values()) };
  };
  return {
    load: (alerts) => {
      bySensor.clear();
      const worst = new Map<string, Severity>();
      for (const alert of alerts) {
        const taken = take(alert);
        if (taken?.severity) worst.set(taken.sensorId, taken.severity);
      }
      return worst;
    },
    take,
  };
}

function gravest(severities: Iterable<Severity>): Severity | null {
  let worst: Severity | null = null;
  for (const severity of severities) if (worst === null || GRAVITY[severity] > GRAVITY[worst]) worst = severity;
  return worst;
}
