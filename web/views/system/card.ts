import { html, type TemplateResult } from 'lit-html';

/** A part of the page about the system's state. */
export function card(title: string, body: unknown): TemplateResult {
  return html`<section class="card">
    <h3>${title}</h3>
    ${body}
  </section>`;
}
