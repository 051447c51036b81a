import type { Alert, AlertStep } from '../../contracts/alerts.ts';
import type { Shown } from '../../contracts/push.ts';
import { isActive } from './alerts/order.ts';
import type { AlertEvent } from './event.ts';
import { pictureOf } from './settings/draft.ts';
import type { State } from './state.ts';

/** Closed alerts kept in memory, so that a console left open for weeks does not grow. */
export const MAX_CLOSED = 2000;

/** What events about alerts do to the state. */
export function reduceAlerts(state: State, event: AlertEvent): State {
  switch (event.type) {
    case 'alerts-loaded': {
      // A full list replaces what was open; what is closed stays for the list of closed ones.
      const kept = [...state.alerts].filter(([, alert]) => !isActive(alert));
      return withPicture({ ...state, alerts: merge(new Map(kept), event.page.alerts), cursor: event.page.cursor });
    }
    case 'alerts-pushed': {
      const alerts = merge(state.alerts, event.push.alerts);
      const steps = append(state.steps, event.push.steps);
      return { ...state, alerts, steps, cursor: event.push.cursor, marked: stillActive(state.marked, alerts) };
    }
    case 'alerts-shown':
      return { ...state, alerts: shown(state.alerts, event.alerts) };
    case 'steps-loading':
      if (state.steps.get(event.id)?.is === 'ready') return state;
      return { ...state, steps: put(state.steps, event.id, { is: 'loading' }) };
    case 'steps-loaded':
      return {
        ...state,
        alerts: merge(state.alerts, [event.alert]),
        steps: put(state.steps, event.alert.id, { is: 'ready', value: event.steps }),
        ...(event.holds && { holds: put(state.holds, event.alert.id, event.holds) }),
      };
    case 'footage-told':
      return { ...state, footage: put(state.footage, event.holdId, event.minutes) };
    case 'steps-failed':
      return { ...state, steps: put(state.steps, event.id, { is: 'failed', code: event.code }) };
    case 'history-loading':
      return { ...state, history: { is: 'loading' } };
    case 'history-loaded':
      return { ...state, history: { is: 'ready', value: true }, alerts: merge(state.alerts, event.alerts) };
    case 'history-failed':
      return { ...state, history: { is: 'failed', code: event.code } };
    case 'assignees-loaded':
      return { ...state, assignees: { is: 'ready', value: event.assignees } };
    case 'handover-told':
      return { ...state, handover: event.handover };
    case 'sending':
      return { ...state, sending: new Set([...state.sending, ...event.ids]) };
    case 'sent':
      return { ...state, sending: new Set([...state.sending].filter((id) => !event.ids.includes(id))) };
    case 'mark-toggled': {
      const marked = new Set(state.marked);
      if (!marked.delete(event.id)) marked.add(event.id);
      return { ...state, marked };
    }
    case 'marks-cleared':
      return state.marked.size === 0 ? state : { ...state, marked: new Set() };
  }
}

/** A zone opened before the alerts were here gets its picture now. */
function withPicture(state: State): State {
  const { draft } = state;
  if (draft?.kind !== 'zone' || draft.pictureOf !== null) return state;
  return { ...state, draft: { ...draft, pictureOf: pictureOf(state, draft.value.cameraId) } };
}

/** Takes newer versions only: an answer that was overtaken by a push must not turn the clock back. */
function merge(before: ReadonlyMap<number, Alert>, newer: readonly Alert[]): ReadonlyMap<number, Alert> {
  let alerts: Map<number, Alert> | null = null;
  for (const alert of newer) {
    const known = (alerts ?? before).get(alert.id);
    if (known && known.version >= alert.version && !clockMoved(known, alert)) continue;
    alerts ??= new Map(before);
    alerts.set(alert.id, known ? keepShown(known, alert) : alert);
  }
  return alerts ? prune(alerts) : before;
}

/** What this console has shown may be on its way to the store while a newer version comes from there. */
function keepShown({ clock: { shownAt } }: Alert, newer: Alert): Alert {
  return shownAt === null || newer.clock.shownAt !== null ? newer : { ...newer, clock: { ...newer.clock, shownAt } };
}

function shown(before: State['alerts'], marks: Shown['alerts']): State['alerts'] {
  const alerts = new Map(before);
  for (const { id, at } of marks) {
    const alert = alerts.get(id);
    if (alert && alert.clock.shownAt === null)
      alerts.set(id, { ...alert, clock: { ...alert.clock, shownAt: new Date(at).toISOString() } });
  }
  return alerts;
}

/** `pushedAt` and `shownAt` are filled in without a new version. */
function clockMoved(known: Alert, alert: Alert): boolean {
  return (
    known.version === alert.version &&
    ((known.clock.shownAt === null && alert.clock.shownAt !== null) ||
      (known.clock.pushedAt === null && alert.clock.pushedAt !== null))
  );
}

function prune(alerts: Map<number, Alert>): ReadonlyMap<number, Alert> {
  if (alerts.size <= MAX_CLOSED) return alerts;
  const closed = [...alerts.values()].filter((alert) => !isActive(alert)).sort((a, b) => a.id - b.id);
  for (const alert of closed.slice(0, Math.max(0, closed.length - MAX_CLOSED))) alerts.delete(alert.id);
  return alerts;
}

function stillActive(marked: ReadonlySet<number>, alerts: ReadonlyMap<number, Alert>): ReadonlySet<number> {
  const left = [...marked].filter((id) => {
    const alert = alerts.get(id);
    return alert !== undefined && isActive(alert);
  });
  return left.length === marked.size ? marked : new Set(left);
}

type StepsMap = State['steps'];

/** Steps of alerts whose life is open on this console; others are fetched when they are opened. */
function append(before: StepsMap, pushed: readonly AlertStep[]): StepsMap {
  let steps = before;
  for (const step of pushed) {
    const known = steps.get(step.alertId);
    if (known?.is !== 'ready' || known.value.some(({ id }) => id === step.id)) continue;
    steps = put(steps, step.alertId, { is: 'ready', value: [...known.value, step] });
  }
  return steps;
}

function put<T>(before: ReadonlyMap<number, T>, id: number, value: T): ReadonlyMap<number, T> {
  return new Map(before).set(id, value);
}
