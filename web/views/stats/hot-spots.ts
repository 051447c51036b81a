import { html, nothing, type TemplateResult } from 'lit-html';
import { barRows } from '../charts/bar-rows.ts';
import { failure, simulatedMark } from './chart-card.ts';
import { pastMap } from './past-map.ts';
import { spotScene, spotValues } from './past-scene.ts';
import { answerOf, valueOf, type StatsFrame } from './stats-frame.ts';

/** Where most happened: circles on the map and the same as a list, by hour of the day. */
export function hotSpots(frame: StatsFrame): TemplateResult {
  const { s, sf, state, stats, ask, basemap } = frame;
  const answer = valueOf(frame, 'spots');
  const status = answerOf(frame, 'spots');
  const city = state.city.is === 'ready' ? state.city.value : null;
  if (status?.is === 'failed') return html`<div class="card">${failure(status.code, frame)}</div>`;
  if (!answer || !city) return html`<div class="card skeleton past-skeleton" aria-busy="true"></div>`;
  const { minute } = stats.query;
  const slot = minute === null ? null : Math.floor((minute % 1440) / 60);
  const hourText = (hour: number) => s.past.hour(s.overview.hour(String(hour)), s.overview.hour(String(hour + 1)));
  const said = slot === null ? s.past.wholeDay : hourText(slot);
  const all = spotValues(answer, slot);
  const values = all.flatMap(({ spot, value, watched }) =>
    value === null || value === 0 ? [] : [{ spot, value, watched }],
  );
  const unseen = all.filter(({ value }) => value === null);
  return html`<div class="past" aria-busy=${String(status?.is === 'loading')}>
    <figure class="card past-stage">
      <div
        class="past-map"
        role="group"
        aria-label=${s.past.spotsLabel}
        ${pastMap({ scene: spotScene(answer, slot, frame), theme: state.preferences.theme, centre: city.centre, basemap })}
      ></div>
      <div class="player">
        <div class="player-buttons">
          <div class="switch" role="group" aria-label=${s.search.of}>
            ${(['observations', 'alerts'] as const).map(
              (one) =>
                html`<button aria-pressed=${String(stats.query.events === one)} @click=${() => ask({ events: one })}>
                  ${s.past.spotsOf[one]}
                </button>`,
            )}
          </div>
          <button
            class="button button-small"
            aria-pressed=${String(slot === null)}
            @click=${() => ask({ minute: null })}
          >
            ${s.past.wholeDay}
          </button>
          <output class="player-time">${said}</output>
        </div>
        <div class="player-track player-track-plain">
          <input
            type="range"
            min="0"
            max="23"
            step="1"
            .value=${String(slot ?? 0)}
            aria-label=${s.past.hourSlider}
            aria-valuetext=${said}
            @input=${(event: { currentTarget: HTMLInputElement }) => ask({ minute: event.currentTarget.valueAsNumber * 60 })}
          />
        </div>
        <div class="player-axis" aria-hidden="true">
          ${[0, 6, 12, 18, 23].map((hour) => html`<span>${s.overview.hour(String(hour))}</span>`)}
        </div>
      </div>
    </figure>
    <aside class="card past-list" aria-label=${s.past.spotsLabel}>
      <h3 class="past-when">${said} ${answer.simulated.length > 0 ? simulatedMark(frame) : nothing}</h3>
      ${
        values.length === 0
          ? html`<p class="muted">${stats.query.events === 'alerts' ? s.past.noSpots : s.state.none}</p>`
          : barRows(
              values.slice(0, 20).map(({ spot, value, watched }) => ({
                label: spot.name,
                value,
                text: sf.short(value),
                ...(watched !== null && watched < 0.995 && { note: s.figure.observed(sf.percent(watched)) }),
              })),
              s.past.spotsLabel,
            )
      }
      ${
        unseen.length === 0
          ? nothing
          : html`<section class="past-unseen">
              <h4>${s.past.unseen(sf.amount(unseen.length))}</h4>
              <p class="muted">${s.past.unseenLead}</p>
              <ul>
                ${unseen.slice(0, 20).map(({ spot }) => html`<li>${spot.name}</li>`)}
              </ul>
            </section>`
      }
    </aside>
  </div>`;
}
