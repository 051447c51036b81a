import { html, svg, type TemplateResult } from 'lit-html';
import { px } from '../../core/charts/curve.ts';

/** Something before and after. */
export interface TwoRow {
  readonly label: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly beforeText: string;
  readonly afterText: string;
}

/** Two bars a row: before, outlined; after, filled. */
export function twoRows(rows: readonly TwoRow[], label: string): TemplateResult {
  const most = Math.max(1e-9, ...rows.flatMap(({ before, after }) => [before ?? 0, after ?? 0]));
  return html`<ul class="two-rows" aria-label=${label}>
    ${rows.map(
      ({ label: name, before, after, beforeText, afterText }) =>
        html`<li>
          <span class="bar-label">${name}</span>
          <svg class="two-track" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            ${svg`<rect class="two-before" y="2" width=${px((100 * (before ?? 0)) / most)} height="11" /><rect class="chart-bar" y="16" width=${px((100 * (after ?? 0)) / most)} height="12" />`}
          </svg>
          <span class="two-text"><span>${beforeText}</span><strong>${afterText}</strong></span>
        </li>`,
    )}
  </ul>`;
}
