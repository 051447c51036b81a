import { html, type TemplateResult } from 'lit-html';
import { matches } from '../../core/search.ts';
import type { Frame } from '../frame.ts';

/** Who did what: looked at video, exported, changed settings. Newest first. */
export function auditSection({ state, t, f, dispatch }: Frame): TemplateResult {
  if (state.audit.is !== 'ready') return html`<p class="muted" aria-busy="true">${t.system.loading}</p>`;
  const filter = state.settingsFilter;
  const entries = state.audit.value.filter(({ username, action, subject }) =>
    matches(filter, `${username ?? ''} ${action} ${subject ?? ''}`),
  );
  return html`<section class="card">
    <label class="field audit-filter"
      ><span>${t.settings.audit.filter}</span>
      <input
        type="search"
        .value=${filter}
        @input=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
          dispatch({ type: 'settings-filtered', text: currentTarget.value })}
      />
    </label>
    <table class="table">
      <thead>
        <tr>
          <th scope="col">${t.settings.audit.at}</th>
          <th scope="col">${t.settings.audit.who}</th>
          <th scope="col">${t.settings.audit.did}</th>
          <th scope="col">${t.settings.audit.subject}</th>
          <th scope="col">${t.settings.audit.from}</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map(
          (entry) =>
            html`<tr>
              <td>${f.full(Date.parse(entry.at))}</td>
              <td>${entry.username ?? '–'}</td>
              <td class="mono">${entry.action}</td>
              <td>${entry.subject ?? '–'}</td>
              <td class="mono">${entry.address ?? '–'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
