import { html, type TemplateResult } from 'lit-html';
import type { PlanningDraft } from '../../core/settings/holiday-spans.ts';
import { textInput } from './field.ts';

/** How a card changes what is written. */
export type ChangePlanning = (change: Partial<PlanningDraft>) => void;

/** A name in one language; its label is for those who do not see the place it stands in. */
export function nameInput(label: string, value: string, onInput: (text: string) => void): TemplateResult {
  return html`<label class="field"><span>${label}</span>${textInput(value, onInput, { required: true })}</label>`;
}
