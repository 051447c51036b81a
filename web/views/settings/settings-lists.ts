import { html, nothing, type TemplateResult } from 'lit-html';
import { readRule } from '../../core/rule-reading.ts';
import { matches } from '../../core/search.ts';
import type { SettingsSection } from '../../core/settings/draft.ts';
import type { Frame } from '../frame.ts';
import { areaName, ruleNames } from '../names.ts';
import { severityMark } from '../severity-mark.ts';

/** So many are looked over at a glance; of more one finds some by name. */
const SURVEYED = 12;

function open(section: SettingsSection, id: string, { dispatch }: Frame): () => void {
  return () => dispatch({ type: 'paged', page: 'settings', path: [section, id] });
}

function table(
  heads: readonly string[],
  rows: readonly TemplateResult[],
  { all, frame }: { readonly all: number; readonly frame: Frame },
): TemplateResult {
  const { t } = frame;
  return html`<section class="card">
    ${listFilter(all, frame)}
    ${
      rows.length === 0
        ? html`<p class="muted">${all === 0 ? t.settings.none : t.settings.noneFound}</p>`
        : html`<table class="table table-stacked">
            <thead>
              <tr>
                ${heads.map((head) => html`<th scope="col">${head}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows}
            </tbody>
          </table>`
    }
  </section>`;
}

/** All cameras, with how they are. */
export function cameraTable(frame: Frame): TemplateResult {
  const { state, t } = frame;
  const zones = state.city.is === 'ready' ? state.city.value.zones : [];
  const cameras = [...state.cameras.values()].filter(({ id, name, areaId }) => isLookedFor(frame, id, name, areaId));
  return table(
    [t.settings.name, t.settings.state, t.filter.area, t.settings.agent, t.camera.zones],
    cameras.map(
      (camera) =>
        html`<tr>
          <th scope="row"><button class="link" @click=${open('cameras', camera.id, frame)}>${camera.name}</button></th>
          <td>${camera.enabled ? t.camera.condition[camera.condition] : t.camera.disabled}</td>
          <td>${areaName(state, camera.areaId) ?? '–'}</td>
          <td>${state.agents.get(camera.agentId)?.name ?? camera.agentId}</td>
          <td data-label=${t.camera.zones}>${zones.filter(({ cameraId }) => cameraId === camera.id).length}</td>
        </tr>`,
    ),
    { all: state.cameras.size, frame },
  );
}

/** All sensors, and devices that talk and are not registered. */
export function sensorTable(frame: Frame): TemplateResult {
  return html`${unknownDevices(frame)} ${sensorList(frame)}`;
}

/** "12 unknown devices are talking: adopt?" */
function unknownDevices({ state, t, f, dispatch }: Frame): TemplateResult {
  const { unknown } = state.setup;
  if (unknown.is !== 'ready' || unknown.value.length === 0) return html``;
  return html`<section class="card unknown-devices">
    <h3>${t.setup.unknown(f.number(unknown.value.length))}</h3>
    <ul class="entries">
      ${unknown.value.map(
        (device) =>
          html`<li class="finder-stream">
            <span>
              <strong class="mono">${device.id}</strong>
              <span class="muted"
                >${device.value === null ? t.setup.unknownUnclear : t.setup.unknownValue(f.number(device.value, 2))} ·
                ${f.ago(Date.parse(device.lastAt), state.now)}</span
              >
            </span>
            <button
              class="button"
              @click=${() => dispatch({ type: 'paged', page: 'settings', path: ['sensors', 'new', device.id] })}
            >
              ${t.setup.adopt}
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}

function sensorList(frame: Frame): TemplateResult {
  const { state, t, f } = frame;
  const sensors = [...state.sensors.values()].filter(({ id, name, areaId, quantity }) =>
    isLookedFor(frame, id, name, areaId, t.quantity[quantity]),
  );
  return table(
    [t.settings.name, t.settings.quantity, t.sensor.value, t.settings.state, t.filter.area],
    sensors.map(
      (sensor) =>
        html`<tr>
          <th scope="row"><button class="link" @click=${open('sensors', sensor.id, frame)}>${sensor.name}</button></th>
          <td>${t.quantity[sensor.quantity]}</td>
          <td>${sensor.value === null ? '–' : `${f.number(sensor.value, 2)} ${sensor.unit}`}</td>
          <td>${sensor.enabled ? t.sensor.state[sensor.state] : t.camera.disabled}</td>
          <td>${areaName(state, sensor.areaId) ?? '–'}</td>
        </tr>`,
    ),
    { all: state.sensors.size, frame },
  );
}

/** All rules, each as a sentence. */
export function ruleTable(frame: Frame): TemplateResult {
  const { state, t, f } = frame;
  const all = state.city.is === 'ready' ? state.city.value.rules : [];
  const names = ruleNames(state);
  const rules = all.filter((rule) => matches(state.settingsFilter, `${rule.name} ${readRule(rule, names, t, f)}`));
  return html`${listFilter(all.length, frame)}
    <ul class="entries">
      ${rules.map(
        (rule) =>
          html`<li>
            <button class="entry entry-rule" ?data-off=${!rule.enabled} @click=${open('rules', rule.id, frame)}>
              ${severityMark(rule.severity, t.severity[rule.severity])}
              <span>
                <strong>${rule.name}</strong>
                <span class="entry-reading">${readRule(rule, names, t, f)}</span>
                <small class="muted"
                  >${t.settings.rule.version(f.number(rule.version))}${rule.enabled ? '' : ` · ${t.settings.rule.off}`}</small
                >
              </span>
            </button>
          </li>`,
      )}
      ${
        rules.length === 0
          ? html`<li class="muted">${all.length === 0 ? t.settings.none : t.settings.noneFound}</li>`
          : nothing
      }
    </ul>`;
}

/** Finds in a list by name, place or what it measures, without diacritics. */
function listFilter(all: number, { state, t, dispatch }: Frame): TemplateResult | typeof nothing {
  if (all <= SURVEYED) return nothing;
  return html`<label class="field list-filter"
    ><span>${t.settings.filter}</span>
    <input
      type="search"
      maxlength="100"
      .value=${state.settingsFilter}
      @input=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
        dispatch({ type: 'settings-filtered', text: currentTarget.value })}
    />
  </label>`;
}

function isLookedFor({ state }: Frame, id: string, name: string, areaId: string | null, more = ''): boolean {
  return matches(state.settingsFilter, `${name} ${id} ${areaName(state, areaId) ?? ''} ${more}`);
}
