import { html, nothing, type TemplateResult } from 'lit-html';
import type { HistoryPlace } from '../../../contracts/history.ts';
import { placeTree } from '../../core/stats/place-tree.ts';
import { WHOLE_CITY, type Where } from '../../core/stats/places.ts';
import { icon, type IconName } from '../icon.ts';
import { filterMenu, fold } from './filter-menu.ts';
import { everywhereName, nameOf, whereName } from './place-name.ts';
import { placeMap } from './place-map.ts';
import { valueOf, type StatsFrame } from './stats-frame.ts';

/** Rows of the list at once; typing narrows it down. */
const MOST_ROWS = 150;
const LOOK: Readonly<Record<HistoryPlace['kind'], IconName>> = {
  area: 'map',
  camera: 'camera',
  line: 'line',
  zone: 'shapes',
  sensor: 'sensor',
};

/** Where: the city, a ward, a camera, a line or a zone; from a list or by clicking on a map. */
export function wherePicker(frame: StatsFrame): TemplateResult {
  const { s, stats, ask } = frame;
  const { where, boundaries } = stats.query;
  const choose = (where: Where) => (event: Event) => {
    fold(event);
    ask({ where });
  };
  return filterMenu({
    id: 'where',
    look: 'pin',
    label: s.place.label,
    chosen: whereName(where, frame),
    on: where.kind !== 'city',
    body: html`<div class="where">
      <div class="where-list">
        <input
          type="search"
          class="where-find"
          autocomplete="off"
          maxlength="80"
          placeholder=${s.place.find}
          aria-label=${s.place.find}
          .value=${stats.placeWords}
          @input=${(event: { currentTarget: HTMLInputElement }) =>
            frame.tell({ type: 'place-words', words: event.currentTarget.value })}
        />
        <ul class="where-places" @keydown=${walk} data-arrows>
          <li>
            <button class="filter-choice" aria-pressed=${String(where.kind === 'city')} @click=${choose(WHOLE_CITY)}>
              ${icon('home')} ${everywhereName(frame)}
            </button>
          </li>
          ${rows(frame, choose)}
        </ul>
      </div>
      <div class="where-map">
        <p class="muted">${s.place.onMap}</p>
        ${placeMap(
          frame,
          (chosen) => {
            document.querySelector<HTMLDetailsElement>('#filter-where')?.removeAttribute('open');
            ask({ where: chosen });
          },
          where,
        )}
      </div>
      ${
        where.kind === 'area'
          ? html`<fieldset class="where-boundaries">
              <legend>${s.place.boundaries}</legend>
              ${(['then', 'now'] as const).map(
                (one) =>
                  html`<label
                    ><input
                      type="radio"
                      name="boundaries"
                      .checked=${boundaries === one}
                      @change=${() => ask({ boundaries: one })}
                    />
                    ${one === 'then' ? s.place.boundariesThen : s.place.boundariesNow}</label
                  >`,
              )}
            </fieldset>`
          : nothing
      }
    </div>`,
  });
}

function rows(frame: StatsFrame, choose: (where: Where) => (event: Event) => void): TemplateResult | TemplateResult[] {
  const { s, f, stats, state } = frame;
  const { where } = stats.query;
  const own = state.session.is === 'signed-in' ? state.session.account.areaIds : null;
  const found = placeTree(valueOf(frame, 'places')?.places ?? [], stats.placeWords, own);
  if (found.length === 0 && stats.placeWords !== '')
    return html`<li class="muted">${s.place.none(stats.placeWords)}</li>`;
  return found.slice(0, MOST_ROWS).map(({ place, depth }) => {
    const kind = place.kind === 'line' ? 'zone' : place.kind;
    if (kind === 'sensor') return html``;
    const on = where.kind === kind && where.id === place.id;
    return html`<li data-depth=${depth}>
      <button class="filter-choice" aria-pressed=${String(on)} @click=${choose({ kind, id: place.id })}>
        ${icon(LOOK[place.kind])}
        <span class="where-name">${nameOf(place, state.preferences.language)}</span>
        <span class="visually-hidden">${s.place.kinds[place.kind]}</span>
        ${place.goneAt === null ? nothing : html`<small>${s.place.gone(f.full(Date.parse(place.goneAt)).slice(0, 10))}</small>`}
      </button>
    </li>`;
  });
}

/** The arrow keys walk through the list. */
function walk(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const index = buttons.findIndex((button) => button === document.activeElement);
  event.preventDefault();
  event.stopPropagation();
  buttons[index + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}
