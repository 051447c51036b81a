import { html, nothing, type TemplateResult } from 'lit-html';
import { KINDS, SEVERITIES, STATES, type Asked } from '../../core/stats/query.ts';
import { icon } from '../icon.ts';
import { drawMap } from './draw-map.ts';
import { results } from './search-results.ts';
import { showMoment } from './show-moment.ts';
import type { StatsFrame } from './stats-frame.ts';

/** Finds what happened: by words, place, class, kind, state, direction and duration. */
export function search(frame: StatsFrame): TemplateResult {
  return html`<div class="search-page">
    <form class="card search-form" @submit=${(event: Event) => event.preventDefault()}>${fields(frame)}</form>
    <div class="search-found">${results(frame)}</div>
  </div>`;
}

function fields(frame: StatsFrame): TemplateResult {
  const { s, t, stats, ask } = frame;
  const { query } = stats;
  return html`<label class="field"
      ><span>${s.search.words}</span
      ><input
        type="search"
        maxlength="200"
        autocomplete="off"
        placeholder=${s.search.wordsHint}
        .value=${query.words}
        @input=${(event: { currentTarget: HTMLInputElement }) => ask({ words: event.currentTarget.value })}
      />
    </label>
    <div class="switch" role="group" aria-label=${s.search.of}>
      ${(['alerts', 'observations'] as const).map(
        (one) =>
          html`<button type="button" aria-pressed=${String(query.events === one)} @click=${() => ask({ events: one })}>
            ${s.search.kindsOf[one]}
          </button>`,
      )}
    </div>
    ${place(frame)}
    ${
      query.events === 'alerts'
        ? html`${chips('severities', SEVERITIES, s.search.severity, (one) => t.severity[one], frame)}
          ${chips('states', STATES, s.search.state, (one) => t.state[one], frame)}`
        : html`${chips('kinds', KINDS, s.search.kind, (one) => s.search.kinds[one], frame)}
            <label class="field"
              ><span>${s.search.way}</span
              ><select
                .value=${query.way ?? ''}
                @change=${(event: { currentTarget: HTMLSelectElement }) => {
                  const { value } = event.currentTarget;
                  ask({ way: value === 'forward' || value === 'backward' ? value : null });
                }}
              >
                <option value="" ?selected=${query.way === null}>${s.search.anyWay}</option>
                <option value="forward" ?selected=${query.way === 'forward'}>${s.overview.forward}</option>
                <option value="backward" ?selected=${query.way === 'backward'}>${s.overview.backward}</option>
              </select></label
            >`
    }
    <fieldset class="durations">
      <legend>${query.events === 'alerts' ? s.search.duration : s.search.stay}</legend>
      ${(['leastS', 'mostS'] as const).map(
        (name) =>
          html`<label class="inline-field"
            >${s.search[name]}<input
              type="number"
              min="1"
              max="31536000"
              .value=${query[name] === null ? '' : String(query[name])}
              @change=${(event: { currentTarget: HTMLInputElement }) => {
                const seconds = Math.round(event.currentTarget.valueAsNumber);
                ask({ [name]: seconds >= 1 && seconds <= 31_536_000 ? seconds : null });
              }}
            />${s.spread.secondsUnit}</label
          >`,
      )}
    </fieldset>
    <button type="button" class="button button-quiet" @click=${() => ask(EMPTY)}>${s.search.clear}</button>`;
}

const EMPTY: Partial<Asked> = {
  words: '',
  kinds: [],
  states: [],
  severities: [],
  way: null,
  leastS: null,
  mostS: null,
  drawn: [],
};

type Listed = 'kinds' | 'states' | 'severities';

function chips<K extends Listed>(
  name: K,
  all: readonly Asked[K][number][],
  label: string,
  text: (one: Asked[K][number]) => string,
  { stats, ask }: StatsFrame,
): TemplateResult {
  // Within one field all values are of its own type.
  const chosen = stats.query[name] as readonly Asked[K][number][];
  const toggle = (one: Asked[K][number]) =>
    ask({ [name]: chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one] });
  return html`<fieldset class="chips-field">
    <legend>${label}</legend>
    <div class="choice-chips">
      ${all.map(
        (one) =>
          html`<button
            type="button"
            class="choice-chip"
            aria-pressed=${String(chosen.includes(one))}
            @click=${() => toggle(one)}
          >
            ${text(one)}
          </button>`,
      )}
    </div>
  </fieldset>`;
}

function place(frame: StatsFrame): TemplateResult {
  const { s, stats, state, tell, ask, basemap } = frame;
  const city = state.city.is === 'ready' ? state.city.value : null;
  const { drawing } = stats;
  const { drawn } = stats.query;
  const close = () => {
    if (drawing && drawing.length >= 3) ask({ drawn: drawing });
    tell({ type: 'drawing', corners: null });
  };
  return html`<div class="search-place">
    ${
      city
        ? html`<div
            class="plan-map"
            role="group"
            aria-label=${s.search.mapLabel}
            ${drawMap({
              drawn,
              drawing,
              events: stats.found?.events ?? [],
              theme: state.preferences.theme,
              centre: city.centre,
              basemap,
              onCorner: (corner) => tell({ type: 'drawing', corners: [...(drawing ?? []), corner] }),
              onClosed: close,
              onEvent: (event) => showMoment(event, frame),
            })}
          ></div>`
        : html`<div class="plan-map"></div>`
    }
    <div class="search-draw">
      ${
        drawing
          ? html`<span class="muted" role="status">${s.search.drawHint}</span>
              <button
                type="button"
                class="button button-small button-main"
                ?disabled=${drawing.length < 3}
                @click=${close}
              >
                ${icon('check')} ${s.search.drawDone}
              </button>
              <button
                type="button"
                class="button button-small"
                @click=${() => tell({ type: 'drawing', corners: null })}
              >
                ${frame.t.act.cancel}
              </button>`
          : html`<button
                type="button"
                class="button button-small"
                @click=${() => tell({ type: 'drawing', corners: [] })}
              >
                ${icon('shapes')} ${s.search.draw}
              </button>
              ${
                drawn.length > 0
                  ? html`<button
                      type="button"
                      class="button button-small button-quiet"
                      @click=${() => ask({ drawn: [] })}
                    >
                      ${icon('close')} ${s.search.drawClear}
                    </button>`
                  : nothing
              }`
      }
    </div>
  </div>`;
}
