import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { px } from '../../core/charts/curve.ts';

/** One bar with its words. */
export interface BarRow {
  readonly label: string;
  readonly value: number;
  /** Longer than `value`: the hatched rest is what was probably missed. */
  readonly estimate?: number | null;
  readonly text: string;
  readonly note?: string;
}

/** Bars side by side with their numbers written out, longest possible bar = the greatest of all. */
export function barRows(rows: readonly BarRow[], label: string): TemplateResult {
  const most = Math.max(1e-9, ...rows.map(({ value, estimate }) => Math.max(value, estimate ?? 0)));
  return html`<ul class="bar-rows" aria-label=${label}>
    ${rows.map(
      (row) =>
        html`<li>
          <span class="bar-label">${row.label}</span>
          <svg class="bar-track" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            ${svg`<rect class="chart-bar" width=${px((100 * row.value) / most)} height="10" />`}
            ${
              row.estimate != null && row.estimate > row.value
                ? svg`<rect class="chart-missed-plain" x=${px((100 * row.value) / most)} width=${px((100 * (row.estimate - row.value)) / most)} height="10" />`
                : nothing
            }
          </svg>
          <span class="bar-text"
            >${row.text}${row.note === undefined ? nothing : html` <small>${row.note}</small>`}</span
          >
        </li>`,
    )}
  </ul>`;
}

/** Two opposite parts of one thing. */
export interface PairRow {
  readonly label: string;
  readonly back: number;
  readonly forth: number;
  readonly backText: string;
  readonly forthText: string;
}

/** Bars to both sides of a middle line: a split in two. */
export function pairRows(rows: readonly PairRow[], heads: readonly [string, string], label: string): TemplateResult {
  const most = Math.max(1e-9, ...rows.flatMap(({ back, forth }) => [back, forth]));
  return html`<div class="pair-heads" aria-hidden="true"><span>◀ ${heads[0]}</span><span>${heads[1]} ▶</span></div>
    <ul class="pair-rows" aria-label=${label}>
      ${rows.map(
        ({ label: name, back, forth, backText, forthText }) =>
          html`<li>
            <span class="pair-label">${name}</span>
            <span class="pair-back"><span class="visually-hidden">${heads[0]}: </span>${backText}</span>
            <svg
              class="pair-track"
              viewBox="-100 0 200 10"
              preserveAspectRatio="none"
              aria-hidden="true"
              focusable="false"
            >
              ${svg`<rect class="chart-bar pair-second" x=${px((-100 * back) / most)} width=${px((100 * back) / most)} height="10" /><rect class="chart-bar" width=${px((100 * forth) / most)} height="10" />`}
            </svg>
            <span class="pair-forth"><span class="visually-hidden">${heads[1]}: </span>${forthText}</span>
          </li>`,
      )}
    </ul>`;
}
