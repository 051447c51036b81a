import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { Figure } from '../../../contracts/history.ts';
import { changeFrom } from '../../core/stats/flow-series.ts';
import type { StatsFrame } from './stats-frame.ts';

/** One number a report may rest on, with how much of it was seen. */
export interface KeyFigure {
  readonly title: string;
  readonly figure: Figure;
  readonly unit: string;
  /** What it is compared with. */
  readonly before?: Figure | null;
  readonly main?: boolean;
}

/** A key number: counted, observed, estimated ± margin, and how it differs from the compared period. */
export function keyFigure({ title, figure, unit, before, main = false }: KeyFigure, frame: StatsFrame): TemplateResult {
  const { sf } = frame;
  return html`<li class="key" data-main=${String(main)}>
    <h3>${title}</h3>
    <p class="key-value"><strong>${sf.amount(figure.counted)}</strong> <span>${unit}</span></p>
    <p class="key-note" title=${frame.s.figure.help}>${meter(figure.observed)} ${sf.honesty(figure)}</p>
    ${before ? change(before, figure, frame) : nothing}
  </li>`;
}

/** A key fact that is no count. */
export function keyFact(title: string, value: string, note: string): TemplateResult {
  return html`<li class="key">
    <h3>${title}</h3>
    <p class="key-value"><strong>${value}</strong></p>
    <p class="key-note">${note}</p>
  </li>`;
}

/** How much was watched, as a bar; the number is written beside it. */
export function meter(observed: number | null): TemplateResult | typeof nothing {
  if (observed === null) return nothing;
  return html`<svg class="meter" viewBox="0 0 40 8" aria-hidden="true" focusable="false">
    <rect class="meter-all" width="40" height="8" rx="2" />
    ${svg`<rect class="meter-seen" width=${Math.max(1, 40 * observed)} height="8" rx="2" />`}
  </svg>`;
}

function change(before: Figure, after: Figure, { s, sf }: StatsFrame): TemplateResult | typeof nothing {
  const found = changeFrom(before, after);
  if (!found) return nothing;
  const way = !found.sure ? 'same' : found.share > 0 ? 'up' : 'down';
  const arrow = way === 'same' ? '≈' : way === 'up' ? '▲' : '▼';
  return html`<p class="key-change" data-way=${way}>
    <span aria-hidden="true">${arrow}</span> ${s.overview.change(sf.change(found.share))}${
      found.sure ? nothing : html`<small>${s.overview.unsure}</small>`
    }
  </p>`;
}

/** Counted, observed, estimate and margin as a table says them. */
export function figureCells(figure: Figure, { sf }: StatsFrame): readonly string[] {
  return [
    sf.amount(figure.counted),
    figure.observed === null ? '–' : sf.percent(figure.observed),
    figure.estimated === null ? '–' : sf.amount(Math.round(figure.estimated)),
    figure.plusMinus === null ? '–' : sf.amount(Math.ceil(figure.plusMinus)),
  ];
}

/** What the counts are counts of, in the chosen unit. */
export function unitOf({ stats, s }: StatsFrame): string {
  return stats.query.carUnits ? s.unit.short : s.unit.things;
}

/** Room for key numbers on their way; nothing when they could not be had, which the charts say. */
export function keysLoading(failed: boolean): TemplateResult | typeof nothing {
  if (failed) return nothing;
  return html`<ul class="keys-row" aria-busy="true">
    ${[1, 2, 3, 4, 5].map(() => html`<li class="key skeleton"></li>`)}
  </ul>`;
}
