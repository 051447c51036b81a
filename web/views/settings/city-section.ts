import { html, nothing, type TemplateResult } from 'lit-html';
import type { CitySettings } from '../../../contracts/api.ts';
import { failureText } from '../../core/text/dictionary.ts';
import { formText, submitted } from '../form-text.ts';
import type { Frame } from '../frame.ts';
import { sayInForm } from './said-in-form.ts';

/** What belongs to the city as a whole: its name, where its map opens, and its base map. */
export function citySection(frame: Frame): TemplateResult {
  const { state, t, act } = frame;
  const { cityWide } = state.setup;
  if (cityWide.is === 'failed')
    return html`<p class="field-fault" role="alert">
      ${failureText(t, cityWide.code)}
      <button class="link" @click=${() => void act.loadCityWide()}>${t.act.retry}</button>
    </p>`;
  if (cityWide.is !== 'ready') return html`<p class="muted" aria-busy="true">${t.system.loading}</p>`;
  return cityForm(cityWide.value, frame);
}

function cityForm(city: CitySettings, frame: Frame): TemplateResult {
  const { state, t, f, act } = frame;
  const submit = async (event: SubmitEvent) => {
    const form = submitted(event);
    const number = (name: string) => Number(formText(form, name));
    const failed = await act.saveCitySettings({
      ...city,
      name: { vi: formText(form, 'name-vi'), en: formText(form, 'name-en') },
      centre: { lat: number('lat'), lon: number('lon'), zoom: number('zoom') },
      baseMap: baseMapOf(form, city.baseMap),
    });
    sayInForm(form, failed, frame);
  };
  /** What the operator's map shows just now is easier to choose than to type. */
  const asOnMap = ({ currentTarget }: { readonly currentTarget: HTMLElement }) => {
    const { map } = state.view;
    const form = currentTarget.closest('form');
    if (!map || !form) return;
    for (const [name, value] of [
      ['lat', map.lat.toFixed(5)],
      ['lon', map.lon.toFixed(5)],
      ['zoom', String(Math.round(map.zoom))],
    ] as const) {
      const input = form.elements.namedItem(name);
      if (input instanceof HTMLInputElement) input.value = value;
    }
  };
  const text = (name: string, label: string, value: string) =>
    html`<label class="field"
      ><span>${label}</span>
      <input type="text" name=${name} required maxlength="200" autocomplete="off" .value=${value} />
    </label>`;
  const number = (name: string, label: string, value: number, least: number, most: number) =>
    html`<label class="field"
      ><span>${label}</span>
      <input type="number" name=${name} required step="any" min=${least} max=${most} .value=${String(value)} />
    </label>`;
  const { baseMap } = city;
  return html`<form class="card city-form" @submit=${submit}>
    <h3>${t.city.about}</h3>
    <div class="field-row">
      ${text('name-vi', t.areas.nameVi, city.name.vi)} ${text('name-en', t.areas.nameEn, city.name.en)}
    </div>
    <p class="muted">${t.city.timeZone(city.timeZone)}</p>
    <div class="field-row">
      ${number('lat', t.city.lat, city.centre.lat, -90, 90)} ${number('lon', t.city.lon, city.centre.lon, -180, 180)}
      ${number('zoom', t.city.zoom, city.centre.zoom, 1, 22)}
    </div>
    ${
      state.view.map
        ? html`<button type="button" class="button" @click=${asOnMap}>
            ${t.city.asOnMap(`${f.number(state.view.map.lat, 4)}; ${f.number(state.view.map.lon, 4)}`)}
          </button>`
        : nothing
    }
    <label class="field"
      ><span>${t.city.baseMap}</span>
      <select name="map-kind">
        ${(['shipped', 'raster', 'pmtiles'] as const).map(
          (kind) =>
            html`<option value=${kind} ?selected=${kind === (baseMap?.kind ?? 'shipped')}>
              ${t.city.baseMaps[kind]}
            </option>`,
        )}
      </select>
      <small class="muted">${t.city.baseMapHint}</small>
    </label>
    <div class="field-row">
      <label class="field"
        ><span>${t.city.mapUrl}</span>
        <input
          type="text"
          class="mono"
          name="map-url"
          maxlength="1000"
          autocomplete="off"
          .value=${baseMap?.url ?? ''}
        />
      </label>
      <label class="field"
        ><span>${t.city.attribution}</span>
        <input type="text" name="map-by" maxlength="500" autocomplete="off" .value=${baseMap?.attribution ?? ''} />
      </label>
    </div>
    <p class="field-fault" role="alert"></p>
    <button class="button button-main">${t.act.save}</button>
  </form>`;
}

/** Where nobody said how deep tiles go. */
const DEEPEST_ZOOM = 19;

function baseMapOf(form: HTMLFormElement, before: CitySettings['baseMap']): CitySettings['baseMap'] {
  const kind = formText(form, 'map-kind');
  const more = { url: formText(form, 'map-url').trim(), attribution: formText(form, 'map-by').trim() };
  if (kind === 'raster') return { kind, ...more, maxZoom: before?.kind === 'raster' ? before.maxZoom : DEEPEST_ZOOM };
  return kind === 'pmtiles' ? { kind, ...more } : null;
}
