import { html, nothing, type TemplateResult } from 'lit-html';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';

/** Shows the dialog that has just been rendered. It has to be in the page first, so the console calls this after it. */
export function showDialogs(root: ParentNode): void {
  for (const dialog of root.querySelectorAll<HTMLDialogElement>('dialog:not([open])')) dialog.showModal();
}

/** A dialog the browser keeps the focus in; Escape and a click beside it close it. */
export function modal(title: string, body: TemplateResult, { t, dispatch }: Frame, wide = false): TemplateResult {
  const close = () => dispatch({ type: 'dialog-closed' });
  return html`<dialog
    class="modal ${wide ? 'modal-wide' : ''}"
    aria-label=${title}
    @close=${close}
    @click=${(event: MouseEvent) => {
      if (event.target === event.currentTarget) close();
    }}
  >
    <header class="modal-head">
      <h2>${title}</h2>
      <button class="button button-icon" aria-label=${t.act.close} @click=${close}>${icon('close')}</button>
    </header>
    ${body}
  </dialog>`;
}

/** Foot of a form in a dialog: how many it is for, cancel, and the one thing it does. */
export function formFoot(label: string, count: number, { t, f, dispatch }: Frame): TemplateResult {
  return html`<footer class="modal-foot">
    ${count > 1 ? html`<span class="muted">${t.dialog.for(f.number(count))}</span>` : nothing}
    <button type="button" class="button" @click=${() => dispatch({ type: 'dialog-closed' })}>${t.act.cancel}</button>
    <button class="button button-main">${label}</button>
  </footer>`;
}
