import { html, nothing, type TemplateResult } from 'lit-html';
import type { StoredAccount } from '../../../contracts/api-admin.ts';
import type { Role } from '../../../contracts/api.ts';
import { failureText } from '../../core/text/dictionary.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';
import { formText } from '../form-text.ts';
import type { Frame } from '../frame.ts';
import { areaName, unitName } from '../names.ts';

const ROLES: readonly Role[] = ['operator', 'police', 'planner', 'admin'];

/** Who may sign in, as what, and what of the city they see. */
export function accountsSection(frame: Frame): TemplateResult {
  const { state, t, dispatch } = frame;
  if (state.accounts.is !== 'ready') return html`<p class="muted" aria-busy="true">${t.system.loading}</p>`;
  const accounts = state.accounts.value;
  const [, open] = state.view.path;
  const edited = accounts.find(({ username }) => username === open);
  return html`${open === 'new' || edited ? accountForm(edited ?? null, frame) : nothing}
    <section class="card">
      <table class="table table-stacked">
        <thead>
          <tr>
            <th scope="col">${t.settings.accounts.username}</th>
            <th scope="col">${t.settings.name}</th>
            <th scope="col">${t.settings.accounts.role}</th>
            <th scope="col">${t.settings.accounts.areas}</th>
          </tr>
        </thead>
        <tbody>
          ${accounts.map(
            (account) =>
              html`<tr>
                <th scope="row">
                  <button
                    class="link"
                    @click=${() => dispatch({ type: 'paged', page: 'settings', path: ['accounts', account.username] })}
                  >
                    ${account.username}
                  </button>
                </th>
                <td>
                  ${account.name}${account.enabled ? nothing : html` <span class="chip">${t.settings.accounts.disabled}</span>`}
                </td>
                <td>
                  ${t.role[account.role]}
                  ${account.unitId === null ? nothing : html` <small class="muted">${unitName(state, account.unitId) ?? account.unitId}</small>`}
                </td>
                <td>${account.areaIds?.map((id) => areaName(state, id) ?? id).join(', ') ?? t.account.whole}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
}

function accountForm(account: StoredAccount | null, { state, t, act, dispatch }: Frame): TemplateResult {
  const city = state.city.is === 'ready' ? state.city.value : null;
  const units = city?.units.filter(({ id, endedAt }) => endedAt === null || id === account?.unitId) ?? [];
  // What somebody has is kept even when it is no ward of today: without any area they would see the whole city.
  const wards = city?.areas.filter(({ kind }) => kind === 'ward').map(({ id }) => id) ?? [];
  const offered = [...new Set([...wards, ...(account?.areaIds ?? [])])];
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const areas = new FormData(form).getAll('area').filter((id) => typeof id === 'string');
    const password = formText(form, 'password');
    const username = account?.username ?? formText(form, 'username').trim();
    const failed = await act.saveAccount(username, account === null, {
      ...(account === null ? { username } : { enabled: formText(form, 'enabled') === 'on' }),
      name: formText(form, 'name').trim(),
      role: formText(form, 'role'),
      locale: formText(form, 'locale'),
      areaIds: areas.length === 0 ? null : areas,
      unitId: formText(form, 'unit') || null,
      ...(password === '' ? {} : { password }),
    });
    const said = form.querySelector('.field-fault');
    if (failed && said) {
      said.textContent = [failureText(t, failed.code), ...failed.fields.map((field) => fieldFaultText(t, field))].join(
        ' ',
      );
    } else dispatch({ type: 'paged', page: 'settings', path: ['accounts'] });
  };
  return html`<form class="card account-form" @submit=${submit}>
    <h3>${account ? t.settings.edit(account.name) : t.settings.add.accounts}</h3>
    <div class="field-row">
      <label class="field"
        ><span>${t.settings.accounts.username}</span>
        <input
          name="username"
          required
          pattern="[a-z0-9][a-z0-9\\-]{0,63}"
          autocomplete="off"
          .value=${account?.username ?? ''}
          ?disabled=${account !== null}
        />
      </label>
      <label class="field"
        ><span>${t.settings.name}</span><input name="name" required maxlength="200" .value=${account?.name ?? ''}
      /></label>
      <label class="field"
        ><span>${t.settings.accounts.role}</span>
        <select name="role">
          ${ROLES.map((role) => html`<option value=${role} ?selected=${role === (account?.role ?? 'operator')}>${t.role[role]}</option>`)}
        </select>
      </label>
      <label class="field"
        ><span>${t.units.own}</span>
        <select name="unit">
          <option value="">${t.units.none}</option>
          ${units.map(({ id }) => html`<option value=${id} ?selected=${id === (account?.unitId ?? '')}>${unitName(state, id)}</option>`)}
        </select>
      </label>
      <label class="field"
        ><span>${t.settings.accounts.locale}</span>
        <select name="locale">
          ${(['vi', 'en'] as const).map((one) => html`<option value=${one} ?selected=${one === (account?.locale ?? 'vi')}>${t.language[one]}</option>`)}
        </select>
      </label>
      <label class="field"
        ><span>${t.settings.accounts.password}</span>
        <input
          name="password"
          type="password"
          autocomplete="new-password"
          minlength="10"
          maxlength="200"
          ?required=${account === null}
        />
        <small class="muted">${t.settings.accounts.passwordHint}</small>
      </label>
    </div>
    <fieldset class="choice-set">
      <legend>${t.settings.accounts.areas}</legend>
      <small class="muted">${t.settings.accounts.areasHint}</small>
      <div class="choices">
        ${offered.map(
          (id) =>
            html`<label class="choice"
              ><input type="checkbox" name="area" value=${id} .checked=${account?.areaIds?.includes(id) ?? false} />
              ${areaName(state, id) ?? id}</label
            >`,
        )}
      </div>
    </fieldset>
    ${
      account
        ? html`<label class="choice"
            ><input type="checkbox" name="enabled" .checked=${account.enabled} /> ${t.settings.enabled}</label
          >`
        : nothing
    }
    <p class="field-fault" role="alert"></p>
    <footer class="modal-foot">
      <button
        type="button"
        class="button"
        @click=${() => dispatch({ type: 'paged', page: 'settings', path: ['accounts'] })}
      >
        ${t.act.cancel}
      </button>
      <button class="button button-main">${t.act.save}</button>
    </footer>
  </form>`;
}
