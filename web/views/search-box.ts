import { html, nothing, type TemplateResult } from 'lit-html';
import { find, type Found, type PlaceName } from '../core/find.ts';
import type { Frame } from './frame.ts';
import { icon, type IconName } from './icon.ts';

const LOOK: Readonly<Record<Found['kind'], IconName>> = {
  camera: 'camera',
  sensor: 'sensor',
  place: 'pin',
  area: 'map',
  alert: 'cut',
};

/** One field that finds everything; the arrow keys walk through what it found. */
export function searchBox(frame: Frame, places: readonly PlaceName[], go: (found: Found) => void): TemplateResult {
  const { state, t, dispatch } = frame;
  const found = state.query.trim() === '' ? [] : find(state.query, state, places);
  const open = state.searching && state.query.trim() !== '';
  const choose = (one: Found) => {
    dispatch({ type: 'search-closed' });
    document.querySelector<HTMLElement>('#search')?.blur();
    go(one);
  };
  const walk = (event: KeyboardEvent) => {
    const buttons = [...document.querySelectorAll<HTMLElement>('.found button')];
    const index = buttons.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = index + (event.key === 'ArrowDown' ? 1 : -1);
      if (next < 0) document.querySelector<HTMLElement>('#search')?.focus();
      else buttons[Math.min(next, buttons.length - 1)]?.focus();
    } else if (event.key === 'Enter' && index === -1 && found[0]) {
      event.preventDefault();
      choose(found[0]);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      dispatch({ type: 'search-closed' });
      document.querySelector<HTMLElement>('#search')?.blur();
    }
  };
  return html`<div class="search" role="search" @keydown=${walk}>
    ${icon('search')}
    <input
      id="search"
      type="search"
      autocomplete="off"
      spellcheck="false"
      maxlength="100"
      aria-label=${t.search.label}
      placeholder=${t.search.placeholder}
      .value=${state.query}
      @focus=${() => dispatch({ type: 'search-opened' })}
      @input=${(event: { currentTarget: HTMLInputElement }) => dispatch({ type: 'query-typed', query: event.currentTarget.value })}
    />
    <kbd>/</kbd>
    ${
      open
        ? html`<ul class="found">
            ${
              found.length === 0
                ? html`<li class="found-none">${t.search.none(state.query.trim())}</li>`
                : found.map(
                    (one) =>
                      html`<li>
                        <button @click=${() => choose(one)}>
                          ${icon(LOOK[one.kind])}
                          <span class="found-name">${one.name}</span>
                          <span class="found-kind">${t.search.kinds[one.kind]}</span>
                        </button>
                      </li>`,
                  )
            }
          </ul>`
        : nothing
    }
  </div>`;
}
