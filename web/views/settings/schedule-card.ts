import { html, type TemplateResult } from 'lit-html';
import type { ReportSchedule } from '../../../contracts/reports.ts';
import { failureText } from '../../core/text/dictionary.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';
import { submitted } from '../form-text.ts';
import type { Frame } from '../frame.ts';
import { areaName } from '../names.ts';
import { choices, tick } from './field.ts';

/** What stands for the whole city among areas. */
const CITY = '';

/** Which monthly reports are made by themselves. */
export function scheduleCard(frame: Frame): TemplateResult {
  const { state, t, act, dispatch } = frame;
  const { schedule } = state.setup;
  if (schedule.is === 'failed') return html`<p class="field-fault" role="alert">${failureText(t, schedule.code)}</p>`;
  if (schedule.is !== 'ready') return html`<p class="muted" aria-busy="true">${t.system.loading}</p>`;
  const written = schedule.value;
  const change = (change: Partial<ReportSchedule>) =>
    dispatch({ type: 'setup-changed', change: { schedule: { is: 'ready', value: { ...written, ...change } } } });
  const wards = state.city.is === 'ready' ? state.city.value.areas.filter(({ kind }) => kind === 'ward') : [];
  const submit = async (event: SubmitEvent) => {
    const said = submitted(event).querySelector('.schedule-fault');
    const failed = await act.saveSchedule(written);
    if (said)
      said.textContent = failed
        ? [failureText(t, failed.code), ...failed.fields.map((one) => fieldFaultText(t, one))].join(' ')
        : '';
  };
  return html`<form class="card schedule" @submit=${submit}>
    <h3>${t.planning.schedule}</h3>
    <p class="muted">${t.planning.scheduleLead}</p>
    ${tick(t.planning.scheduleOn, written.enabled, (enabled) => change({ enabled }))}
    ${choices(
      t.planning.scheduleLanguages,
      written.languages,
      [
        ['vi', t.language.vi],
        ['en', t.language.en],
      ],
      (languages) => change({ languages: [...languages] }),
    )}
    ${choices(
      t.planning.scheduleOf,
      written.areaIds.map((id) => id ?? CITY),
      [[CITY, t.filter.wholeCity], ...wards.map(({ id }) => [id, areaName(state, id) ?? id] as const)],
      (ids) => change({ areaIds: ids.map((id) => (id === CITY ? null : id)) }),
    )}
    <p class="field-fault schedule-fault" role="alert"></p>
    <footer class="modal-foot">
      <button
        class="button button-main"
        ?disabled=${written.languages.length === 0 || (written.enabled && written.areaIds.length === 0)}
      >
        ${t.act.save}
      </button>
    </footer>
  </form>`;
}
