import type { Alert } from '../../../contracts/alerts.ts';
import type { State } from '../state.ts';
import { inbox, passes } from './order.ts';

/** Whether an alert was open at a moment. */
export function wasOpenAt(alert: Alert, at: number): boolean {
  const end = alert.clock.resolvedAt;
  return Date.parse(alert.clock.raisedAt) <= at && (end === null || Date.parse(end) > at);
}

let then: { readonly alerts: State['alerts']; readonly at: number; readonly open: State['alerts'] } | null = null;

/** The alerts as the map counts them: those of now, or those that were open at the moment looked back to. */
export function alertsOnMap({ alerts, view: { replayAt } }: Pick<State, 'alerts' | 'view'>): State['alerts'] {
  if (replayAt === null) return alerts;
  if (then?.alerts === alerts && then.at === replayAt) return then.open;
  const open = new Map<number, Alert>();
  for (const [id, alert] of alerts)
    if (wasOpenAt(alert, replayAt)) open.set(id, isClosed(alert) ? { ...alert, state: 'raised' } : alert);
  then = { alerts, at: replayAt, open };
  return open;
}

let last: {
  alerts: State['alerts'];
  filters: State['view']['filters'];
  at: number | null;
  minute: number;
  list: readonly Alert[];
} | null = null;

/**
 * The alerts in the list, in order: the inbox, or what was open at the moment looked back to. Kept from call to call
 * while nothing it depends on has changed; deadlines pass by the minute.
 */
export function shownAlerts(state: Pick<State, 'alerts' | 'view' | 'now'>): readonly Alert[] {
  const { alerts, now } = state;
  const { filters, replayAt } = state.view;
  const minute = Math.floor(now / 15_000);
  if (last && last.alerts === alerts && last.filters === filters && last.at === replayAt && last.minute === minute) {
    return last.list;
  }
  const list =
    replayAt === null
      ? inbox(alerts, filters, now)
      : [...alerts.values()]
          .filter((alert) => wasOpenAt(alert, replayAt) && passes(alert, { ...filters, closed: isClosed(alert) }))
          .sort((a, b) => Date.parse(b.clock.raisedAt) - Date.parse(a.clock.raisedAt));
  last = { alerts, filters, at: replayAt, minute, list };
  return list;
}

const isClosed = (alert: Alert): boolean => alert.state === 'resolved' || alert.state === 'false-alarm';

/** How many alerts were raised in each of the last 24 hours, oldest first, for the time slider. */
export function raisedByHour(alerts: ReadonlyMap<number, Alert>, now: number): readonly number[] {
  const hours = Array.from({ length: 24 }, () => 0);
  for (const alert of alerts.values()) {
    const index = 23 - Math.floor((now - Date.parse(alert.clock.raisedAt)) / 3_600_000);
    const count = hours[index];
    if (count !== undefined) hours[index] = count + 1;
  }
  return hours;
}

/** Median time from picture to screen of the alerts raised since a moment, ms; null while none has been shown. */
export function medianSeenMs(alerts: ReadonlyMap<number, Alert>, since: number): number | null {
  const times: number[] = [];
  for (const { clock } of alerts.values()) {
    if (clock.shownAt !== null && Date.parse(clock.raisedAt) >= since)
      times.push(Math.max(0, Date.parse(clock.shownAt) - Date.parse(clock.capturedAt)));
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? null;
}
