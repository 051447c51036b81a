import { html, nothing, type TemplateResult } from 'lit-html';
import { withOffered, type HolidaySpan, type PlanningDraft } from '../../core/settings/holiday-spans.ts';
import { cityDays, daysBetween, parseDay } from '../../core/stats/city-days.ts';
import type { Frame } from '../frame.ts';
import { icon } from '../icon.ts';
import { nameInput, type ChangePlanning } from './planning-fields.ts';

/** For which the sun and moon are told well. */
const YEARS = { first: 1990, last: 2100 } as const;

/** The holidays of one year: those of the law to begin with, any of them to be moved, and others. */
export function holidaysCard({ spans }: PlanningDraft, change: ChangePlanning, frame: Frame): TemplateResult {
  const { state, t, dispatch } = frame;
  const zone = state.city.is === 'ready' ? state.city.value.timeZone : 'Asia/Ho_Chi_Minh';
  const year = state.setup.holidayYear ?? Number(cityDays(zone).dayOf(state.now).slice(0, 4));
  const isOfYear = ({ from, to }: HolidaySpan) => from.startsWith(String(year)) || to.startsWith(String(year));
  const shown = spans.map((span, at) => ({ span, at })).filter(({ span }) => isOfYear(span));
  const offered = withOffered(spans, year);
  const isMissing = offered.length !== spans.length || offered.some((one, i) => one.to !== spans[i]?.to);
  const go = (to: number) => dispatch({ type: 'setup-changed', change: { holidayYear: to } });
  const add = () =>
    change({
      spans: [...spans, { vi: '', en: '', from: `${year}-01-01`, to: `${year}-01-01` }],
    });
  return html`<section class="card">
    <h3>${t.planning.holidays}</h3>
    <p class="muted">${t.planning.holidaysLead}</p>
    <div class="planning-year">
      <button
        type="button"
        class="button button-icon"
        aria-label=${t.planning.earlier}
        ?disabled=${year <= YEARS.first}
        @click=${() => go(year - 1)}
      >
        ${icon('back')}
      </button>
      <strong aria-live="polite">${t.planning.year} ${year}</strong>
      <button
        type="button"
        class="button button-icon"
        aria-label=${t.planning.later}
        ?disabled=${year >= YEARS.last}
        @click=${() => go(year + 1)}
      >
        ${icon('forth')}
      </button>
    </div>
    ${shown.length === 0 ? html`<p class="planning-warning" role="status">${t.planning.noneInYear(String(year))}</p>` : nothing}
    <ul class="entries planning-holidays">
      ${shown.map(({ span, at }) => row(span, at, spans, change, frame))}
    </ul>
    ${
      isMissing
        ? html`<button type="button" class="button" @click=${() => change({ spans: offered })}>
              ${icon('plus')} ${t.planning.offer(String(year))}
            </button>
            <p class="muted">${t.planning.offerLead}</p>`
        : nothing
    }
    <button type="button" class="link" @click=${add}>${icon('plus')} ${t.planning.add}</button>
  </section>`;
}

function row(
  span: HolidaySpan,
  at: number,
  spans: readonly HolidaySpan[],
  change: ChangePlanning,
  { t, f, state }: Frame,
): TemplateResult {
  const edit = (part: Partial<HolidaySpan>) =>
    change({ spans: spans.map((one, i) => (i === at ? { ...one, ...part } : one)) });
  const name = span[state.preferences.language];
  const days = daysBetween(span.from, span.to) + 1;
  const wrong = days < 1 || days > 61;
  const dayInput = (label: string, key: 'from' | 'to') =>
    html`<label class="field"
      ><span>${label}</span
      ><input
        type="date"
        required
        min="${YEARS.first}-01-01"
        max="${YEARS.last}-12-31"
        .value=${span[key]}
        @change=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
          const day = parseDay(currentTarget.value);
          // The other end follows where the span would turn round.
          if (day !== null) edit(key === 'from' ? { from: day, to: span.to < day ? day : span.to } : { to: day });
        }}
    /></label>`;
  return html`<li>
    <div class="planning-names">
      ${nameInput(t.planning.nameVi, span.vi, (vi) => edit({ vi }))}
      ${nameInput(t.planning.nameEn, span.en, (en) => edit({ en }))} ${dayInput(t.planning.from, 'from')}
      ${dayInput(t.planning.to, 'to')}
    </div>
    <span class="muted planning-days">${wrong ? nothing : t.planning.days(f.number(days))}</span>
    <button
      type="button"
      class="button button-icon"
      aria-label=${t.planning.drop(name)}
      title=${t.planning.drop(name)}
      @click=${() => change({ spans: spans.filter((_, i) => i !== at) })}
    >
      ${icon('close')}
    </button>
    ${wrong ? html`<small class="field-fault" role="alert">${t.planning.backwards}</small>` : nothing}
  </li>`;
}
