import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { px } from '../../core/charts/curve.ts';

/** A value with the interval it lies in, on an axis all rows share. */
export interface IntervalRow {
  readonly label: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly text: string;
  readonly note?: string;
  readonly act?: () => void;
}

/** Draws each row as a dot with its interval; the numbers are written beside it. */
export function intervalRows(
  rows: readonly IntervalRow[],
  scale: { readonly most: number; readonly ticks: readonly { readonly value: number; readonly label: string }[] },
  label: string,
): TemplateResult {
  const x = (value: number) => px(Math.max(0, Math.min(100, (100 * value) / scale.most)));
  return html`<ul class="interval-rows" aria-label=${label}>
    <li class="interval-axis" aria-hidden="true">
      <span></span>
      <span class="interval-ticks">
        ${scale.ticks.map(({ value, label: tick }) => html`<i .style=${`left:${x(value)}%`}>${tick}</i>`)}
      </span>
      <span></span>
    </li>
    ${rows.map(
      ({ label: name, value, low, high, text, note, act }) =>
        html`<li>
          <span class="bar-label">${act ? html`<button class="link" @click=${act}>${name}</button>` : name}</span>
          <svg
            class="interval-track"
            viewBox="0 0 100 10"
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
          >
            ${scale.ticks.map(({ value: tick }) => svg`<path class="chart-grid" d="M${x(tick)} 0V10" vector-effect="non-scaling-stroke" />`)}
            ${low === null || high === null ? nothing : svg`<rect class="interval-span" x=${x(low)} y="3" width=${px(Math.max(0.5, Number(x(high)) - Number(x(low))))} height="4" />`}
            ${value === null ? nothing : svg`<rect class="interval-dot" x=${px(Math.max(0, Number(x(value)) - 0.5))} y="0" width="1" height="10" />`}
          </svg>
          <span class="bar-text">${text}${note === undefined ? nothing : html`<small>${note}</small>`}</span>
        </li>`,
    )}
  </ul>`;
}
