import { html, nothing, type TemplateResult } from 'lit-html';
import { matches } from '../../core/search.ts';
import type { Frame } from '../frame.ts';
import { choices } from './field.ts';

/** So many can be looked over; of more one wants to find some. */
const SURVEYED = 12;
/** A city has thousands of cameras: beyond these one has to say more of what is looked for. */
const SHOWN = 60;

/** Any of many: what is chosen stays in sight, the others are found by name, without diacritics. */
export function foundChoices(
  {
    legend,
    chosen,
    options,
    onChoice,
    fault,
    none = null,
  }: {
    readonly legend: string;
    readonly chosen: readonly string[];
    readonly options: readonly (readonly [string, string])[];
    readonly onChoice: (chosen: readonly string[]) => void;
    readonly fault: string | null;
    /** What to say when there is nothing to choose. */
    readonly none?: string | null;
  },
  { state, t, f, dispatch }: Frame,
): TemplateResult {
  if (options.length === 0 && none !== null)
    return html`<fieldset class="choice-set">
      <legend>${legend}</legend>
      <p class="muted">${none}</p>
    </fieldset>`;
  if (options.length <= SURVEYED) return choices(legend, chosen, options, onChoice, fault);
  const text = state.setup.find;
  const mine = new Set(chosen);
  const found = options.filter(([id, label]) => !mine.has(id) && matches(text, label));
  const shown = [...options.filter(([id]) => mine.has(id)), ...found.slice(0, SHOWN)];
  return html`<div class="found-choices">
    <label class="field"
      ><span>${t.rules.find(legend.toLowerCase())}</span>
      <input
        type="search"
        maxlength="100"
        .value=${text}
        @input=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
          dispatch({ type: 'setup-changed', change: { find: currentTarget.value } })}
      />
    </label>
    ${choices(legend, chosen, shown, onChoice, fault)}
    ${
      found.length > SHOWN
        ? html`<p class="muted">${t.rules.more(f.number(found.length - SHOWN))}</p>`
        : found.length === 0 && text !== ''
          ? html`<p class="muted">${t.rules.noneFound}</p>`
          : nothing
    }
  </div>`;
}
