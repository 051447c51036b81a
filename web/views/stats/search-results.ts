import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { HistoryEvent } from '../../../contracts/history-events.ts';
import { mayRespond } from '../../core/rights.ts';
import { icon } from '../icon.ts';
import { areaName } from '../names.ts';
import { severityMark } from '../severity-mark.ts';
import { failure, simulatedMark } from './chart-card.ts';
import { showMoment, showPast } from './show-moment.ts';
import type { StatsFrame } from './stats-frame.ts';
import { unusualText } from './unusual-hours.ts';

/** What was found, newest first, as it comes in. */
export function results(frame: StatsFrame): TemplateResult {
  const { s, f, stats, more } = frame;
  const { found } = stats;
  if (!found) return html`<div class="skeleton skeleton-figure"></div>`;
  const { events, is, next } = found;
  return html`<p class="found-count" role="status" aria-live="polite">
      ${
        is === 'loading'
          ? events.length === 0
            ? s.search.looking
            : s.search.soFar(f.number(events.length))
          : next === null
            ? s.search.all(f.number(events.length))
            : s.search.first(f.number(events.length))
      }
    </p>
    ${is === 'failed' ? failure(found.code, frame) : nothing}
    ${
      is === 'ready' && events.length === 0
        ? html`<div class="card blank">
            ${icon('search')}<strong>${s.search.nothing}</strong><span>${s.search.nothingLead}</span>
          </div>`
        : nothing
    }
    <ul class="found-events">
      ${repeat(
        events,
        (event) => `${event.of}${event.id}`,
        (event) => eventCard(event, frame),
      )}
    </ul>
    ${is === 'loading' ? html`<div class="skeleton"></div>` : nothing}
    ${is === 'ready' && next !== null ? html`<button class="button found-more" @click=${more}>${s.search.more}</button>` : nothing}`;
}

function eventCard(event: HistoryEvent, frame: StatsFrame): TemplateResult {
  const { s, sf, t, f, state, days } = frame;
  const at = Date.parse(event.at);
  const title = event.of === 'alerts' ? event.ruleName : s.search.kinds[event.kind];
  const where = event.zoneName === null ? event.deviceName : `${event.deviceName} · ${event.zoneName}`;
  const area = areaName(state, event.areaId);
  const facts = [
    event.class === null ? null : t.thing[event.class],
    event.of === 'observations' && event.direction !== null ? s.overview[event.direction] : null,
    event.of === 'observations' && event.value !== null ? valueText(event, frame) : null,
    event.of === 'alerts' && event.durationS !== null ? s.search.took(f.span(Math.round(event.durationS))) : null,
    event.of === 'alerts' && event.count > 1 ? t.alerts.times(f.number(event.count)) : null,
  ].filter((fact) => fact !== null);
  const { picture, clip, clipAtS } = event.sight;
  return html`<li class="found-event" data-severity=${event.of === 'alerts' ? event.severity : nothing}>
    <div class="found-picture" data-empty=${String(picture === null)}>
      ${picture === null ? icon(event.of === 'alerts' ? 'flag' : 'eye') : html`<img src=${picture} alt=${s.search.pictureOf(title, where)} loading="lazy" decoding="async" @error=${noPicture} />`}
    </div>
    <div class="found-text">
      <p class="found-head">
        ${event.of === 'alerts' ? severityMark(event.severity, t.severity[event.severity]) : nothing}
        <button class="link found-title" @click=${() => showMoment(event, frame)}>${title}</button>
        ${event.simulated ? simulatedMark(frame) : nothing}
      </p>
      <p>${where}${area === null ? nothing : html`<span class="muted"> · ${area}</span>`}</p>
      <p class="found-facts">
        <time datetime=${event.at}>${sf.weekday(days.dayOf(at))} ${f.clock(at)}</time>
        ${event.of === 'alerts' ? html`<span class="chip" data-state=${event.state}>${t.state[event.state]}</span>` : nothing}
        ${facts.map((fact) => html`<span>${fact}</span>`)}
      </p>
      ${event.of === 'alerts' ? event.comments.map((comment) => html`<blockquote>${comment}</blockquote>`) : nothing}
      <p class="found-doors">
        <button class="button button-small button-quiet" @click=${() => showPast(event, frame)}>
          ${icon('clock')} ${s.search.toPast}
        </button>
        ${
          clip !== null && mayRespond(state.session)
            ? html`<a
                class="button button-small button-quiet"
                href=${clipAtMoment(clip, clipAtS)}
                target="_blank"
                rel="noopener"
                >${icon('play')} ${s.search.clip}</a
              >`
            : nothing
        }
      </p>
    </div>
  </li>`;
}

/** Seconds before the moment that are shown, so that one sees it come. */
const LEAD_S = 2;

/** A clip that begins to play shortly before the moment (Media Fragments URI, W3C 2012). */
function clipAtMoment(clip: string, atS: number | null): string {
  return atS === null ? clip : `${clip}#t=${Math.max(0, atS - LEAD_S).toFixed(1)}`;
}

function valueText(event: Extract<HistoryEvent, { of: 'observations' }>, { f, s, sf }: StatsFrame): string | null {
  if (event.value === null) return null;
  if (event.kind === 'speed') return `${f.number(event.value)} km/h`;
  if (event.kind === 'deviation') {
    return event.deviation ? unusualText(event.value, event.deviation, { f, s, sf }) : f.number(event.value);
  }
  if (event.kind === 'crowd') return s.search.people(f.number(event.value));
  if (event.kind === 'crowd-density') return s.search.density(f.number(event.value, 1));
  return f.span(Math.round(event.value));
}

/** A picture that was removed by its age leaves its place. */
function noPicture(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  event.currentTarget.closest('.found-picture')?.setAttribute('data-empty', 'true');
  event.currentTarget.remove();
}
