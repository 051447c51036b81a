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

/** Since when somebody should have acted and did not, epoch ms: its deadline passed, or it was escalated; null: neither. */
export function lateSince(alert: Pick<Alert, 'state' | 'deadlineAt' | 'escalatedAt'>, now: number): number | null {
  if (!isActive(alert)) return null;
  const moments = [
    ...(isOverdue(alert, now) && alert.deadlineAt !== null ? [Date.parse(alert.deadlineAt)] : []),
    ...(alert.escalatedAt === null ? [] : [Date.parse(alert.escalatedAt)]),
  ];
  return moments.length === 0 ? null : Math.min(...moments);
}

/**
 * Order of the inbox: by severity; then what is late (past its deadline or escalated), the longest late first; then what nobody has
 * taken; then the nearest deadline; then the newest. What nobody takes in time is late and comes to the top by itself, so that the
 * newest may come first without anything being forgotten below.
 */
export function byUrgency(now: number): (a: Alert, b: Alert) => number {
  // Two that are not late are alike: Infinity less Infinity is no number.
  const sooner = (a: number | null, b: number | null) => (a === b ? 0 : (a ?? Infinity) - (b ?? Infinity));
  const deadline = ({ deadlineAt }: Alert) => (deadlineAt === null ? null : Date.parse(deadlineAt));
  return (a, b) =>
    GRAVITY[b.severity] - GRAVITY[a.severity] ||
    sooner(lateSince(a, now), lateSince(b, now)) ||
    ATTENTION[b.state] - ATTENTION[a.state] ||
    sooner(deadline(a), deadline(b)) ||
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

/** Counts the closed alerts by severity. */
export function countClosed(alerts: ReadonlyMap<number, Alert>): Readonly<Record<Severity, number>> {
  const counts = { info: 0, warning: 0, critical: 0 };
  for (const alert of alerts.values()) if (!isActive(alert)) counts[alert.severity]++;
  return counts;
}
