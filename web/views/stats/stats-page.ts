import { html, nothing, type TemplateResult } from 'lit-html';
import { formatQuery, SECTIONS, type Section } from '../../core/stats/query.ts';
import { WHOLE_CITY } from '../../core/stats/places.ts';
import { daysOf, momentsOf } from '../../core/stats/period.ts';
import { periodOf } from '../../core/stats/wants.ts';
import { hatches } from '../charts/hatch.ts';
import { simulatedMark } from './chart-card.ts';
import { alertsPage } from './alerts.ts';
import { compare } from './compare.ts';
import { filters } from './filters.ts';
import { junction } from './junction.ts';
import { overview } from './overview.ts';
import { past } from './past.ts';
import { search } from './search.ts';
import { sensors } from './sensors.ts';
import { spreadPage } from './spread.ts';
import { valueOf, type StatsFrame } from './stats-frame.ts';

/** The pages of the statistics: where one is, what is asked, and the answers. */
export function statsPage(frame: StatsFrame): TemplateResult {
  const { s, f, stats, dispatch, state } = frame;
  const { query } = stats;
  const until = valueOf(frame, 'flows')?.summedUntil ?? null;
  return html`<header class="page-head stats-head">
      <h2>${s.title}</h2>
      <nav class="sections" aria-label=${s.title}>
        ${SECTIONS.map(
          (section) =>
            html`<button
              aria-current=${section === query.section ? 'page' : 'false'}
              @click=${() => dispatch({ type: 'stats-asked', path: [section], stats: formatQuery(query) })}
            >
              ${s.sections[section]}
            </button>`,
        )}
      </nav>
    </header>
    ${filters(frame)} ${hatches()}
    ${simulatedNow(frame) ? html`<p class="simulated-note">${simulatedMark(frame)} ${s.state.simulatedLead}</p>` : nothing}
    <div class="stats-body" data-section=${query.section}>
      ${isPlaceKnown(frame) ? body(query.section, frame) : placeUnknown(frame)}
    </div>
    ${until === null ? nothing : html`<p class="muted stats-foot">${s.state.summedUntil(f.moment(Date.parse(until), state.now))}</p>`}`;
}

/** An address may name a place that never was, or that others look after. */
function isPlaceKnown(frame: StatsFrame): boolean {
  const { where } = frame.stats.query;
  const places = valueOf(frame, 'places')?.places;
  if (where.kind === 'city' || !places) return true;
  return places.some(({ kind, id }) => id === where.id && (kind === 'line' ? 'zone' : kind) === where.kind);
}

function placeUnknown({ s, ask }: StatsFrame): TemplateResult {
  return html`<p class="place-unknown" role="alert">
    ${s.place.unknown}
    <button class="button button-small" @click=${() => ask({ where: WHOLE_CITY })}>${s.place.showAll}</button>
  </p>`;
}

/** Whether any of what is looked at was made up. */
function simulatedNow(frame: StatsFrame): boolean {
  const { from, to } = momentsOf(daysOf(periodOf(frame.stats.query, frame.today)), frame.days);
  const spans = valueOf(frame, 'places')?.simulated ?? [];
  return spans.some((span) => Date.parse(span.from) < to && Date.parse(span.to) > from);
}

function body(section: Section, frame: StatsFrame): TemplateResult {
  switch (section) {
    case 'overview':
      return overview(frame);
    case 'junction':
      return junction(frame);
    case 'spread':
      return spreadPage(frame);
    case 'compare':
      return compare(frame);
    case 'sensors':
      return sensors(frame);
    case 'alerts':
      return alertsPage(frame);
    case 'search':
      return search(frame);
    case 'past':
      return past(frame);
  }
}
