import { html, nothing, type TemplateResult } from 'lit-html';
import type { AuditPage } from '../../../contracts/api-admin.ts';
import {
  AUDIT_GROUPS,
  NO_AUDIT_FILTER,
  type AuditAction,
  type AuditFilter,
  type AuditGroup,
} from '../../core/settings/audit-filter.ts';
import { parseDay } from '../../core/stats/city-days.ts';
import { failureText } from '../../core/text/dictionary.ts';
import type { Frame } from '../frame.ts';

type Entry = AuditPage['entries'][number];
type InputEvent = { readonly currentTarget: HTMLInputElement };

/** Who did what: looked at video, exported, changed settings. Newest first, as far back as one goes. */
export function auditSection(frame: Frame): TemplateResult {
  return html`<section class="card audit">${filterForm(frame)} ${found(frame)}</section>`;
}

function filterForm({ state, t, dispatch }: Frame): TemplateResult {
  const { audit: filter } = state.view;
  const change = (change: Partial<AuditFilter>) => dispatch({ type: 'audit-filtered', change });
  const known = state.accounts.is === 'ready' ? state.accounts.value : [];
  const groups = Object.keys(AUDIT_GROUPS) as AuditGroup[];
  const day = (label: string, side: 'from' | 'to') =>
    html`<label class="field"
      ><span>${label}</span>
      <input
        type="date"
        .value=${filter[side] ?? ''}
        @change=${({ currentTarget }: InputEvent) => change({ [side]: parseDay(currentTarget.value) })}
      />
    </label>`;
  return html`<form
    class="audit-filter"
    aria-label=${t.audit.filter}
    @submit=${(event: Event) => event.preventDefault()}
  >
    <label class="field"
      ><span>${t.audit.who}</span>
      <input
        type="text"
        list="audit-who"
        maxlength="64"
        autocomplete="off"
        spellcheck="false"
        placeholder=${t.audit.whoHint}
        .value=${filter.username}
        @change=${({ currentTarget }: InputEvent) => change({ username: currentTarget.value })}
      />
      <datalist id="audit-who">
        ${known.map(({ username, name }) => html`<option value=${username}>${name}</option>`)}
      </datalist>
    </label>
    <label class="field"
      ><span>${t.audit.did}</span>
      <select
        @change=${({ currentTarget }: { readonly currentTarget: HTMLSelectElement }) =>
          // Its options are groups, actions and nothing.
          change({ did: currentTarget.value === '' ? null : (currentTarget.value as AuditGroup | AuditAction) })}
      >
        <option value="" ?selected=${filter.did === null}>${t.audit.anything}</option>
        ${groups.map((group) => html`<option value=${group} ?selected=${filter.did === group}>${t.audit.groups[group]}</option>`)}
        ${groups.map(
          (group) =>
            html`<optgroup label=${t.audit.groups[group]}>
              ${AUDIT_GROUPS[group].map(
                (one) => html`<option value=${one} ?selected=${filter.did === one}>${t.audit.actions[one]}</option>`,
              )}
            </optgroup>`,
        )}
      </select>
    </label>
    <label class="field"
      ><span>${t.audit.subject}</span>
      <input
        type="text"
        maxlength="200"
        autocomplete="off"
        spellcheck="false"
        placeholder=${t.audit.subjectHint}
        .value=${filter.subject}
        @change=${({ currentTarget }: InputEvent) => change({ subject: currentTarget.value })}
      />
    </label>
    ${day(t.audit.fromDay, 'from')} ${day(t.audit.toDay, 'to')}
    <button
      type="button"
      class="button"
      ?disabled=${Object.values(filter).every((value) => value === null || value === '')}
      @click=${() => change(NO_AUDIT_FILTER)}
    >
      ${t.audit.clear}
    </button>
  </form>`;
}

function found(frame: Frame): TemplateResult {
  const { state, t, act } = frame;
  if (state.audit.is === 'failed')
    return html`<p class="field-fault" role="alert">
      ${failureText(t, state.audit.code)}
      <button class="link" @click=${() => void act.loadAudit()}>${t.act.retry}</button>
    </p>`;
  if (state.audit.is !== 'ready') return html`<p class="muted" aria-busy="true">${t.system.loading}</p>`;
  const { entries, more } = state.audit.value;
  if (entries.length === 0) return html`<p class="muted" role="status">${t.audit.none}</p>`;
  return html`<table class="table table-stacked audit-table">
      <thead>
        <tr>
          <th scope="col">${t.audit.at}</th>
          <th scope="col">${t.audit.who}</th>
          <th scope="col">${t.audit.did}</th>
          <th scope="col">${t.audit.subject}</th>
          <th scope="col">${t.audit.from}</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map((entry) => row(entry, frame))}
      </tbody>
    </table>
    ${
      more
        ? html`<button class="button" @click=${() => void act.loadAudit(true)}>${t.audit.more}</button>`
        : html`<p class="muted">${t.audit.all}</p>`
    }`;
}

function row(entry: Entry, frame: Frame): TemplateResult {
  const { t, f, dispatch } = frame;
  const { at, username, action, subject, detail, address } = entry;
  const did = action in t.audit.actions ? t.audit.actions[action as AuditAction] : action;
  const only = (text: string, change: Partial<AuditFilter>, shown = text) =>
    html`<button
      class="link"
      dir="auto"
      title=${t.audit.onlyThis(text)}
      @click=${() => dispatch({ type: 'audit-filtered', change })}
    >
      ${shown}
    </button>`;
  const facts = Object.entries(detail);
  return html`<tr>
    <td>${f.full(Date.parse(at))}</td>
    <td>${username === null ? html`<span class="muted">${t.audit.nobody}</span>` : only(username, { username })}</td>
    <td class="table-words">
      ${did}
      ${
        facts.length === 0
          ? nothing
          : html`<details class="audit-detail">
              <summary>${t.audit.detail}</summary>
              <dl>
                ${facts.map(
                  ([name, value]) =>
                    html`<dt class="mono">${name}</dt>
                      <dd class="mono" dir="auto">${typeof value === 'string' ? value : JSON.stringify(value)}</dd>`,
                )}
              </dl>
            </details>`
      }
    </td>
    <td class="table-words">${subject === null ? '–' : only(subject, { subject }, nameOf(entry, frame) ?? subject)}</td>
    <td class="mono">${address ?? '–'}</td>
  </tr>`;
}

/** What the subject is called, where it is still there. */
function nameOf({ action, subject }: Entry, { state, t }: Frame): string | null {
  if (subject === null) return null;
  const kind = action.slice(0, action.indexOf('.'));
  const known = state.city.is === 'ready' ? state.city.value : null;
  switch (kind) {
    case 'camera':
      return state.cameras.get(subject)?.name ?? null;
    case 'sensor':
      return state.sensors.get(subject)?.name ?? null;
    case 'agent':
      return state.agents.get(subject)?.name ?? null;
    case 'rule':
      return known?.rules.find(({ id }) => id === subject)?.name ?? null;
    case 'zone':
      return known?.zones.find(({ id }) => id === subject)?.name ?? null;
    case 'clip':
    case 'snapshot':
      return t.audit.alert(subject);
    default:
      return null;
  }
}
