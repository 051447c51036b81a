import { html, nothing, type TemplateResult } from 'lit-html';
import type { Area } from '../../../contracts/devices.ts';
import { AREA_KINDS, newestVersions } from '../../core/settings/place-draft.ts';
import type { Frame } from '../frame.ts';
import { areaName } from '../names.ts';
import { overlapsCard } from './area-overlaps.ts';

/** The city's administrative units, those that have ended last. */
export function areasSection(frame: Frame): TemplateResult {
  const { state, t } = frame;
  const known =
    state.setup.areas.is === 'ready'
      ? state.setup.areas.value
      : state.city.is === 'ready'
        ? state.city.value.areas
        : [];
  const rank = (area: Area) => Number(hasEnded(area, state.now)) * 10 + AREA_KINDS.indexOf(area.kind);
  const areas = [...newestVersions(known)].sort((a, b) => rank(a) - rank(b) || a.nameVi.localeCompare(b.nameVi, 'vi'));
  return html`${overlapsCard(known, frame)}
    <section class="card table-scroll">
      ${
        areas.length === 0
          ? html`<p class="muted">${t.settings.none}</p>`
          : html`<table class="table table-stacked">
              <thead>
                <tr>
                  <th scope="col">${t.settings.name}</th>
                  <th scope="col">${t.areas.kind}</th>
                  <th scope="col">${t.areas.parent}</th>
                  <th scope="col">${t.areas.validity}</th>
                  <th scope="col">${t.areas.devices}</th>
                </tr>
              </thead>
              <tbody>
                ${areas.map((area) => row(area, known, frame))}
              </tbody>
            </table>`
      }
    </section>`;
}

function row(area: Area, known: readonly Area[], { state, t, f, dispatch }: Frame): TemplateResult {
  const nameOf = (id: string | null) =>
    id === null ? null : (areaName(state, id) ?? newestVersions(known).find((one) => one.id === id)?.nameVi ?? id);
  const devices = [...state.cameras.values(), ...state.sensors.values()].filter(({ areaId }) => areaId === area.id);
  const [from, to] = [f.day(Date.parse(area.validFrom)), area.validTo && f.day(Date.parse(area.validTo))];
  const when = to
    ? t.areas.until(from, to)
    : Date.parse(area.validFrom) > state.now
      ? t.areas.from(from)
      : t.areas.since(from);
  return html`<tr ?data-off=${hasEnded(area, state.now)}>
    <th scope="row">
      <button
        class="link"
        dir="auto"
        @click=${() => dispatch({ type: 'paged', page: 'settings', path: ['areas', area.id] })}
      >
        ${state.preferences.language === 'vi' ? area.nameVi : area.nameEn}
      </button>
    </th>
    <td class="table-words">${t.areas.kinds[area.kind]}</td>
    <td class="table-words" data-label=${t.areas.parent} dir="auto">${nameOf(area.parentId) ?? '–'}</td>
    <td class="table-words">
      ${when} ${hasEnded(area, state.now) ? html`<span class="chip">${t.areas.ended}</span>` : nothing}
      ${area.successorId === null ? nothing : html`<small class="muted">${t.areas.into(nameOf(area.successorId) ?? '')}</small>`}
    </td>
    <td data-label=${t.areas.devices}>${f.number(devices.length)}</td>
  </tr>`;
}

function hasEnded({ validTo }: Area, now: number): boolean {
  return validTo !== null && Date.parse(validTo) <= now;
}
