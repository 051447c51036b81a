import { html, nothing, type TemplateResult } from 'lit-html';
import type { Alert } from '../../contracts/alerts.ts';
import { isFor } from '../core/alerts/for-whom.ts';
import { mayRespond } from '../core/rights.ts';
import { isActive, isOverdue } from '../core/alerts/order.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';
import { recipientName } from './names.ts';
import { simulatedMark } from './simulated-mark.ts';
import { severityMark } from './severity-mark.ts';

/** Where an alert happened, in words: device and zone. */
export function placeOf(alert: Alert): string {
  return alert.zoneName === null ? alert.deviceName : `${alert.deviceName} · ${alert.zoneName}`;
}

/** What triggered it: the value with its unit, or the kind of thing seen. */
export function whatOf(alert: Alert, { t, f }: Pick<Frame, 't' | 'f'>): string | null {
  if (alert.value !== null && 'sensorIds' in alert.condition) {
    return `${f.number(alert.value, 2)} ${alert.unit ?? ''}`.trim();
  }
  if (alert.value !== null && alert.condition.kind === 'deviation') {
    return t.reading.countedInHour(f.number(alert.value));
  }
  return alert.class === null ? null : t.thing[alert.class];
}

/** Says that an alert was escalated and nobody has acted since; with when, for whoever points at it. */
export function escalatedMark(alert: Alert, { t, f }: Pick<Frame, 't' | 'f'>): TemplateResult | typeof nothing {
  if (alert.escalatedAt === null || !isActive(alert)) return nothing;
  const when = t.alerts.escalatedAt(f.clock(Date.parse(alert.escalatedAt)));
  return html`<span class="escalated" title=${when}>${icon('up')} ${t.alerts.escalated}</span>`;
}

/** One alert in the list. The whole row opens it; the box before it selects it for handling together. */
export function alertRow(alert: Alert, frame: Frame): TemplateResult {
  const { state, t, f, dispatch } = frame;
  const { selection } = state.view;
  const selected = selection?.kind === 'alert' && selection.id === alert.id;
  const raisedAt = Date.parse(alert.clock.raisedAt);
  const active = isActive(alert);
  const what = whatOf(alert, frame);
  return html`<li
    class="row"
    data-alert=${alert.id}
    data-severity=${alert.severity}
    data-state=${alert.state}
    ?data-selected=${selected}
    ?data-closed=${!active}
    ?data-escalated=${active && alert.escalatedAt !== null}
  >
    <button
      class="row-open"
      aria-current=${selected ? 'true' : 'false'}
      @click=${() => dispatch({ type: 'selected', selection: { kind: 'alert', id: alert.id } })}
    >
      ${severityMark(alert.severity, t.severity[alert.severity])}
      <span class="row-text">
        <span class="row-head">
          <strong class="row-name">${alert.ruleName}</strong>
          <time class="row-time" datetime=${alert.clock.raisedAt} title=${f.full(raisedAt)}
            >${f.ago(raisedAt, state.now)}</time
          >
        </span>
        <span class="row-place">${placeOf(alert)}</span>
        <span class="row-facts">
          <span class="chip" data-state=${alert.state}>${t.state[alert.state]}</span>
          ${what === null ? nothing : html`<span>${what}</span>`}
          ${
            alert.count > 1
              ? html`<span title=${t.alerts.timesLabel(f.number(alert.count), f.full(Date.parse(alert.lastAt)))}
                  >${t.alerts.times(f.number(alert.count))}</span
                >`
              : nothing
          }
          ${simulatedMark(frame, alert.deviceId, Date.parse(alert.clock.capturedAt))}
          ${active ? forWhom(alert, frame) : nothing} ${escalatedMark(alert, frame)}
          ${isOverdue(alert, state.now) ? html`<span class="overdue">${t.alerts.overdue}</span>` : nothing}
          ${alert.clearedAt !== null && active ? html`<span class="cleared">${t.alerts.cleared}</span>` : nothing}
        </span>
      </span>
    </button>
    ${
      active && mayRespond(state.session)
        ? html`<label class="row-mark" title=${t.alerts.mark}>
            <input
              type="checkbox"
              aria-label="${t.alerts.mark}: ${t.alert.number(String(alert.id))}"
              .checked=${state.marked.has(alert.id)}
              @change=${() => dispatch({ type: 'mark-toggled', id: alert.id })}
            />
          </label>`
        : nothing
    }
  </li>`;
}

/** Whom it was handed to, or whom its rule says it is for; one's own stands out. */
function forWhom(alert: Alert, { state, t }: Frame): TemplateResult | typeof nothing {
  const { assignee, recipient } = alert;
  if (assignee === null && recipient === null) return nothing;
  const mine = state.session.is === 'signed-in' && isFor(alert, state.session.account);
  const text = assignee ? t.alerts.to(assignee.name) : recipient ? t.units.for(recipientName(state, recipient)) : '';
  return html`<span dir="auto">${text}</span
    >${mine ? html`<span class="chip chip-mine">${t.units.forYou}</span>` : nothing}`;
}
