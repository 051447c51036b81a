import { html, nothing, type TemplateResult } from 'lit-html';
import type { RetentionAnswer, RetentionKind, RetentionSettings } from '../../../contracts/retention.ts';
import { failureText } from '../../core/text/dictionary.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';
import { formText, submitted } from '../form-text.ts';
import type { Frame } from '../frame.ts';
import { icon } from '../icon.ts';
import { areaName } from '../names.ts';
import { holdsCard } from './holds-card.ts';

/** Kinds in the order one thinks of them. Those of the first list must have a time. */
const TIMED = ['snapshot', 'observation', 'track', 'measurement', 'coverage', 'health_event'] as const;
const KINDS: readonly RetentionKind[] = [...TIMED, 'picture', 'clip', 'audit'];

/** For how long what is kept, everywhere and by ward; and what is kept for a case. */
export function retentionSection(frame: Frame): TemplateResult {
  const { state, t } = frame;
  const { retention } = state.setup;
  if (retention.is === 'failed') return html`<p class="field-fault" role="alert">${failureText(t, retention.code)}</p>`;
  if (retention.is !== 'ready') return html`<p class="muted" aria-busy="true">${t.system.loading}</p>`;
  return html`${timesForm(retention.value, frame)} ${holdsCard(frame)}`;
}

function timesForm({ edition, ...settings }: RetentionAnswer, frame: Frame): TemplateResult {
  const { state, t, act } = frame;
  const nameOf = (areaId: string) => areaName(state, areaId) ?? areaId;
  const areas = state.city.is === 'ready' ? state.city.value.areas : [];
  const free = areas.filter(({ id }) => !settings.areas.some(({ areaId }) => areaId === id));
  const say = async (form: HTMLFormElement, wish: RetentionSettings) => {
    const failed = await act.saveRetention(wish);
    const said = form.querySelector('.field-fault');
    if (said)
      said.textContent = failed
        ? [failureText(t, failed.code), ...failed.fields.map((one) => fieldFaultText(t, one))].join(' ')
        : '';
  };
  const submit = (event: SubmitEvent) => {
    const form = submitted(event);
    const wish = wishOf(form, settings);
    if (isShorter(wish, settings) && !window.confirm(t.retention.shorterSure)) return;
    void say(form, wish);
  };
  const withArea = (event: Event) => {
    const select = event.currentTarget as HTMLSelectElement;
    const { form, value } = select;
    if (form && value !== '') void say(form, { ...settings, areas: [...settings.areas, { areaId: value, days: {} }] });
  };
  return html`<form class="card retention" @submit=${submit}>
    <h3>${t.retention.title}</h3>
    <p class="muted">${t.retention.lead}</p>
    <div class="retention-table">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">${t.retention.kind}</th>
            <th scope="col">${t.retention.everywhere}</th>
            ${settings.areas.map(
              ({ areaId }) =>
                html`<th scope="col">
                  ${nameOf(areaId)}
                  <button
                    type="button"
                    class="button button-icon button-tiny"
                    aria-label=${t.retention.removeArea(nameOf(areaId))}
                    title=${t.retention.removeArea(nameOf(areaId))}
                    @click=${({ currentTarget }: { readonly currentTarget: HTMLButtonElement }) => {
                      const { form } = currentTarget;
                      const rest = settings.areas.filter((one) => one.areaId !== areaId);
                      if (form && window.confirm(t.retention.shorterSure)) void say(form, { ...settings, areas: rest });
                    }}
                  >
                    ${icon('close')}
                  </button>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${KINDS.map(
            (kind) =>
              html`<tr>
                <th scope="row">${t.retention.kinds[kind]}</th>
                <td>${daysInput(kind, null, settings[kind], isTimed(kind), frame)}</td>
                ${settings.areas.map(
                  ({ areaId, days }) =>
                    html`<td>
                      ${kind === 'audit' ? '–' : daysInput(kind, areaId, days[kind] ?? null, false, frame)}
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <label class="field"
      ><span>${t.retention.compress}</span>
      <input
        type="number"
        name="compressTracks"
        min="1"
        max="36500"
        step="1"
        placeholder=${t.retention.never}
        ?disabled=${edition !== 'community'}
        .value=${settings.compressTracks === null ? '' : String(settings.compressTracks)}
      />
      <small class="muted">${edition === 'community' ? t.retention.compressLead : t.retention.compressNot}</small>
    </label>
    <p class="field-fault" role="alert"></p>
    <footer class="modal-foot">
      ${
        free.length === 0
          ? nothing
          : html`<select class="select" aria-label=${t.retention.addArea} @change=${withArea}>
              <option value="" selected>${t.retention.addArea}</option>
              ${free.map(({ id }) => html`<option value=${id}>${nameOf(id)}</option>`)}
            </select>`
      }
      <button class="button button-main">${t.act.save}</button>
    </footer>
  </form>`;
}

function daysInput(
  kind: RetentionKind,
  areaId: string | null,
  days: number | null,
  required: boolean,
  { t, state }: Frame,
): TemplateResult {
  const where = areaId === null ? t.retention.everywhere : (areaName(state, areaId) ?? areaId);
  return html`<input
    type="number"
    name=${nameOfInput(kind, areaId)}
    min="1"
    max="36500"
    step="1"
    ?required=${required}
    placeholder=${areaId === null ? t.retention.ever : t.retention.same}
    aria-label=${t.retention.days(t.retention.kinds[kind], where)}
    .value=${days === null ? '' : String(days)}
  />`;
}

const nameOfInput = (kind: RetentionKind, areaId: string | null): string => `${kind} ${areaId ?? ''}`;
const isTimed = (kind: RetentionKind): boolean => TIMED.some((one) => one === kind);

/** What the form says. An empty field of everywhere is for ever; of an area, as everywhere. */
function wishOf(form: HTMLFormElement, settings: RetentionSettings): RetentionSettings {
  const daysOf = (kind: RetentionKind, areaId: string | null): number | null => {
    const text = formText(form, nameOfInput(kind, areaId)).trim();
    return text === '' ? null : Number(text);
  };
  const said = (areaId: string | null) =>
    Object.fromEntries(
      KINDS.filter((kind) => areaId === null || kind !== 'audit').flatMap((kind) => {
        const days = daysOf(kind, areaId);
        return areaId !== null && days === null ? [] : [[kind, days]];
      }),
    );
  const areas = settings.areas.map(({ areaId }) => ({ areaId, days: said(areaId) }));
  // The kinds are those of the settings; the gateway checks the numbers.
  return {
    ...(said(null) as Omit<RetentionSettings, 'areas' | 'compressTracks'>),
    compressTracks: compressedAfter(form, settings),
    areas,
  };
}

function compressedAfter(form: HTMLFormElement, { compressTracks }: RetentionSettings): number | null {
  const input = form.elements.namedItem('compressTracks');
  if (!(input instanceof HTMLInputElement) || input.disabled) return compressTracks;
  return input.value === '' ? null : input.valueAsNumber;
}

/** Whether anything would be removed sooner than before. */
function isShorter(wish: RetentionSettings, before: RetentionSettings): boolean {
  const sooner = (now: number | null | undefined, then: number | null | undefined): boolean =>
    (now ?? Infinity) < (then ?? Infinity);
  return (
    KINDS.some((kind) => sooner(wish[kind], before[kind])) ||
    wish.areas.some(({ areaId, days }) => {
      const was = before.areas.find((one) => one.areaId === areaId)?.days ?? {};
      return KINDS.some((kind) => kind !== 'audit' && sooner(days[kind] ?? wish[kind], was[kind] ?? before[kind]));
    })
  );
}
