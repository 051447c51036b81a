import { html, nothing, type TemplateResult } from 'lit-html';
import { VEHICLES } from '../../../contracts/behaviours.ts';
import type { PlanningDraft } from '../../core/settings/holiday-spans.ts';
import { failureText } from '../../core/text/dictionary.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';
import { submitted } from '../form-text.ts';
import type { Frame } from '../frame.ts';
import { icon } from '../icon.ts';
import { holidaysCard } from './holidays-card.ts';
import { nameInput, type ChangePlanning } from './planning-fields.ts';
import { scheduleCard } from './schedule-card.ts';

/** What planners count by: holidays, passenger-car units, seasons. Stored together. */
export function planningSection(frame: Frame): TemplateResult {
  const { state, t, act, dispatch } = frame;
  const { planning } = state.setup;
  if (planning.is === 'failed') return html`<p class="field-fault" role="alert">${failureText(t, planning.code)}</p>`;
  if (planning.is !== 'ready') return html`<p class="muted" aria-busy="true">${t.system.loading}</p>`;
  const draft = planning.value;
  const change: ChangePlanning = (change) =>
    dispatch({ type: 'setup-changed', change: { planning: { is: 'ready', value: { ...draft, ...change } } } });
  const submit = async (event: SubmitEvent) => {
    const said = submitted(event).querySelector('.planning-fault');
    const failed = await act.savePlanning(draft);
    if (said)
      said.textContent = failed
        ? [failureText(t, failed.code), ...failed.fields.map((one) => fieldFaultText(t, one))].join(' ')
        : '';
  };
  return html`<form class="planning" @submit=${submit}>
      ${holidaysCard(draft, change, frame)} ${carUnitsCard(draft, change, frame)} ${seasonsCard(draft, change, frame)}
      <p class="field-fault planning-fault" role="alert"></p>
      <footer class="modal-foot"><button class="button button-main">${t.act.save}</button></footer>
    </form>
    ${scheduleCard(frame)}`;
}

function carUnitsCard({ carUnits }: PlanningDraft, change: ChangePlanning, { t }: Frame): TemplateResult {
  const set = (vehicle: (typeof VEHICLES)[number], text: string) => {
    const { [vehicle]: _before, ...others } = carUnits;
    change({ carUnits: text === '' ? others : { ...others, [vehicle]: Number(text) } });
  };
  return html`<section class="card">
    <h3>${t.planning.carUnits}</h3>
    <p class="muted">${t.planning.carUnitsLead}</p>
    <div class="field-row planning-units">
      ${VEHICLES.map(
        (vehicle) =>
          html`<label class="field"
            ><span class="capital">${t.thing[vehicle]}</span>
            <input
              type="number"
              name=${`unit ${vehicle}`}
              min="0"
              max="20"
              step="0.01"
              placeholder="–"
              .value=${carUnits[vehicle] === undefined ? '' : String(carUnits[vehicle])}
              @change=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
                set(vehicle, currentTarget.validity.valid ? currentTarget.value : '')}
            />
          </label>`,
      )}
    </div>
  </section>`;
}

function seasonsCard({ seasons }: PlanningDraft, change: ChangePlanning, { t, state }: Frame): TemplateResult {
  const { language } = state.preferences;
  const rename = (at: number, name: Partial<{ vi: string; en: string }>) =>
    change({ seasons: seasons.map((one, i) => (i === at ? { ...one, name: { ...one.name, ...name } } : one)) });
  /** A month belongs to one season: it leaves the one it was in. */
  const give = (month: number, at: number) =>
    change({
      seasons: seasons.map((one, i) => {
        const others = one.months.filter((other) => other !== month);
        return { ...one, months: i === at ? [...others, month] : others };
      }),
    });
  const drop = (at: number) => {
    const heirs = seasons.filter((_, i) => i !== at);
    const months = seasons[at]?.months ?? [];
    change({ seasons: heirs.map((one, i) => (i === 0 ? { ...one, months: [...one.months, ...months] } : one)) });
  };
  return html`<section class="card">
    <h3>${t.planning.seasons}</h3>
    <p class="muted">${t.planning.seasonsLead}</p>
    <ul class="entries planning-seasons">
      ${seasons.map(
        ({ name, months }, at) =>
          html`<li>
            <div class="planning-names">
              ${nameInput(t.planning.nameVi, name.vi, (vi) => rename(at, { vi }))}
              ${nameInput(t.planning.nameEn, name.en, (en) => rename(at, { en }))}
            </div>
            <div class="planning-months" role="group" aria-label=${t.planning.months(name[language])}>
              ${Array.from({ length: 12 }, (_, i) => i + 1).map(
                (month) =>
                  html`<button
                    type="button"
                    class="button button-small planning-month"
                    aria-pressed=${String(months.includes(month))}
                    @click=${() => give(month, at)}
                  >
                    ${month}
                  </button>`,
              )}
            </div>
            ${
              seasons.length === 1
                ? nothing
                : html`<button
                    type="button"
                    class="button button-icon"
                    aria-label=${t.planning.drop(name[language])}
                    title=${t.planning.drop(name[language])}
                    @click=${() => drop(at)}
                  >
                    ${icon('close')}
                  </button>`
            }
          </li>`,
      )}
    </ul>
    <button
      type="button"
      class="button"
      ?disabled=${seasons.length >= 12}
      @click=${() =>
        change({ seasons: [...seasons, { name: { vi: t.planning.newSeason, en: t.planning.newSeason }, months: [] }] })}
    >
      ${icon('plus')} ${t.planning.addSeason}
    </button>
  </section>`;
}
