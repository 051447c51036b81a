import { html, nothing, type TemplateResult } from 'lit-html';
import { readRule } from '../../core/rule-reading.ts';
import { mayConfigure } from '../../core/rights.ts';
import { SECTIONS, type SettingsSection } from '../../core/settings/draft.ts';
import { failureText } from '../../core/text/dictionary.ts';
import type { Frame } from '../frame.ts';
import { icon } from '../icon.ts';
import { areaName, ruleNames } from '../names.ts';
import { severityMark } from '../severity-mark.ts';
import { accountsSection } from './accounts-section.ts';
import { agentsSection } from './agents-section.ts';
import { areaForm } from './area-form.ts';
import { areasSection } from './areas-section.ts';
import { auditSection } from './audit-section.ts';
import { calibrationForm } from './calibration-form.ts';
import { masksForm } from './masks-form.ts';
import { cameraForm } from './camera-form.ts';
import { planningSection } from './planning-section.ts';
import { retentionSection } from './retention-section.ts';
import { ruleForm } from './rule-form.ts';
import { sensorForm } from './sensor-form.ts';
import { unitForm, unitsSection } from './units-section.ts';
import { zoneForm } from './zone-form.ts';

/** Where admins set up the city. Loaded only when it is opened. */
export function settingsPage(frame: Frame, basemap: Promise<unknown>): TemplateResult {
  const { state, t, dispatch } = frame;
  if (!mayConfigure(state.session))
    return html`<div class="blank">
      ${icon('settings')}
      <p>${t.settings.notAllowed}</p>
    </div>`;
  const { draft } = state;
  if (draft) {
    switch (draft.kind) {
      case 'camera':
        if (state.view.path[2] === 'calibration') return calibrationForm(draft, frame, basemap);
        if (state.view.path[2] === 'masks') return masksForm(draft, frame);
        return cameraForm(draft, frame, basemap);
      case 'sensor':
        return sensorForm(draft, frame, basemap);
      case 'zone':
        return zoneForm(draft, frame);
      case 'rule':
        return ruleForm(draft, frame);
      case 'area':
        return areaForm(draft, frame, basemap);
      case 'unit':
        return unitForm(draft, frame);
    }
  }
  const section = SECTIONS.find((one) => one === state.view.path[0]) ?? 'cameras';
  const missing =
    state.view.path[1] !== undefined && section !== 'accounts' && section !== 'agents' && state.city.is === 'ready';
  return html`<header class="page-head">
      <h2>${t.settings.title}</h2>
      <nav class="sections" aria-label=${t.settings.title}>
        ${SECTIONS.map(
          (one) =>
            html`<button
              aria-current=${one === section ? 'page' : 'false'}
              @click=${() => dispatch({ type: 'paged', page: 'settings', path: [one] })}
            >
              ${t.settings.sections[one]}
            </button>`,
        )}
      </nav>
      ${
        section === 'audit' || section === 'retention' || section === 'planning'
          ? nothing
          : html`<span class="page-tools"
              ><button
                class="button button-main"
                @click=${() => dispatch({ type: 'paged', page: 'settings', path: [section, 'new'] })}
              >
                ${icon('plus')} ${t.settings.add[section]}
              </button></span
            >`
      }
    </header>
    ${missing ? html`<p class="draft-failure" role="alert">${failureText(t, 'not-found')}</p>` : nothing}
    ${sectionBody(section, frame)}`;
}

function sectionBody(section: SettingsSection, frame: Frame): TemplateResult {
  switch (section) {
    case 'cameras':
      return cameraTable(frame);
    case 'sensors':
      return sensorTable(frame);
    case 'rules':
      return ruleTable(frame);
    case 'areas':
      return areasSection(frame);
    case 'units':
      return unitsSection(frame);
    case 'agents':
      return agentsSection(frame);
    case 'accounts':
      return accountsSection(frame);
    case 'planning':
      return planningSection(frame);
    case 'retention':
      return retentionSection(frame);
    case 'audit':
      return auditSection(frame);
  }
}

function open(section: SettingsSection, id: string, { dispatch }: Frame): () => void {
  return () => dispatch({ type: 'paged', page: 'settings', path: [section, id] });
}

function table(heads: readonly string[], rows: readonly TemplateResult[], { t }: Frame): TemplateResult {
  return html`<section class="card">
    ${
      rows.length === 0
        ? html`<p class="muted">${t.settings.none}</p>`
        : html`<table class="table">
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

function cameraTable(frame: Frame): TemplateResult {
  const { state, t } = frame;
  const zones = state.city.is === 'ready' ? state.city.value.zones : [];
  return table(
    [t.settings.name, t.settings.state, t.filter.area, t.settings.agent, t.camera.zones],
    [...state.cameras.values()].map(
      (camera) =>
        html`<tr>
          <th scope="row"><button class="link" @click=${open('cameras', camera.id, frame)}>${camera.name}</button></th>
          <td>${camera.enabled ? t.camera.condition[camera.condition] : t.camera.disabled}</td>
          <td>${areaName(state, camera.areaId) ?? '–'}</td>
          <td>${state.agents.get(camera.agentId)?.name ?? camera.agentId}</td>
          <td>${zones.filter(({ cameraId }) => cameraId === camera.id).length}</td>
        </tr>`,
    ),
    frame,
  );
}

function sensorTable(frame: Frame): TemplateResult {
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
  return table(
    [t.settings.name, t.settings.quantity, t.sensor.value, t.settings.state, t.filter.area],
    [...state.sensors.values()].map(
      (sensor) =>
        html`<tr>
          <th scope="row"><button class="link" @click=${open('sensors', sensor.id, frame)}>${sensor.name}</button></th>
          <td>${t.quantity[sensor.quantity]}</td>
          <td>${sensor.value === null ? '–' : `${f.number(sensor.value, 2)} ${sensor.unit}`}</td>
          <td>${sensor.enabled ? t.sensor.state[sensor.state] : t.camera.disabled}</td>
          <td>${areaName(state, sensor.areaId) ?? '–'}</td>
        </tr>`,
    ),
    frame,
  );
}

function ruleTable(frame: Frame): TemplateResult {
  const { state, t, f } = frame;
  const rules = state.city.is === 'ready' ? state.city.value.rules : [];
  const names = ruleNames(state);
  return html`<ul class="entries">
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
    ${rules.length === 0 ? html`<li class="muted">${t.settings.none}</li>` : nothing}
  </ul>`;
}
