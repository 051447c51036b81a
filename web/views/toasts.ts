import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Toast } from '../core/state.ts';
import { failureText } from '../core/text/dictionary.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';

/** Short messages that go away by themselves; some can be taken back while they stand. */
export function toasts(frame: Frame): TemplateResult {
  const { state, t, act, dispatch } = frame;
  return html`<div class="toasts" role="status" aria-live="polite">
    ${repeat(
      state.toasts,
      (toast) => toast.id,
      (toast) =>
        html`<div class="toast" data-tone=${toast.tone}>
          ${icon(toast.tone === 'done' ? 'check' : 'cut')}
          <span>${wordsOf(toast, frame)}</span>
          ${
            toast.undo.length > 0
              ? html`<button class="button button-small" @click=${() => act.undo(toast)}>
                  ${icon('undo')} ${t.act.undo} <kbd>U</kbd>
                </button>`
              : nothing
          }
          ${
            toast.left
              ? html`<button class="button button-small" @click=${() => dispatch({ type: 'draft-taken-up', toast })}>
                  ${icon('undo')} ${t.settings.goOn}
                </button>`
              : nothing
          }
          <button
            class="button button-icon"
            aria-label=${t.act.close}
            @click=${() => dispatch({ type: 'toast-dismissed', id: toast.id })}
          >
            ${icon('close')}
          </button>
        </div>`,
    )}
  </div>`;
}

function wordsOf({ text }: Toast, { t, f }: Frame): string {
  switch (text.is) {
    case 'step':
      return text.kind in t.stepDone
        ? t.stepDone[text.kind as keyof typeof t.stepDone](f.number(text.count))
        : t.step[text.kind];
    case 'changed':
      return t.alert.changedBy(text.byName ?? t.alert.somebody, t.state[text.state]);
    case 'failure':
      return failureText(t, text.code);
    case 'no-basemap':
      return t.map.failed;
    case 'copied':
      return t.act.copied;
    case 'captured':
      return t.seeing.captured;
    case 'no-picture':
      return t.seeing.captureFailed;
    case 'saved':
      return t.act.saved;
    case 'draft-left':
      return t.settings.left;
    case 'password-changed':
      return t.password.done;
  }
}
