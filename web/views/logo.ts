import { html, type TemplateResult } from 'lit-html';

/** The product's sign: a place on the map that looks. */
export function logo(): TemplateResult {
  return html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
    <path class="logo-pin" d="M16 30S4.5 20.5 4.5 12.6a11.5 11.5 0 0 1 23 0C27.5 20.5 16 30 16 30Z" />
    <path class="logo-eye" d="M8.5 13S11.3 8 16 8s7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5Z" />
    <circle class="logo-iris" cx="16" cy="13" r="2.6" />
  </svg>`;
}
