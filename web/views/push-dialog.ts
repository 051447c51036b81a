import { html, nothing, type TemplateResult } from 'lit-html';
import type { Severity } from '../../contracts/rules.ts';
import { formText, submitted } from './form-text.ts';
import type { Frame } from './frame.ts';

const CHOICES: readonly Severity[] = ['critical', 'warning', 'info'];

/** Turns notices of this device on and off, and chooses from which severity on. */
export function pushDialog({ state, t, act }: Frame): TemplateResult {
  const { push } = state;
  if (push.is === 'denied') return html`<p role="alert">${t.push.denied}</p>`;
  if (push.is !== 'on' && push.is !== 'off') return html`<p>${t.push.failed}</p>`;
  const isOn = push.is === 'on';
  const submit = (event: SubmitEvent) => {
    const least = CHOICES.find((one) => one === formText(submitted(event), 'least')) ?? 'warning';
    void act.turnPushOn(least);
  };
  return html`<form class="modal-form" @submit=${submit}>
    <p class="muted">${t.push.lead}</p>
    <fieldset>
      <legend>${t.push.least}</legend>
      <div class="choices">
        ${CHOICES.map(
          (severity) =>
            html`<label class="choice"
              ><input type="radio" name="least" value=${severity} ?checked=${push.leastSeverity === severity} />
              ${t.push.from[severity]}</label
            >`,
        )}
      </div>
    </fieldset>
    <p role="status">
      ${push.is === 'off' && push.failed ? html`<b class="overdue">${t.push.failed}</b>` : isOn ? t.push.isOn : t.push.isOff}
    </p>
    <footer class="modal-foot">
      ${
        isOn
          ? html`<button type="button" class="button" @click=${() => void act.turnPushOff()}>${t.push.off}</button>`
          : nothing
      }
      <button class="button button-main">${isOn ? t.act.save : t.push.on}</button>
    </footer>
  </form>`;
}
