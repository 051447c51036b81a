import { html, nothing, type TemplateResult } from 'lit-html';
import type { Area } from '../../../contracts/devices.ts';
import type { Outline } from '../../../contracts/geometry.ts';
import { outlineFault, type OutlineFault } from '../../../contracts/outline-fault.ts';
import type { Draft } from '../../core/settings/draft.ts';
import { parseOutline } from '../../core/settings/geojson-outline.ts';
import { addPiece, cornersOf, MOST_HANDLES, type LonLat } from '../../core/settings/outline-edit.ts';
import { AREA_KINDS, parentsFor, todayIn } from '../../core/settings/place-draft.ts';
import { cityDays, plusDays } from '../../core/stats/city-days.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';
import { formText, submitted } from '../form-text.ts';
import type { Frame } from '../frame.ts';
import { areaName } from '../names.ts';
import { overlapsSaid } from './area-overlaps.ts';
import { draftForm } from './draft-form.ts';
import { choice, faultAt, field, textInput } from './field.ts';
import { outlineEditor } from './outline-editor.ts';

type AreaDraft = Extract<Draft, { kind: 'area' }>;
type Change = (change: Partial<Area>) => void;

/** A boundary may have thousands of corners and the page is drawn often: each is judged once. */
const judged = new WeakMap<Outline, { readonly fault: OutlineFault | null }>();

function faultOf(outline: Outline | null): OutlineFault | null {
  if (outline === null) return null;
  const known = judged.get(outline) ?? { fault: outlineFault(outline) };
  judged.set(outline, known);
  return known.fault;
}

/** An administrative unit: what it is, from when on, and its boundary on the map. */
export function areaForm(draft: AreaDraft, frame: Frame, basemap: Promise<unknown>): TemplateResult {
  const { state, t, dispatch } = frame;
  const { value, failure } = draft;
  const change: Change = (change) => dispatch({ type: 'draft-changed', change });
  const areas = state.city.is === 'ready' ? state.city.value.areas : [];
  const drawnWrong = faultOf(value.outline);
  const kinds = AREA_KINDS.map((kind) => [kind, t.areas.kinds[kind]] as const);
  const parents = parentsFor(value.kind, value.id, areas).map(({ id }) => [id, areaName(state, id) ?? id] as const);
  const body = html`<div class="draft-columns">
    <div class="draft-fields">
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
      ${field(t.settings.id, html`<output class="mono">${value.id || '–'}</output>`, faultAt(failure, 'id', t), t.settings.idHint)}
      <div class="field-row">
        ${field(
          t.areas.kind,
          choice(value.kind, kinds, (kind) =>
            change({
              kind,
              parentId: parentsFor(kind, value.id, areas).some(({ id }) => id === value.parentId)
                ? value.parentId
                : null,
            }),
          ),
        )}
        ${field(
          t.areas.parent,
          choice(value.parentId ?? '', [['', t.areas.noParent] as const, ...parents], (id) =>
            change({ parentId: id === '' ? null : id }),
          ),
          faultAt(failure, 'parentId', t),
        )}
      </div>
      ${validity(draft, change, frame)}
    </div>
    <div class="draft-side">
      <h3>${t.areas.outline}</h3>
      ${outlineTools(value, change, frame)}
      <div
        class="picker"
        role="group"
        aria-label=${t.areas.mapLabel}
        ${outlineEditor({
          outline: value.outline,
          wrongAt: drawnWrong?.at ?? null,
          ring: state.setup.ring,
          others: neighbours(areas, value),
          centre: state.city.is === 'ready' ? state.city.value.centre : { lat: 0, lon: 0, zoom: 10 },
          theme: state.preferences.theme,
          basemap,
          onOutline: (outline) => change({ outline }),
          onRing: (ring) => dispatch({ type: 'setup-changed', change: { ring } }),
        })}
      ></div>
      ${outlineSaid(drawnWrong, failure, frame)}
      ${drawnWrong ? nothing : overlapsSaid(value, state.setup.areas.is === 'ready' ? state.setup.areas.value : areas, frame)}
      ${pasteBox(change, frame)}
    </div>
  </div>`;
  const whole =
    value.id !== '' &&
    value.nameVi.trim() !== '' &&
    value.nameEn.trim() !== '' &&
    state.setup.ring === null &&
    drawnWrong === null;
  return html`${draftForm(
    draft,
    {
      title: draft.isNew ? t.settings.add.areas : value.nameVi,
      back: ['areas'],
      body,
      ready: whole,
      isPart: true,
    },
    frame,
  )}
  ${draft.isNew || value.validTo !== null ? nothing : endForm(draft, areas, frame)} ${versions(value.id, frame)}`;
}

/** Put a version right, or begin a new one on a day. */
function validity({ value, versionFrom, failure }: AreaDraft, change: Change, frame: Frame): TemplateResult {
  const { state, t, f } = frame;
  const timeZone = state.city.is === 'ready' ? state.city.value.timeZone : 'UTC';
  const days = cityDays(timeZone);
  const day = html`<input
    type="date"
    required
    aria-label=${t.areas.validFrom}
    .value=${days.dayOf(Date.parse(value.validFrom))}
    @change=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
      if (currentTarget.value !== '') change({ validFrom: new Date(days.startOf(currentTarget.value)).toISOString() });
    }}
  />`;
  if (versionFrom === null) return field(t.areas.validFrom, day, faultAt(failure, 'validFrom', t));
  const isCorrection = value.validFrom === versionFrom;
  return html`<fieldset class="choice-set">
    <legend>${t.areas.validity}</legend>
    <label class="choice"
      ><input
        type="radio"
        name="validity"
        .checked=${isCorrection}
        @change=${() => change({ validFrom: versionFrom })}
      />
      ${t.areas.correct(f.day(Date.parse(versionFrom)))}</label
    >
    <label class="choice"
      ><input
        type="radio"
        name="validity"
        .checked=${!isCorrection}
        @change=${() => change({ validFrom: todayIn(timeZone, state.now) })}
      />
      ${t.areas.change} ${isCorrection ? nothing : day}</label
    >
    ${isCorrection ? nothing : html`<small class="muted">${t.areas.changeHint}</small>`}
  </fieldset>`;
}

function outlineTools({ outline }: Area, change: Change, { state, t, f, dispatch }: Frame): TemplateResult {
  const { ring } = state.setup;
  const setRing = (ring: readonly LonLat[] | null) => dispatch({ type: 'setup-changed', change: { ring } });
  if (ring)
    return html`<p class="muted">${t.areas.drawHint}</p>
      <div class="tool-row">
        <button
          type="button"
          class="button"
          ?disabled=${ring.length < 3}
          @click=${() => {
            setRing(null);
            change({ outline: addPiece(outline, ring) });
          }}
        >
          ${t.areas.finish}
        </button>
        <button type="button" class="button" @click=${() => setRing(null)}>${t.areas.stop}</button>
      </div>`;
  const points = outline ? cornersOf(outline).length : 0;
  return html`<p class="muted">
      ${
        outline === null
          ? t.areas.noOutline
          : points > MOST_HANDLES
            ? t.areas.tooFine(f.number(points))
            : t.areas.bendHint
      }
    </p>
    <div class="tool-row">
      <button type="button" class="button" @click=${() => setRing([])}>
        ${outline === null ? t.areas.draw : t.areas.addPiece}
      </button>
      ${
        outline === null
          ? nothing
          : html`<button type="button" class="button" @click=${() => change({ outline: null })}>
                ${t.areas.clear}
              </button>
              <span class="muted">${t.areas.points(f.number(outline.coordinates.length), f.number(points))}</span>`
      }
    </div>`;
}

function outlineSaid(
  drawnWrong: OutlineFault | null,
  failure: Draft['failure'],
  { t }: Frame,
): TemplateResult | typeof nothing {
  const fault = drawnWrong ? fieldFaultText(t, drawnWrong) : faultAt(failure, 'outline', t);
  return fault === null ? nothing : html`<p class="field-fault" role="alert">${fault}</p>`;
}

/** The twin of drawing for those who have the boundary already, or cannot draw. */
function pasteBox(change: Change, { t, dispatch }: Frame): TemplateResult {
  const use = ({ currentTarget }: { readonly currentTarget: HTMLElement }) => {
    const box = currentTarget.closest('details');
    const text = box?.querySelector('textarea')?.value ?? '';
    const said = box?.querySelector('.field-fault');
    const outline = parseOutline(text);
    if (said) said.textContent = outline === null ? t.areas.pasteBad : '';
    if (outline === null) return;
    dispatch({ type: 'setup-changed', change: { ring: null } });
    change({ outline });
    if (box) box.open = false;
  };
  return html`<details class="paste-box">
    <summary>${t.areas.paste}</summary>
    <label class="field"
      ><span class="visually-hidden">${t.areas.paste}</span>
      <textarea rows="5" class="mono" spellcheck="false" maxlength="2000000"></textarea>
      <small class="muted">${t.areas.pasteHint}</small>
    </label>
    <p class="field-fault" role="alert"></p>
    <button type="button" class="button" @click=${use}>${t.areas.pasteUse}</button>
  </details>`;
}

/** Ends the area on a day, merged into another or not. */
function endForm({ value, failure, busy }: AreaDraft, areas: readonly Area[], frame: Frame): TemplateResult {
  const { state, t, act } = frame;
  const timeZone = state.city.is === 'ready' ? state.city.value.timeZone : 'UTC';
  const days = cityDays(timeZone);
  const today = days.dayOf(state.now);
  // What begins today can end tomorrow at the earliest.
  const first = days.dayOf(Date.parse(value.validFrom)) === today ? plusDays(today, 1) : today;
  const heirs = areas.filter(({ id, kind }) => id !== value.id && kind === value.kind);
  const submit = (event: SubmitEvent) => {
    const form = submitted(event);
    const at = new Date(days.startOf(formText(form, 'at'))).toISOString();
    const into = formText(form, 'into');
    if (window.confirm(t.areas.endSure(value.nameVi))) void act.endArea(at, into === '' ? null : into);
  };
  return html`<form class="card end-form" @submit=${submit}>
    <h3>${t.areas.end}</h3>
    <p class="muted">${t.areas.endLead}</p>
    <div class="field-row">
      ${field(t.areas.endAt, html`<input type="date" name="at" required value=${first} />`, faultAt(failure, 'at', t))}
      ${field(
        t.areas.successor,
        html`<select name="into">
          <option value="">${t.areas.noSuccessor}</option>
          ${heirs.map(({ id }) => html`<option value=${id}>${areaName(state, id)}</option>`)}
        </select>`,
        faultAt(failure, 'successorId', t),
      )}
      <button class="button" ?disabled=${busy}>${t.areas.end}</button>
    </div>
  </form>`;
}

function versions(id: string, { state, t, f }: Frame): TemplateResult | typeof nothing {
  const all = state.setup.areas.is === 'ready' ? state.setup.areas.value.filter((one) => one.id === id) : [];
  if (all.length === 0) return nothing;
  const day = (at: string) => f.day(Date.parse(at));
  return html`<section class="card area-versions">
    <h3>${t.areas.versions}</h3>
    <ul>
      ${all.map(
        ({ nameVi, validFrom, validTo, successorId, outline }) =>
          html`<li>
            <strong dir="auto">${nameVi}</strong> ·
            ${validTo === null ? t.areas.since(day(validFrom)) : t.areas.until(day(validFrom), day(validTo))}
            ${successorId === null ? nothing : html` · ${t.areas.into(areaName(state, successorId) ?? successorId)}`}
            ${
              outline === null
                ? nothing
                : html`<span class="muted"
                    >·
                    ${t.areas.points(f.number(outline.coordinates.length), f.number(cornersOf(outline).length))}</span
                  >`
            }
          </li>`,
      )}
    </ul>
  </section>`;
}

/** Boundaries of the same level, to be drawn along. Kept: the map is drawn anew when it gets another list. */
function neighbours(areas: readonly Area[], { id, kind }: Area): readonly Outline[] {
  return areas.flatMap((one) => (one.id !== id && one.kind === kind && one.outline !== null ? [one.outline] : []));
}
