import { html, type TemplateResult } from 'lit-html';
import { daysOf, parseDays, periodWith, stepped, type Against, type Period } from '../../core/stats/period.ts';
import { periodOf } from '../../core/stats/wants.ts';
import { icon } from '../icon.ts';
import { filterMenu, fold } from './filter-menu.ts';
import type { StatsFrame } from './stats-frame.ts';

const KINDS = ['today', 'week', 'month', 'year'] as const;

/** Which days: presets, days of one's own, and a step back or forth. */
export function periodPicker(frame: StatsFrame): TemplateResult {
  const { s, sf, stats, today, ask, state } = frame;
  const period = periodOf(stats.query, today);
  const zone = state.city.is === 'ready' ? state.city.value.timeZone : '';
  const choose = (period: Period) => (event: Event) => {
    fold(event);
    ask({ period });
  };
  const next = stepped(period, 1);
  return html`<span class="filter-group">
    <button
      class="button button-step"
      aria-label=${s.period.back}
      title=${s.period.back}
      @click=${() => ask({ period: stepped(period, -1) })}
    >
      ${icon('back')}
    </button>
    ${filterMenu({
      id: 'period',
      look: 'clock',
      label: s.period.label,
      chosen: sf.period(period),
      body: html`<div class="filter-choices">
          ${KINDS.map((kind) => {
            const preset = periodWith(kind === 'today' ? 'day' : kind, today);
            const on = preset.kind === period.kind && daysOf(preset).from === daysOf(period).from;
            return html`<button class="filter-choice" aria-pressed=${String(on)} @click=${choose(preset)}>
              ${s.period[kind]}
            </button>`;
          })}
        </div>
        ${ownDays('period', daysOf(period), frame, (own) => ask({ period: own }))}
        <p class="muted">${s.period.zone(zone)}</p>`,
    })}
    <button
      class="button button-step"
      aria-label=${s.period.forth}
      title=${s.period.forth}
      ?disabled=${daysOf(next).from > today}
      @click=${() => ask({ period: next })}
    >
      ${icon('forth')}
    </button>
  </span>`;
}

/** With what it is compared. */
export function againstPicker(frame: StatsFrame): TemplateResult {
  const { s, sf, stats, ask } = frame;
  const compares = stats.query.section === 'compare';
  const against = stats.query.against ?? (compares ? ({ kind: 'previous' } as const) : null);
  const choose = (against: Against | null) => (event: Event) => {
    fold(event);
    ask({ against });
  };
  const chosen =
    against === null ? s.against.none : against.kind === 'own' ? sf.period(against) : s.against[against.kind];
  return filterMenu({
    id: 'against',
    look: 'compare',
    label: s.against.label,
    chosen,
    on: against !== null,
    body: html`<div class="filter-choices">
        ${([...(compares ? [] : [null]), 'previous', 'year-before'] as const).map(
          (kind) =>
            html`<button
              class="filter-choice"
              aria-pressed=${String((against?.kind ?? null) === kind)}
              @click=${choose(kind === null ? null : { kind })}
            >
              ${kind === null ? s.against.none : s.against[kind]}
            </button>`,
        )}
      </div>
      ${ownDays('against', against?.kind === 'own' ? against : null, frame, (own) => ask({ against: own }))}`,
  });
}

function ownDays(
  id: string,
  days: { readonly from: string; readonly to: string } | null,
  { s, today }: StatsFrame,
  choose: (own: Extract<Period, { kind: 'own' }>) => void,
): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = event.currentTarget;
    const first = form.querySelector<HTMLInputElement>('input[name=from]');
    const last = form.querySelector<HTMLInputElement>('input[name=to]');
    const own = parseDays(`${first?.value ?? ''}..${last?.value ?? ''}`);
    // The browser shows it at the field, in words of ours.
    last?.setCustomValidity(own ? '' : s.period.wrong);
    if (!own) return void form.reportValidity();
    fold(event);
    choose(own);
  };
  const forget = (event: Event) => {
    if (event.currentTarget instanceof HTMLFormElement)
      event.currentTarget.querySelector<HTMLInputElement>('input[name=to]')?.setCustomValidity('');
  };
  return html`<form class="own-days" novalidate @submit=${submit} @input=${forget} aria-label=${s.period.own}>
    <label class="field"
      ><span>${s.period.from}</span
      ><input
        type="date"
        name="from"
        required
        min="1990-01-01"
        max=${today}
        .value=${days?.from ?? ''}
        id=${`${id}-from`}
    /></label>
    <label class="field"
      ><span>${s.period.to}</span
      ><input type="date" name="to" required min="1990-01-01" .value=${days?.to ?? ''} id=${`${id}-to`}
    /></label>
    <button class="button button-main">${s.period.apply}</button>
  </form>`;
}
