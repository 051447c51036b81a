import type { Alert, AlertState } from '../../../contracts/alerts.ts';
import type { Severity } from '../../../contracts/rules.ts';
import type { Filters } from '../state.ts';

/** Gravity as a number: higher needs somebody sooner. */
export const GRAVITY: Readonly<Record<Severity, number>> = { info: 1, warning: 2, critical: 3 };

/** How much an alert's state still asks of the person at the console: higher comes first. */
const ATTENTION: Readonly<Record<AlertState, number>> = {
  raised: 4,
  dispatched: 2,
  acknowledged: 3,
  'on-scene': 2,
  resolved: 0,
  'false-alarm': 0,
};

/** Whether somebody still has to deal with it. */
export function isActive(alert: Pick<Alert, 'state'>): boolean {
  return alert.state !== 'resolved' && alert.state !== 'false-alarm';
}

/** Whether its deadline has passed while it is still active. */
export function isOverdue(alert: Pick<Alert, 'state' | 'deadlineAt'>, now: number): boolean {
  return isActive(alert) && alert.deadlineAt !== null && Date.parse(alert.deadlineAt) < now;
}

/**
 * Order of the inbox: the gravest first, then what nobody has taken, then the newest. A deadline that has passed makes
 * an alert one step graver.
 */
export function byUrgency(now: number): (a: Alert, b: Alert) => number {
  const weight = (alert: Alert) => GRAVITY[alert.severity] + Number(isOverdue(alert, now));
  return (a, b) =>
    weight(b) - weight(a) ||
    ATTENTION[b.state] - ATTENTION[a.state] ||
    Date.parse(b.clock.raisedAt) - Date.parse(a.clock.raisedAt) ||
    b.id - a.id;
}

/** Whether an alert passes the filters of the list and the map. */
export function passes(alert: Alert, filters: Filters): boolean {
  return (
    isActive(alert) !== filters.closed &&
    (filters.severities.length === 0 || filters.severities.includes(alert.severity)) &&
    (filters.closed || filters.taken === null || (alert.state === 'raised') === (filters.taken === 'no')) &&
    (filters.areaId === null || alert.areaId === filters.areaId) &&
    (filters.about === null || alert.deviceKind === filters.about)
  );
}

/** The inbox as shown: what passes the filters, in order. Closed alerts are ordered newest first. */
export function inbox(alerts: ReadonlyMap<number, Alert>, filters: Filters, now: number): readonly Alert[] {
  const shown = [...alerts.values()].filter((alert) => passes(alert, filters));
  if (filters.closed) return shown.sort((a, b) => Date.parse(closedAt(b)) - Date.parse(closedAt(a)) || b.id - a.id);
  return shown.sort(byUrgency(now));
}

const closedAt = (alert: Alert): string => alert.clock.resolvedAt ?? alert.lastAt;

/** Active alerts by severity, and how many of them nobody has taken. */
export interface AlertCounts extends Readonly<Record<Severity, number>> {
  readonly active: number;
  readonly untaken: number;
}

/** Counts the active alerts. */
export function countActive(alerts: ReadonlyMap<number, Alert>): AlertCounts {
  const counts = { info: 0, warning: 0, critical: 0, active: 0, untaken: 0 };
  for (const alert of alerts.values()) {
    if (!isActive(alert)) continue;
    counts[alert.severity]++;
    counts.active++;
    if (alert.state === 'raised') counts.untaken++;
  }
  return counts;
}
