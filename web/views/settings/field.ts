import { html, nothing, type TemplateResult } from 'lit-html';
import type { DraftFailure } from '../../core/settings/draft.ts';
import type { Dictionary } from '../../core/text/dictionary.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';

/** What the gateway said about a field, or about anything below it. */
export function faultAt(failure: DraftFailure | null, path: string, t: Dictionary): string | null {
  const found = failure?.fields.find((field) => field.path === path || field.path.startsWith(`${path}.`));
  return found ? fieldFaultText(t, found) : null;
}

/** A label with its control, an explanation and what is wrong with it. */
export function field(
  label: string,
  control: TemplateResult,
  fault: string | null = null,
  hint: string | null = null,
): TemplateResult {
  return html`<label class="field" ?data-fault=${fault !== null}>
    <span>${label}</span>
    ${control} ${hint === null ? nothing : html`<small class="muted">${hint}</small>`}
    ${fault === null ? nothing : html`<small class="field-fault" role="alert">${fault}</small>`}
  </label>`;
}

type InputEvent = { readonly currentTarget: HTMLInputElement };

/** A line of text. */
export function textInput(
  value: string,
  onInput: (text: string) => void,
  more: { readonly required?: boolean; readonly max?: number; readonly mono?: boolean } = {},
): TemplateResult {
  return html`<input
    type="text"
    class=${more.mono ? 'mono' : ''}
    autocomplete="off"
    spellcheck="false"
    maxlength=${more.max ?? 200}
    ?required=${more.required ?? false}
    .value=${value}
    @input=${({ currentTarget }: InputEvent) => onInput(currentTarget.value)}
  />`;
}

/** A number; what is not one is not passed on. */
export function numberInput(
  value: number,
  onInput: (value: number) => void,
  range: { readonly min?: number; readonly max?: number; readonly step?: number | 'any' } = {},
): TemplateResult {
  return html`<input
    type="number"
    min=${range.min ?? nothing}
    max=${range.max ?? nothing}
    step=${range.step ?? 'any'}
    required
    .value=${Number.isFinite(value) ? String(value) : ''}
    @change=${({ currentTarget }: InputEvent) => {
      if (Number.isFinite(currentTarget.valueAsNumber)) onInput(currentTarget.valueAsNumber);
    }}
  />`;
}

/** One of several. */
export function choice<T extends string>(
  value: T,
  options: readonly (readonly [T, string])[],
  onChoice: (value: T) => void,
): TemplateResult {
  return html`<select
    @change=${({ currentTarget }: { readonly currentTarget: HTMLSelectElement }) => {
      const chosen = options.find(([option]) => option === currentTarget.value);
      if (chosen) onChoice(chosen[0]);
    }}
  >
    ${options.map(([option, label]) => html`<option value=${option} ?selected=${option === value}>${label}</option>`)}
  </select>`;
}

/** Any of several. */
export function choices<T extends string>(
  legend: string,
  chosen: readonly T[],
  options: readonly (readonly [T, string])[],
  onChoice: (chosen: readonly T[]) => void,
  fault: string | null = null,
): TemplateResult {
  const toggle = (option: T) =>
    onChoice(chosen.includes(option) ? chosen.filter((one) => one !== option) : [...chosen, option]);
  return html`<fieldset class="choice-set" ?data-fault=${fault !== null}>
    <legend>${legend}</legend>
    <div class="choices choices-many">
      ${options.map(
        ([option, label]) =>
          html`<label class="choice"
            ><input type="checkbox" .checked=${chosen.includes(option)} @change=${() => toggle(option)} />
            ${label}</label
          >`,
      )}
    </div>
    ${fault === null ? nothing : html`<small class="field-fault" role="alert">${fault}</small>`}
  </fieldset>`;
}

/** Yes or no. */
export function tick(label: string, on: boolean, onChange: (on: boolean) => void): TemplateResult {
  return html`<label class="choice"
    ><input
      type="checkbox"
      .checked=${on}
      @change=${({ currentTarget }: InputEvent) => onChange(currentTarget.checked)}
    />
    ${label}</label
  >`;
}
