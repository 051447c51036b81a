import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { Severity } from '../../contracts/rules.ts';

/** Each gravity has its own shape, so that colour is never the only sign. */
const SHAPE: Readonly<Record<Severity, TemplateResult>> = {
  critical: svg`<path class="mark-fill" d="M12 1.5 22.5 12 12 22.5 1.5 12Z"/><path class="mark-ink" d="M12 7v6.2M12 16.6v.1"/>`,
  warning: svg`<path class="mark-fill" d="M12 2.5 22.5 21h-21Z"/><path class="mark-ink" d="M12 9.5v5M12 17.6v.1"/>`,
  info: svg`<circle class="mark-fill" cx="12" cy="12" r="9.5"/><path class="mark-ink" d="M12 11v5.5M12 7.4v.1"/>`,
};

/** The sign of a gravity: diamond, triangle, circle. Without a label it is decoration beside words that say the same. */
export function severityMark(severity: Severity, label: string): TemplateResult {
  return html`<svg
    class="mark"
    data-severity=${severity}
    viewBox="0 0 24 24"
    role=${label === '' ? 'presentation' : 'img'}
    aria-hidden=${label === '' ? 'true' : nothing}
    aria-label=${label === '' ? nothing : label}
  >
    ${SHAPE[severity]}
  </svg>`;
}
