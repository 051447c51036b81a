import { html, nothing, type TemplateResult } from 'lit-html';
import { dispatchDialog } from './dispatch-dialog.ts';
import { formText, submitted } from './form-text.ts';
import type { Frame } from './frame.ts';
import { handoverDialog } from './handover-dialog.ts';
import { formFoot, modal } from './modal.ts';
import { passwordDialog } from './password-dialog.ts';
import { pushDialog } from './push-dialog.ts';
import { snapshot } from './snapshot.ts';

/** The dialog that is open, if any. */
export function dialogs(frame: Frame): TemplateResult | typeof nothing {
  const { dialog } = frame.state;
  switch (dialog?.kind) {
    case undefined:
      return nothing;
    case 'help':
      return modal(frame.t.keys.title, keyList(frame), frame);
    case 'false-alarm':
      return modal(frame.t.dialog.falseAlarm, falseAlarmForm(dialog.alertIds, frame), frame);
    case 'resolve':
      return modal(frame.t.dialog.resolve, resolveForm(dialog.alertIds, frame), frame);
    case 'dispatch':
      return modal(frame.t.dialog.dispatch, dispatchDialog(dialog.alertIds, frame), frame);
    case 'push':
      return modal(frame.t.push.title, pushDialog(frame), frame);
    case 'password':
      return modal(frame.t.password.title, passwordDialog(frame), frame);
    case 'handover':
      return modal(frame.t.dialog.handover, handoverDialog(frame), frame, true);
    case 'snapshot': {
      const alert = frame.state.alerts.get(dialog.alertId);
      return alert
        ? modal(
            frame.t.alert.snapshot,
            html`<div class="modal-picture">${snapshot(alert, frame, true)}</div>`,
            frame,
            true,
          )
        : nothing;
    }
  }
}

function falseAlarmForm(ids: readonly number[], frame: Frame): TemplateResult {
  const { t, act, dispatch } = frame;
  const submit = (event: SubmitEvent) => {
    const form = submitted(event);
    const reason = formText(form, 'reason');
    const more = formText(form, 'text').trim();
    const known = reason in t.dialog.reasons ? t.dialog.reasons[reason as keyof typeof t.dialog.reasons] : '';
    const text = [known, more].filter((part) => part !== '').join(': ');
    dispatch({ type: 'dialog-closed' });
    void act.step(ids, { kind: 'false-alarm', text });
  };
  return html`<form class="modal-form" @submit=${submit}>
    <p class="muted">${t.dialog.falseAlarmLead}</p>
    <div class="choices">
      ${Object.entries(t.dialog.reasons).map(
        ([key, label], i) =>
          html`<label class="choice"
            ><input type="radio" name="reason" value=${key} required ?autofocus=${i === 0} /> ${label}</label
          >`,
      )}
    </div>
    <label class="field">
      <span>${t.dialog.reasonText}</span>
      <textarea name="text" rows="2" maxlength="3800"></textarea>
    </label>
    ${formFoot(t.act['false-alarm'], ids.length, frame)}
  </form>`;
}

function resolveForm(ids: readonly number[], frame: Frame): TemplateResult {
  const { t, act, dispatch } = frame;
  const submit = (event: SubmitEvent) => {
    const text = formText(submitted(event), 'text').trim();
    dispatch({ type: 'dialog-closed' });
    void act.step(ids, text === '' ? { kind: 'resolved' } : { kind: 'resolved', text });
  };
  return html`<form
    class="modal-form"
    @submit=${submit}
    @keydown=${(event: KeyboardEvent & { currentTarget: HTMLFormElement }) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
    }}
  >
    <label class="field">
      <span>${t.dialog.resolveText}</span>
      <textarea name="text" rows="3" maxlength="4000" autofocus></textarea>
    </label>
    <p class="muted">${t.dialog.resolveLead}</p>
    ${formFoot(t.act.resolved, ids.length, frame)}
  </form>`;
}

function keyList({ t }: Frame): TemplateResult {
  const keys: readonly (readonly [string, string])[] = [
    ['J ↓', t.keys.next],
    ['K ↑', t.keys.previous],
    ['N', t.keys.newest],
    ['A', t.keys.acknowledge],
    ['D', t.keys.dispatch],
    ['S', t.keys.onScene],
    ['R', t.keys.resolve],
    ['F', t.keys.falseAlarm],
    ['C', t.keys.comment],
    ['X', t.keys.mark],
    ['/', t.keys.search],
    ['M', t.keys.mute],
    ['U', t.keys.undo],
    ['H', t.keys.handover],
    ['Esc', t.keys.escape],
    ['?', t.keys.help],
  ];
  return html`<dl class="keys">
    ${keys.map(
      ([key, what]) =>
        html`<div>
          <dt>${key.split(' ').map((one) => html`<kbd>${one}</kbd> `)}</dt>
          <dd>${what}</dd>
        </div>`,
    )}
  </dl>`;
}
