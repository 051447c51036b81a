import { html, type TemplateResult } from 'lit-html';

/** The patterns all drawings of a page share: what was missed, and what nobody watched. Put it into the page once. */
export function hatches(): TemplateResult {
  return html`<svg class="hatches" width="0" height="0" aria-hidden="true" focusable="false">
    <defs>
      <pattern id="hatch-missed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="hatch-ground" width="6" height="6" />
        <rect class="hatch-line" width="2.4" height="6" />
      </pattern>
      <pattern id="hatch-unseen" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <rect class="hatch-gap" width="1.6" height="8" />
      </pattern>
    </defs>
  </svg>`;
}
