import type { Alert } from '../../../contracts/alerts.ts';
import type { Severity } from '../../../contracts/rules.ts';
import { GRAVITY, isActive } from '../alerts/order.ts';

/** Active alerts of one device: one sign on the map. */
export interface AlertGroup {
  /** `camera:id` and so on. */
  readonly key: string;
  readonly lat: number;
  readonly lon: number;
  readonly severity: Severity;
  readonly count: number;
  /** The alert the sign opens: the gravest, among equals the newest. */
  readonly first: Alert;
  /** Whether somebody still has to take one of them. */
  readonly untaken: boolean;
}

/** Groups alerts that stand at the same device, the gravest groups first. Alerts without a place have no sign. */
export function groupAlerts(alerts: readonly Alert[]): readonly AlertGroup[] {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    if (alert.place === null) continue;
    const key = `${alert.deviceKind}:${alert.deviceId}`;
    const group = groups.get(key);
    if (group) group.push(alert);
    else groups.set(key, [alert]);
  }
  const result: AlertGroup[] = [];
  for (const [key, members] of groups) {
    const first = members.reduce((a, b) => (worse(b, a) ? b : a));
    if (!first.place) continue;
    result.push({
      key,
      ...first.place,
      severity: first.severity,
      count: members.length,
      first,
      untaken: members.some((alert) => isActive(alert) && alert.state === 'raised'),
    });
  }
  return result.sort((a, b) => GRAVITY[b.severity] - GRAVITY[a.severity] || b.first.id - a.first.id);
}

function worse(a: Alert, b: Alert): boolean {
  return GRAVITY[a.severity] > GRAVITY[b.severity] || (GRAVITY[a.severity] === GRAVITY[b.severity] && a.id > b.id);
}
