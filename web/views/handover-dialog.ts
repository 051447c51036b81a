import { html, nothing, type TemplateResult } from 'lit-html';
import { inbox } from '../core/alerts/order.ts';
import { NO_FILTERS } from '../core/state.ts';
import { placeOf } from './alert-row.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';
import { severityMark } from './severity-mark.ts';

/** What the next shift takes over: open alerts with who has them and the last note, devices that are not well. */
export function handoverDialog({ state, t, f }: Frame): TemplateResult {
  const open = inbox(state.alerts, NO_FILTERS, state.now);
  const cameras = [...state.cameras.values()].filter(({ enabled, condition }) => enabled && condition !== 'online');
  const sensors = [...state.sensors.values()].filter((sensor) => sensor.enabled && sensor.state !== 'ok');
  const who = state.session.is === 'signed-in' ? state.session.account.name : '';
  return html`<div class="handover">
    <p class="muted">${t.dialog.handoverMade(who, f.full(state.now))}</p>
    <h3>${open.length === 0 ? t.dialog.handoverNone : t.dialog.handoverLead(f.number(open.length))}</h3>
    <table>
      ${open.map((alert) => {
        const life = state.steps.get(alert.id);
        const note = life?.is === 'ready' ? life.value.findLast(({ text }) => text !== null) : undefined;
        return html`<tr>
          <td>${severityMark(alert.severity, t.severity[alert.severity])}</td>
          <td><strong>${alert.ruleName}</strong><br />${placeOf(alert)}</td>
          <td>${f.moment(Date.parse(alert.clock.raisedAt), state.now)}</td>
          <td>
            ${t.state[alert.state]}${alert.assignee ? html`<br />${t.alerts.to(alert.assignee.name)}` : nothing}
            ${note ? html`<br /><em>${note.byName ?? ''}: ${note.text}</em>` : nothing}
          </td>
        </tr>`;
      })}
    </table>
    ${
      cameras.length + sensors.length > 0
        ? html`<h3>${t.dialog.handoverDevices}</h3>
            <ul>
              ${cameras.map((camera) => html`<li>${camera.name}: ${t.camera.condition[camera.condition]}</li>`)}
              ${sensors.map((sensor) => html`<li>${sensor.name}: ${t.sensor.state[sensor.state]}</li>`)}
            </ul>`
        : nothing
    }
    <footer class="modal-foot">
      <button class="button button-main" autofocus @click=${() => window.print()}>
        ${icon('handover')} ${t.act.print}
      </button>
    </footer>
  </div>`;
}
