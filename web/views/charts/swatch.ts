import { html, svg, type TemplateResult } from 'lit-html';
import { dashOf, markOf } from '../../core/charts/looks.ts';

/** What a key beside a chart shows. */
export type SwatchKind = 'line' | 'bar' | 'missed' | 'unseen' | 'before' | 'whisker' | 'limit';

/** A small sample of how something is drawn; decoration, the words beside it carry the meaning. */
export function swatch(kind: SwatchKind, look = 0): TemplateResult {
  return html`<svg class="swatch" data-look=${look} viewBox="0 0 26 14" aria-hidden="true" focusable="false">
    ${sample(kind, look)}
  </svg>`;
}

function sample(kind: SwatchKind, look: number): TemplateResult {
  switch (kind) {
    case 'line':
      return svg`<path class="chart-line" d="M1 7H25" stroke-dasharray=${dashOf(look)} /><path class="chart-mark" transform="translate(13 7)" d=${markOf(look)} />`;
    case 'bar':
      return svg`<rect class="chart-bar" x="6" y="1" width="14" height="12" rx="2" />`;
    case 'missed':
      return svg`<rect class="chart-missed" x="6" y="1" width="14" height="12" rx="2" />`;
    case 'unseen':
      return svg`<rect class="chart-unseen" x="1" y="0" width="24" height="14" />`;
    case 'before':
      return svg`<path class="chart-before" d="M1 10H9V4H17V8H25" />`;
    case 'whisker':
      return svg`<path class="chart-whisker" d="M13 1V13M9 1H17M9 13H17" />`;
    case 'limit':
      return svg`<path class="chart-limit-line" d="M1 7H25" />`;
  }
}
