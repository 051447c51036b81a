import { html, type TemplateResult } from 'lit-html';
import { failureText } from '../core/text/dictionary.ts';
import { fieldFaultText } from '../core/text/field-fault-text.ts';
import { formText } from './form-text.ts';
import type { Frame } from './frame.ts';

/** A new password for oneself. It ends every other session of the account. */
export function passwordDialog({ state, t, act, dispatch }: Frame): TemplateResult {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const say = (text: string) => {
      const said = form.querySelector('.field-fault');
      if (said) said.textContent = text;
    };
    const [next, again] = [formText(form, 'next'), formText(form, 'again')];
    if (next !== again) return say(t.password.differ);
    const button = form.querySelector('button.button-main');
    button?.setAttribute('disabled', '');
    const failed = await act.changePassword(formText(form, 'current'), next);
    button?.removeAttribute('disabled');
    if (failed === null) return dispatch({ type: 'dialog-closed' });
    if (failed.code === 'wrong-credentials') return say(t.password.wrong);
    say([failureText(t, failed.code), ...failed.fields.map((field) => fieldFaultText(t, field))].join(' '));
  };
  const input = (name: string, label: string, autocomplete: string, least: number, hint?: string) =>
    html`<label class="field"
      ><span>${label}</span>
      <input
        name=${name}
        type="password"
        required
        minlength=${least}
        maxlength="200"
        autocomplete=${autocomplete}
        ?autofocus=${name === 'current'}
      />
      ${hint === undefined ? '' : html`<small class="muted">${hint}</small>`}
    </label>`;
  const username = state.session.is === 'signed-in' ? state.session.account.username : '';
  return html`<form class="modal-form" @submit=${submit}>
    <p class="muted">${t.password.lead}</p>
    <input type="text" name="username" autocomplete="username" .value=${username} hidden />
    ${input('current', t.password.current, 'current-password', 1)}
    ${input('next', t.password.next, 'new-password', 10, t.password.hint)}
    ${input('again', t.password.again, 'new-password', 10)}
    <p class="field-fault" role="alert"></p>
    <footer class="modal-foot">
      <button type="button" class="button" @click=${() => dispatch({ type: 'dialog-closed' })}>${t.act.cancel}</button>
      <button class="button button-main">${t.password.change}</button>
    </footer>
  </form>`;
}
