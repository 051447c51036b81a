import { html, nothing, type TemplateResult } from 'lit-html';
import { mayConfigure } from '../../core/rights.ts';
import { SECTIONS, type SettingsSection } from '../../core/settings/draft.ts';
import { failureText } from '../../core/text/dictionary.ts';
import type { Frame } from '../frame.ts';
import { icon } from '../icon.ts';
import { accountsSection } from './accounts-section.ts';
import { agentsSection } from './agents-section.ts';
import { areaForm } from './area-form.ts';
import { areasSection } from './areas-section.ts';
import { auditSection } from './audit-section.ts';
import { calibrationForm } from './calibration-form.ts';
import { masksForm } from './masks-form.ts';
import { cameraForm } from './camera-form.ts';
import { citySection } from './city-section.ts';
import { planningSection } from './planning-section.ts';
import { retentionSection } from './retention-section.ts';
import { ruleForm } from './rule-form.ts';
import { cameraTable, ruleTable, sensorTable } from './settings-lists.ts';
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
  // Not every section is a list of things to add to.
  const addable = section in t.settings.add ? (section as keyof typeof t.settings.add) : null;
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
        addable === null
          ? nothing
          : html`<span class="page-tools"
              ><button
                class="button button-main"
                @click=${() => dispatch({ type: 'paged', page: 'settings', path: [section, 'new'] })}
              >
                ${icon('plus')} ${t.settings.add[addable]}
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
    case 'city':
      return citySection(frame);
    case 'retention':
      return retentionSection(frame);
    case 'audit':
      return auditSection(frame);
  }
}
