import { html, nothing, type TemplateResult } from 'lit-html';
import type { Handover, OpenAlert } from '../../contracts/handover.ts';
import { mayRespond } from '../core/rights.ts';
import { failureText } from '../core/text/dictionary.ts';
import { formText, submitted } from './form-text.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';
import { severityMark } from './severity-mark.ts';

/** The end of a shift: what is open with its last note, devices that are not well, a word for the next shift, and the ones before. */
export function handoverDialog(frame: Frame): TemplateResult {
  const { state, t, f, act } = frame;
  const who = state.session.is === 'signed-in' ? state.session.account.name : '';
  const page = state.handover;
  if (page.is === 'failed') return html`<p role="alert">${failureText(t, page.code)}</p>`;
  if (page.is !== 'ready') return html`<p class="muted" aria-busy="true">${t.alerts.loading}</p>`;
  const { open, handovers } = page.value;
  return html`<div class="handover">
    <p class="muted">${t.dialog.handoverMade(who, f.full(state.now))}</p>
    <h3>${open.length === 0 ? t.dialog.handoverNone : t.dialog.handoverLead(f.number(open.length))}</h3>
    <table>
      ${open.map((alert) => openRow(alert, frame))}
    </table>
    ${devices(frame)}
    <form
      class="modal-form"
      @submit=${(event: SubmitEvent) => {
        const form = submitted(event);
        void act.handOver(formText(form, 'note').trim()).then(() => form.reset());
      }}
    >
      ${
        mayRespond(state.session)
          ? html`<label class="field">
              <span>${t.dialog.handoverNote}</span>
              <textarea name="note" rows="3" maxlength="4000" autofocus></textarea>
            </label>`
          : nothing
      }
      <footer class="modal-foot">
        <button type="button" class="button" @click=${() => window.print()}>${icon('handover')} ${t.act.print}</button>
        ${mayRespond(state.session) ? html`<button class="button button-main">${t.dialog.handoverGive}</button>` : nothing}
      </footer>
    </form>
    ${
      handovers.length === 0
        ? nothing
        : html`<h3>${t.dialog.handoverBefore}</h3>
            <ol class="handovers">
              ${handovers.map((one) => earlier(one, frame))}
            </ol>`
    }
  </div>`;
}

function openRow(alert: OpenAlert, { state, t, f }: Frame): TemplateResult {
  return html`<tr>
    <td>${severityMark(alert.severity, t.severity[alert.severity])}</td>
    <td><strong>${alert.rule}</strong><br />${alert.place}</td>
    <td>${f.moment(Date.parse(alert.raisedAt), state.now)}</td>
    <td>
      ${t.state[alert.state]}${alert.assignee === null ? nothing : html`<br />${t.alerts.to(alert.assignee)}`}
      ${alert.note === null ? nothing : html`<br /><em dir="auto">${alert.noteBy}: ${alert.note}</em>`}
    </td>
  </tr>`;
}

function devices({ state, t }: Frame): TemplateResult | typeof nothing {
  const cameras = [...state.cameras.values()].filter(({ enabled, condition }) => enabled && condition !== 'online');
  const sensors = [...state.sensors.values()].filter((sensor) => sensor.enabled && sensor.state !== 'ok');
  if (cameras.length + sensors.length === 0) return nothing;
  return html`<h3>${t.dialog.handoverDevices}</h3>
    <ul>
      ${cameras.map((camera) => html`<li>${camera.name}: ${t.camera.condition[camera.condition]}</li>`)}
      ${sensors.map((sensor) => html`<li>${sensor.name}: ${t.sensor.state[sensor.state]}</li>`)}
    </ul>`;
}

function earlier({ id, at, by, byName, note, open, takenAt, takenByName }: Handover, frame: Frame): TemplateResult {
  const { state, t, f, act } = frame;
  const mine = state.session.is === 'signed-in' && state.session.account.username === by;
  const taken =
    takenAt === null
      ? t.dialog.handoverWaiting
      : t.dialog.handoverTaken(takenByName ?? t.alert.somebody, f.moment(Date.parse(takenAt), state.now));
  return html`<li>
    <strong>${byName}</strong>, ${f.moment(Date.parse(at), state.now)} · ${t.dialog.handoverOpen(f.number(open.length))}
    · ${taken} ${note === '' ? nothing : html`<p class="step-text" dir="auto">${note}</p>`}
    ${
      takenAt === null && !mine && mayRespond(state.session)
        ? html`<button class="button button-small" @click=${() => void act.takeOver(id)}>
            ${t.dialog.handoverTake}
          </button>`
        : nothing
    }
  </li>`;
}
