import { html, nothing, type TemplateResult } from 'lit-html';
import { draftName, type Draft } from '../../core/settings/draft.ts';
import { failureText } from '../../core/text/dictionary.ts';
import type { Frame } from '../frame.ts';
import { icon } from '../icon.ts';

/** The frame around what is being written: where it belongs, its fields, save and remove. */
export function draftForm(
  draft: Draft,
  {
    title,
    back,
    body,
    ready,
    isPart = false,
  }: {
    readonly title: string;
    readonly back: readonly string[];
    readonly body: TemplateResult;
    readonly ready: boolean;
    /** Only a part of the thing is shown: it cannot be removed from here. */
    readonly isPart?: boolean;
  },
  { t, act, dispatch }: Frame,
): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void act.saveDraft();
  };
  const general = draft.failure?.fields.length === 0 || draft.failure?.code !== 'bad-request';
  return html`<form class="draft" @submit=${submit} aria-busy=${String(draft.busy)}>
    <header class="page-head">
      <button
        type="button"
        class="button button-icon"
        aria-label=${t.act.back}
        title=${t.act.back}
        @click=${() => dispatch({ type: 'paged', page: 'settings', path: back })}
      >
        ${icon('undo')}
      </button>
      <h2>${title}</h2>
      ${draft.dirty ? html`<span class="chip">${t.settings.unsaved}</span>` : nothing}
      <span class="page-tools">
        ${
          draft.isNew || isPart
            ? nothing
            : html`<button
                type="button"
                class="button"
                ?disabled=${draft.busy}
                @click=${() => {
                  if (window.confirm(t.settings.removeSure(draftName(draft.value)))) void act.removeDraft();
                }}
              >
                ${t.settings.remove}
              </button>`
        }
        <button class="button button-main" ?disabled=${draft.busy || !ready}>
          ${draft.busy ? t.settings.saving : t.act.save}
        </button>
      </span>
    </header>
    ${
      draft.failure && general
        ? html`<p class="draft-failure" role="alert">${failureText(t, draft.failure.code)}</p>`
        : nothing
    }
    ${body}
  </form>`;
}
