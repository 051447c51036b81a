import { html, nothing, type TemplateResult } from 'lit-html';
import type { Hold } from '../../../contracts/retention.ts';
import { cityDays } from '../../core/stats/city-days.ts';
import { failureText } from '../../core/text/dictionary.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';
import { formText, submitted } from '../form-text.ts';
import { footagePart } from '../footage-part.ts';
import type { Frame } from '../frame.ts';
import { holdText, liftForm } from '../hold-part.ts';
import { icon } from '../icon.ts';
import { areaName } from '../names.ts';

/** What is kept for a case, what was, and a form to keep a time at places. */
export function holdsCard(frame: Frame): TemplateResult {
  const { state, t } = frame;
  const { holds } = state.setup;
  if (holds.is !== 'ready') return html`<p class="muted" aria-busy="true">${t.system.loading}</p>`;
  return html`<section class="card holds">
    <h3>${icon('hold')} ${t.retention.holds}</h3>
    <p class="muted">${t.retention.holdsLead}</p>
    ${holds.value.length === 0 ? html`<p>${t.retention.noHolds}</p>` : nothing}
    <ul class="entries">
      ${holds.value.map((hold) => row(hold, frame))}
    </ul>
    ${placesForm(frame)}
  </section>`;
}

function row(hold: Hold, frame: Frame): TemplateResult {
  const { t, f, dispatch } = frame;
  const { alertId } = hold;
  return html`<li class="hold-row" data-held=${String(hold.liftedAt === null)}>
    <p>
      ${
        alertId === null
          ? html`<strong>${placesOf(hold, frame)}</strong>`
          : html`<button
                class="link"
                @click=${() => dispatch({ type: 'selected', selection: { kind: 'alert', id: alertId } })}
              >
                ${t.retention.ofAlert(String(alertId))}
              </button>
              <span class="muted">${placesOf(hold, frame)}</span>`
      }
      ${hold.liftedAt === null ? nothing : html`<span class="chip">${t.retention.lifted}</span>`}
    </p>
    <p>
      <time datetime=${hold.from}>${f.full(Date.parse(hold.from))}</time> –
      <time datetime=${hold.to}>${f.full(Date.parse(hold.to))}</time>
    </p>
    ${holdText(hold, frame)} ${footagePart(hold, frame)} ${hold.liftedAt === null ? liftForm(hold, frame) : nothing}
  </li>`;
}

function placesOf({ areaIds, cameraIds, sensorIds }: Hold, { state }: Frame): string {
  if (areaIds.length > 0) return areaIds.map((id) => areaName(state, id) ?? id).join(', ');
  return [
    ...cameraIds.map((id) => state.cameras.get(id)?.name ?? id),
    ...sensorIds.map((id) => state.sensors.get(id)?.name ?? id),
  ].join(', ');
}

function placesForm({ state, t, act }: Frame): TemplateResult {
  const areas = state.city.is === 'ready' ? state.city.value.areas.filter(({ kind }) => kind === 'ward') : [];
  const submit = async (event: SubmitEvent) => {
    const form = submitted(event);
    const data = new FormData(form);
    const chosen = (name: string) => data.getAll(name).filter((id) => typeof id === 'string');
    const wish = { cameraIds: chosen('camera'), sensorIds: chosen('sensor'), areaIds: chosen('area') };
    const said = form.querySelector('.field-fault');
    const tell = (text: string) => {
      if (said) said.textContent = text;
    };
    if (wish.cameraIds.length + wish.sensorIds.length + wish.areaIds.length === 0) return tell(t.retention.choose);
    // By the clock of the city, wherever the browser is.
    const days = cityDays(state.city.is === 'ready' ? state.city.value.timeZone : 'Asia/Ho_Chi_Minh');
    const moment = (name: string) => {
      const [day = '', time = ''] = formText(form, name).split('T');
      const [hour = 0, minute = 0] = time.split(':').map(Number);
      return new Date(days.at(day, hour * 60 + minute)).toISOString();
    };
    const failed = await act.holdPlaces({
      ...wish,
      from: moment('from'),
      to: moment('to'),
      reason: formText(form, 'reason').trim(),
    });
    if (!failed) form.reset();
    return tell(
      failed ? [failureText(t, failed.code), ...failed.fields.map((one) => fieldFaultText(t, one))].join(' ') : '',
    );
  };
  const options = (name: string, label: string, all: readonly (readonly [string, string])[]) =>
    all.length === 0
      ? nothing
      : html`<label class="field"
          ><span>${label}</span>
          <select name=${name} multiple size="4">
            ${all.map(([id, text]) => html`<option value=${id}>${text}</option>`)}
          </select>
        </label>`;
  return html`<details>
    <summary class="link">${icon('plus')} ${t.retention.putPlaces}</summary>
    <form class="hold-form" @submit=${submit}>
      <div class="field-row">
        ${options(
          'camera',
          t.retention.cameras,
          [...state.cameras.values()].map(({ id, name }) => [id, name]),
        )}
        ${options(
          'sensor',
          t.retention.sensors,
          [...state.sensors.values()].map(({ id, name }) => [id, name]),
        )}
        ${options(
          'area',
          t.retention.areas,
          areas.map(({ id }) => [id, areaName(state, id) ?? id]),
        )}
      </div>
      <div class="field-row">
        <label class="field"
          ><span>${t.retention.from}</span><input type="datetime-local" name="from" required
        /></label>
        <label class="field"><span>${t.retention.to}</span><input type="datetime-local" name="to" required /></label>
      </div>
      <label class="field"
        ><span>${t.retention.reason}</span>
        <textarea name="reason" rows="2" required minlength="3" maxlength="1000"></textarea>
      </label>
      <p class="field-fault" role="alert"></p>
      <button class="button">${t.retention.put}</button>
    </form>
  </details>`;
}
