import { html, nothing, type TemplateResult } from 'lit-html';
import { failureText } from '../core/text/dictionary.ts';
import { formText, submitted } from './form-text.ts';
import type { Frame } from './frame.ts';
import { logo } from './logo.ts';

/** The door: name and password, nothing else to go wrong. */
export function signInPage({ state, t, act, dispatch }: Frame): TemplateResult {
  const session = state.session.is === 'signed-out' ? state.session : { failure: null, busy: false };
  const submit = (event: SubmitEvent) => {
    const form = submitted(event);
    void act.signIn(formText(form, 'username').trim(), formText(form, 'password'));
  };
  const other = state.preferences.language === 'vi' ? 'en' : 'vi';
  return html`<main class="door">
    <form class="door-card" @submit=${submit} aria-label=${t.signIn.title}>
      <div class="door-brand">
        ${logo()}
        <div>
          <h1>${t.product}</h1>
          <p>${t.signIn.lead}</p>
        </div>
      </div>
      <label class="field">
        <span>${t.signIn.username}</span>
        <input
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          maxlength="64"
          autofocus
        />
      </label>
      <label class="field">
        <span>${t.signIn.password}</span>
        <input name="password" type="password" autocomplete="current-password" required maxlength="200" />
      </label>
      <p class="door-failure" role="alert">${session.failure === null ? nothing : failureText(t, session.failure)}</p>
      <button class="button button-main door-submit" ?disabled=${session.busy}>
        ${session.busy ? t.signIn.busy : t.signIn.submit}
      </button>
    </form>
    <button
      class="button button-quiet"
      lang=${other}
      @click=${() => dispatch({ type: 'language-chosen', language: other })}
    >
      ${t.language[other]}
    </button>
  </main>`;
}
