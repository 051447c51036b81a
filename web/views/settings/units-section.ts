import { html, nothing, type TemplateResult } from 'lit-html';
import type { Unit } from '../../../contracts/units.ts';
import type { Draft } from '../../core/settings/draft.ts';
import type { Frame } from '../frame.ts';
import { areaName } from '../names.ts';
import { draftForm } from './draft-form.ts';
import { choice, faultAt, field, textInput, tick } from './field.ts';

/** Whom the operations centre can send, those that have ended last. */
export function unitsSection({ state, t, f, dispatch }: Frame): TemplateResult {
  const units = state.city.is === 'ready' ? state.city.value.units : [];
  const members = (id: string) =>
    state.accounts.is === 'ready' ? f.number(state.accounts.value.filter(({ unitId }) => unitId === id).length) : '–';
  const rows = [...units].sort((a, b) => Number(a.endedAt !== null) - Number(b.endedAt !== null));
  return html`<section class="card table-scroll">
    ${
      rows.length === 0
        ? html`<p class="muted">${t.settings.none}</p>`
        : html`<table class="table table-stacked">
            <thead>
              <tr>
                <th scope="col">${t.settings.name}</th>
                <th scope="col">${t.units.area}</th>
                <th scope="col">${t.units.phone}</th>
                <th scope="col">${t.units.members}</th>
              </tr>
            </thead>
            <tbody>
              ${rows.map(
                (unit) =>
                  html`<tr ?data-off=${unit.endedAt !== null}>
                    <th scope="row">
                      <button
                        class="link"
                        dir="auto"
                        @click=${() => dispatch({ type: 'paged', page: 'settings', path: ['units', unit.id] })}
                      >
                        ${state.preferences.language === 'vi' ? unit.nameVi : unit.nameEn}
                      </button>
                      ${
                        unit.endedAt === null
                          ? nothing
                          : html`<span class="chip">${t.units.ended(f.day(Date.parse(unit.endedAt)))}</span>`
                      }
                    </th>
                    <td dir="auto">${areaName(state, unit.areaId) ?? unit.areaId ?? t.filter.wholeCity}</td>
                    <td class="mono" data-label=${t.units.phone}>${unit.phone ?? '–'}</td>
                    <td data-label=${t.units.members}>${members(unit.id)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
  </section>`;
}

/** A unit: what it is called in both languages, where it works, how it is reached. */
export function unitForm(draft: Extract<Draft, { kind: 'unit' }>, frame: Frame): TemplateResult {
  const { state, t, f, dispatch } = frame;
  const { value, failure } = draft;
  const change = (change: Partial<Unit>) => dispatch({ type: 'draft-changed', change });
  const wards = state.city.is === 'ready' ? state.city.value.areas.filter(({ kind }) => kind === 'ward') : [];
  const areas = [['', t.filter.wholeCity] as const, ...wards.map(({ id }) => [id, areaName(state, id) ?? id] as const)];
  const body = html`<div class="draft-fields draft-fields-wide">
    <div class="field-row">
      ${field(
        t.areas.nameVi,
        textInput(value.nameVi, (nameVi) => change({ nameVi }), { required: true }),
        faultAt(failure, 'nameVi', t),
      )}
      ${field(
        t.areas.nameEn,
        textInput(value.nameEn, (nameEn) => change({ nameEn }), { required: true }),
        faultAt(failure, 'nameEn', t),
      )}
    </div>
    ${field(t.settings.id, html`<output class="mono">${value.id || '–'}</output>`, faultAt(failure, 'id', t), t.settings.idHint)}
    <div class="field-row">
      ${field(
        t.units.area,
        choice(value.areaId ?? '', areas, (id) => change({ areaId: id === '' ? null : id })),
        faultAt(failure, 'areaId', t),
      )}
      ${field(
        t.units.phone,
        textInput(value.phone ?? '', (phone) => change({ phone: phone.trim() === '' ? null : phone }), { max: 32 }),
        faultAt(failure, 'phone', t),
        t.units.phoneHint,
      )}
    </div>
    ${tick(t.units.working, value.endedAt === null, (on) =>
      change({ endedAt: on ? null : new Date(state.now).toISOString() }),
    )}
    ${value.endedAt === null ? nothing : html`<p class="muted">${t.units.ended(f.full(Date.parse(value.endedAt)))}</p>`}
    ${endFault(failure, frame)}
    <p class="muted">${t.units.membersHint}</p>
  </div>`;
  return draftForm(
    draft,
    {
      title: draft.isNew ? t.settings.add.units : value.nameVi,
      back: ['units'],
      body,
      ready: value.id !== '' && value.nameVi.trim() !== '' && value.nameEn.trim() !== '',
      isPart: true,
    },
    frame,
  );
}

function endFault(failure: Draft['failure'], { t }: Frame): TemplateResult | typeof nothing {
  const fault = faultAt(failure, 'endedAt', t);
  return fault === null ? nothing : html`<p class="field-fault" role="alert">${fault}</p>`;
}
