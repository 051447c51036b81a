import { html, nothing, type TemplateResult } from 'lit-html';
import type { Agent } from '../../../contracts/api.ts';
import { failureText } from '../../core/text/dictionary.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';
import { formText } from '../form-text.ts';
import type { Frame } from '../frame.ts';

/** The agents beside the cameras: whether they are there, what they serve, and the token each of them shows. */
export function agentsSection(frame: Frame): TemplateResult {
  const { state, t, f, dispatch } = frame;
  const [, open] = state.view.path;
  const edited = open === undefined ? undefined : state.agents.get(open);
  const served = (devices: ReadonlyMap<string, { readonly agentId: string | null }>, id: string): string =>
    f.number([...devices.values()].filter(({ agentId }) => agentId === id).length);
  return html`${open === 'new' || edited ? agentForm(edited ?? null, frame) : nothing}
    <section class="card table-scroll">
      <table class="table table-stacked">
        <thead>
          <tr>
            <th scope="col">${t.settings.name}</th>
            <th scope="col">${t.settings.id}</th>
            <th scope="col">${t.settings.state}</th>
            <th scope="col">${t.filter.cameras}</th>
            <th scope="col">${t.filter.sensors}</th>
          </tr>
        </thead>
        <tbody>
          ${[...state.agents.values()].map(
            (agent) =>
              html`<tr>
                <th scope="row">
                  <button
                    class="link"
                    dir="auto"
                    @click=${() => dispatch({ type: 'paged', page: 'settings', path: ['agents', agent.id] })}
                  >
                    ${agent.name}
                  </button>
                </th>
                <td class="mono">${agent.id}</td>
                <td>
                  ${t.agents.state[agent.state]}
                  ${agent.at === null ? nothing : html` <small class="muted">${f.ago(Date.parse(agent.at), state.now)}</small>`}
                </td>
                <td data-label=${t.filter.cameras}>${served(state.cameras, agent.id)}</td>
                <td data-label=${t.filter.sensors}>${served(state.sensors, agent.id)}</td>
              </tr>`,
          )}
          ${
            state.agents.size === 0
              ? html`<tr>
                  <td colspan="5" class="muted">${t.settings.none}</td>
                </tr>`
              : nothing
          }
        </tbody>
      </table>
    </section>`;
}

function agentForm(agent: Agent | null, { state, t, act, dispatch }: Frame): TemplateResult {
  const back = () => dispatch({ type: 'paged', page: 'settings', path: ['agents'] });
  const { token } = state.setup;
  const said = (form: HTMLFormElement, text: string): void => {
    const place = form.querySelector('.field-fault');
    if (place) place.textContent = text;
  };
  const done = async (
    form: HTMLFormElement,
    work: ReturnType<typeof act.saveAgent>,
    { leave, conflict }: { readonly leave: boolean; readonly conflict: string },
  ): Promise<void> => {
    const failed = await work;
    const reason = failed?.code === 'conflict' ? conflict : failureText(t, failed?.code ?? '');
    if (failed) said(form, [reason, ...failed.fields.map((field) => fieldFaultText(t, field))].join(' '));
    else if (leave) back();
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const name = formText(form, 'name').trim();
    if (agent) void done(form, act.saveAgent(agent.id, name), { leave: true, conflict: t.agents.taken });
    else void done(form, act.addAgent(formText(form, 'id').trim(), name), { leave: false, conflict: t.agents.taken });
  };
  const ask = (event: Event, sure: string, work: () => ReturnType<typeof act.saveAgent>, leave: boolean): void => {
    const { form } = event.currentTarget as HTMLButtonElement;
    if (form && window.confirm(sure)) void done(form, work(), { leave, conflict: t.agents.inUse });
  };
  return html`<form class="card account-form" @submit=${submit}>
    <h3>${agent ? t.settings.edit(agent.name) : t.settings.add.agents}</h3>
    <div class="field-row">
      <label class="field"
        ><span>${t.settings.id}</span>
        <input
          name="id"
          class="mono"
          required
          pattern="[a-z0-9][a-z0-9\\-]{0,63}"
          autocomplete="off"
          .value=${agent?.id ?? token?.id ?? ''}
          ?disabled=${agent !== null || token !== null}
        />
        <small class="muted">${t.agents.idHint}</small>
      </label>
      <label class="field"
        ><span>${t.settings.name}</span><input name="name" required maxlength="200" .value=${agent?.name ?? ''}
      /></label>
    </div>
    ${
      token === null || (agent !== null && agent.id !== token.id)
        ? nothing
        : html`<div class="field" role="status">
            <span>${t.agents.token(token.id)}</span>
            <output class="mono secret-once">${token.token}</output>
            <small class="muted">${t.agents.tokenHint}</small>
          </div>`
    }
    <p class="field-fault" role="alert"></p>
    <footer class="modal-foot">
      ${
        agent
          ? html`<button
                type="button"
                class="button"
                @click=${(event: Event) => ask(event, t.settings.removeSure(agent.name), () => act.removeAgent(agent.id), true)}
              >
                ${t.settings.remove}
              </button>
              <button
                type="button"
                class="button"
                @click=${(event: Event) => ask(event, t.agents.renewSure(agent.name), () => act.renewAgentToken(agent.id), false)}
              >
                ${t.agents.renew}
              </button>`
          : nothing
      }
      <button type="button" class="button" @click=${back}>${token === null ? t.act.cancel : t.act.close}</button>
      ${!agent && token ? nothing : html`<button class="button button-main">${t.act.save}</button>`}
    </footer>
  </form>`;
}
