import { html, nothing, type TemplateResult } from 'lit-html';
import type { Alert } from '../../contracts/alerts.ts';
import type { Hold } from '../../contracts/retention.ts';
import { mayConfigure, mayRespond } from '../core/rights.ts';
import { failureText } from '../core/text/dictionary.ts';
import type { RequestFailed } from '../edges/http.ts';
import { formText, submitted } from './form-text.ts';
import { footagePart } from './footage-part.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';

/** Whether an alert is kept for a case, by whom and why; putting the hold on and lifting it. */
export function holdPart(alert: Alert, frame: Frame): TemplateResult | typeof nothing {
  const { state, t, act } = frame;
  const holds = state.holds.get(alert.id);
  // Not known yet: a button that turns into a notice would only surprise.
  if (!holds) return nothing;
  const stands = holds.find(({ liftedAt }) => liftedAt === null);
  if (!stands && !mayRespond(state.session)) return nothing;
  return html`<section class="panel-part hold" data-held=${String(stands !== undefined)}>
    ${
      stands
        ? html`<h3>${icon('hold')} ${t.retention.held}</h3>
            <p class="muted">${t.retention.heldLead}</p>
            ${holdText(stands, frame)} ${footagePart(stands, frame)}
            ${mayConfigure(state.session) ? liftForm(stands, frame) : nothing}`
        : html`<details>
            <summary class="link">${icon('hold')} ${t.retention.put}</summary>
            <p class="muted">${t.retention.putLead}</p>
            ${reasonForm(t.retention.reason, t.retention.put, (reason) => act.holdAlert(alert.id, reason), frame)}
          </details>`
    }
  </section>`;
}

/** Why something is or was held, by whom and since when. */
export function holdText(hold: Hold, { t, f, state }: Pick<Frame, 't' | 'f' | 'state'>): TemplateResult {
  const at = Date.parse(hold.putAt);
  return html`<p class="hold-text">
    <span dir="auto">${hold.reason}</span>
    <small class="muted"
      >${t.retention.by(hold.putByName ?? hold.putBy, f.moment(at, state.now))}${
        hold.liftedAt === null
          ? nothing
          : html`<br />${t.retention.liftedBy(
                hold.liftedByName ?? hold.liftedBy ?? '',
                f.moment(Date.parse(hold.liftedAt), state.now),
                hold.liftReason ?? '',
              )}`
      }</small
    >
  </p>`;
}

/** Asks for a reason and lifts a hold. */
export function liftForm(hold: Hold, frame: Frame): TemplateResult {
  const { t, act } = frame;
  return html`<details>
    <summary class="link">${t.retention.lift}</summary>
    ${reasonForm(t.retention.liftReason, t.retention.lift, (reason) => act.liftHold(hold.id, reason), frame)}
  </details>`;
}

function reasonForm(
  label: string,
  button: string,
  send: (reason: string) => Promise<RequestFailed | null>,
  { t }: Frame,
): TemplateResult {
  const submit = async (event: SubmitEvent) => {
    const form = submitted(event);
    const failed = await send(formText(form, 'reason').trim());
    const said = form.querySelector('.field-fault');
    if (failed && said) said.textContent = failureText(t, failed.code);
  };
  return html`<form class="hold-form" @submit=${submit}>
    <label class="field"
      ><span>${label}</span>
      <textarea name="reason" rows="2" required minlength="3" maxlength="1000"></textarea>
    </label>
    <small class="field-fault" role="alert"></small>
    <button class="button">${button}</button>
  </form>`;
}
