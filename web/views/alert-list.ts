import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Severity } from '../../contracts/rules.ts';
import { countActive, countClosed } from '../core/alerts/order.ts';
import { alertsOnMap, shownAlerts } from '../core/alerts/shown-alerts.ts';
import { NO_FILTERS } from '../core/state.ts';
import { failureText } from '../core/text/dictionary.ts';
import { alertRow } from './alert-row.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';
import { severityMark } from './severity-mark.ts';

/** Rows drawn at once; more than anybody reads, few enough to draw in no time. */
export const ROWS_SHOWN = 150;

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

/** The inbox: the accessible twin of the map. */
export function alertList(frame: Frame): TemplateResult {
  const { state, t, f } = frame;
  const list = shownAlerts(state);
  const shown = list.slice(0, ROWS_SHOWN);
  return html`<section class="inbox" id="alerts" tabindex="-1" aria-label=${t.alerts.title}>
    ${inboxHead(frame)} ${state.marked.size > 0 ? markedBar(frame) : nothing}
    ${
      shown.length === 0
        ? emptyList(frame)
        : html`<ol class="rows" aria-label=${t.alerts.listLabel}>
            ${repeat(
              shown,
              (alert) => alert.id,
              (alert) => alertRow(alert, frame),
            )}
            ${
              list.length > shown.length
                ? html`<li class="rows-more">${t.alerts.more(f.number(list.length - shown.length))}</li>`
                : nothing
            }
          </ol>`
    }
  </section>`;
}

function inboxHead({ state, t, f, dispatch }: Frame): TemplateResult {
  const { filters } = state.view;
  // Looking back, what was open then is counted.
  const alerts = alertsOnMap(state);
  const counts = countActive(alerts);
  const ofTab = filters.closed && state.view.replayAt === null ? countClosed(alerts) : counts;
  const areas = state.city.is === 'ready' ? state.city.value.areas.filter(({ kind }) => kind === 'ward') : [];
  const toggle = (severity: Severity) => {
    const on = filters.severities.includes(severity);
    const severities = on ? filters.severities.filter((s) => s !== severity) : [...filters.severities, severity];
    dispatch({ type: 'filtered', filters: { severities } });
  };
  return html`<header class="inbox-head">
    <div class="inbox-tabs" role="group" aria-label=${t.alerts.title}>
      <button
        aria-pressed=${String(!filters.closed)}
        @click=${() => dispatch({ type: 'filtered', filters: { closed: false } })}
      >
        ${t.alerts.open} <b class="tally">${f.number(counts.active)}</b>
      </button>
      <button
        aria-pressed=${String(filters.closed)}
        @click=${() => dispatch({ type: 'filtered', filters: { closed: true } })}
      >
        ${t.alerts.closed}
      </button>
      <span class="inbox-untaken" ?data-some=${counts.untaken > 0}>${t.alerts.untaken(f.number(counts.untaken))}</span>
    </div>
    <div class="inbox-filters" role="group" aria-label=${t.filter.label}>
      ${SEVERITIES.map(
        (severity) =>
          html`<button
            class="toggle"
            data-severity=${severity}
            aria-pressed=${String(filters.severities.includes(severity))}
            title=${t.severity[severity]}
            @click=${() => toggle(severity)}
          >
            ${severityMark(severity, t.severity[severity])} ${f.number(ofTab[severity])}
          </button>`,
      )}
      <div class="inbox-selects">
        <select
          class="select"
          aria-label=${t.filter.area}
          .value=${filters.areaId ?? ''}
          @change=${(event: { currentTarget: HTMLSelectElement }) =>
            dispatch({ type: 'filtered', filters: { areaId: event.currentTarget.value || null } })}
        >
          <option value="">${t.filter.everywhere}</option>
          ${areas.map(
            (area) =>
              html`<option value=${area.id} ?selected=${filters.areaId === area.id}>
                ${state.preferences.language === 'vi' ? area.nameVi : area.nameEn}
              </option>`,
          )}
        </select>
        <select
          class="select"
          aria-label=${t.filter.taken}
          .value=${filters.taken ?? ''}
          @change=${(event: { currentTarget: HTMLSelectElement }) => {
            const { value } = event.currentTarget;
            dispatch({ type: 'filtered', filters: { taken: value === 'no' || value === 'yes' ? value : null } });
          }}
        >
          <option value="">${t.filter.anyState}</option>
          <option value="no" ?selected=${filters.taken === 'no'}>${t.filter.untaken}</option>
          <option value="yes" ?selected=${filters.taken === 'yes'}>${t.filter.inHand}</option>
        </select>
        <select
          class="select"
          aria-label=${t.filter.about}
          .value=${filters.about ?? ''}
          @change=${(event: { currentTarget: HTMLSelectElement }) => {
            const { value } = event.currentTarget;
            dispatch({ type: 'filtered', filters: { about: value === 'camera' || value === 'sensor' ? value : null } });
          }}
        >
          <option value="">${t.filter.anything}</option>
          <option value="camera" ?selected=${filters.about === 'camera'}>${t.filter.cameras}</option>
          <option value="sensor" ?selected=${filters.about === 'sensor'}>${t.filter.sensors}</option>
        </select>
      </div>
    </div>
  </header>`;
}

function markedBar({ state, t, f, act, dispatch }: Frame): TemplateResult {
  const ids = [...state.marked];
  const ask = (kind: 'dispatch' | 'resolve' | 'false-alarm') => () =>
    dispatch({ type: 'dialog-opened', dialog: { kind, alertIds: ids } });
  return html`<div class="marked-bar" role="toolbar" aria-label=${t.alerts.marked(f.number(ids.length))}>
    <strong>${t.alerts.marked(f.number(ids.length))}</strong>
    <button class="button button-small" @click=${() => void act.step(ids, { kind: 'acknowledged' })}>
      ${t.act.acknowledged}
    </button>
    <button class="button button-small" @click=${ask('dispatch')}>${t.act.dispatched}</button>
    <button class="button button-small" @click=${ask('resolve')}>${t.act.resolved}</button>
    <button class="button button-small" @click=${ask('false-alarm')}>${t.act['false-alarm']}</button>
    <button class="button button-icon" aria-label=${t.act.cancel} @click=${() => dispatch({ type: 'marks-cleared' })}>
      ${icon('close')}
    </button>
  </div>`;
}

function emptyList({ state, t, act, dispatch }: Frame): TemplateResult {
  const { filters } = state.view;
  const narrowed =
    filters.severities.length > 0 || filters.areaId !== null || filters.about !== null || filters.taken !== null;
  if (state.cursor === null) {
    if (state.city.is === 'failed') {
      return html`<div class="blank" role="alert">
        ${icon('cut')}
        <p>${failureText(t, state.city.code)}</p>
        <button class="button" @click=${() => void Promise.all([act.loadCity(), act.loadAlerts()])}>
          ${t.act.retry}
        </button>
      </div>`;
    }
    return html`<div class="blank" aria-busy="true">
      <div class="skeleton"></div>
      <div class="skeleton"></div>
      <div class="skeleton"></div>
      <p>${t.alerts.loading}</p>
    </div>`;
  }
  if (narrowed) {
    return html`<div class="blank">
      ${icon('filter')}
      <p>${t.alerts.noneFiltered}</p>
      <button
        class="button"
        @click=${() => dispatch({ type: 'filtered', filters: { ...NO_FILTERS, closed: filters.closed } })}
      >
        ${t.alerts.clearFilters}
      </button>
    </div>`;
  }
  if (state.view.replayAt !== null) {
    return html`<div class="blank">
      ${icon('clock')}
      <p>${state.history.is === 'loading' ? t.alerts.loading : t.replay.none}</p>
    </div>`;
  }
  if (filters.closed) {
    return html`<div class="blank">
      ${icon('clock')}
      <p>${state.history.is === 'loading' ? t.alerts.loading : t.alerts.noneClosed}</p>
    </div>`;
  }
  // Nobody says that all is calm who cannot know it.
  const blind = state.link.is === 'lost' || state.link.troubles.length > 0;
  return html`<div class="blank">
    ${icon(blind ? 'cut' : 'calm')}
    <p><strong>${blind ? t.chain.none : t.alerts.none}</strong></p>
    <p>${blind ? t.chain.noneLead : t.alerts.noneLead}</p>
  </div>`;
}
