import { html, type TemplateResult } from 'lit-html';

/** What the marks of a chart mean. */
export function legend(
  entries: readonly { readonly swatch: TemplateResult; readonly label: string }[],
): TemplateResult {
  return html`<ul class="chart-legend">
    ${entries.map(({ swatch, label }) => html`<li>${swatch}${label}</li>`)}
  </ul>`;
}
