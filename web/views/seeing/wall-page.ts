import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Camera } from '../../../contracts/api.ts';
import {
  alertOn,
  neighbour,
  resized,
  tilesOf,
  toggled,
  usualWall,
  WALL_SIZES,
  type Wall,
} from '../../core/live/wall.ts';
import { mayRespond } from '../../core/rights.ts';
import { matches } from '../../core/search.ts';
import type { State } from '../../core/state.ts';
import type { Frame } from '../frame.ts';
import { icon } from '../icon.ts';
import { capturedIn, fillScreen } from './live-view.ts';
import { wallTile } from './wall-tile.ts';

const MOST_LISTED = 60;

/** The wall somebody chose, or the usual one. */
export function wallOf(state: State): Wall {
  return state.view.wall ?? usualWall(state.cameras.values(), state.alerts.values());
}

/** Many cameras at once: each live while something moves there, a still now and then while nothing does. */
export function wallPage(frame: Frame): TemplateResult {
  const { state, t, dispatch } = frame;
  if (!mayRespond(state.session)) return html`<p class="blank">${t.seeing.wall.planner}</p>`;
  const wall = wallOf(state);
  const tiles = tilesOf(wall);
  const { enlarged } = state.seeing;
  return html`<div class="wall" data-enlarged=${enlarged === null ? nothing : 'yes'}>
    <header class="wall-head">
      <h2>${t.seeing.wall.title}</h2>
      ${sizes(wall, frame)} ${chooser(wall, frame)}
      <label class="wall-always" title=${t.seeing.wall.alwaysHint}>
        <input
          type="checkbox"
          .checked=${wall.always}
          @change=${() => dispatch({ type: 'wall-changed', wall: { ...wall, always: !wall.always } })}
        />
        ${t.seeing.wall.always}
      </label>
      <button
        class="button wall-full"
        @click=${(event: Event) =>
          fillScreen((event.currentTarget as Element).closest('.wall')?.querySelector('.wall-grid') ?? null)}
      >
        ${icon('expand')} ${t.seeing.fullScreen}
      </button>
    </header>
    <div
      class="wall-grid"
      data-size=${wall.size}
      data-arrows
      @keydown=${(event: KeyboardEvent) => onKey(event, wall, frame)}
    >
      ${
        state.cameras.size === 0
          ? html`<p class="blank">${t.seeing.wall.nobody}</p>`
          : repeat(
              tiles.map((cameraId, i) => ({ cameraId, i })),
              ({ cameraId, i }) => cameraId ?? `empty ${i}`,
              ({ cameraId, i }) => {
                const on = cameraId === null ? null : alertOn(cameraId, state.alerts.values(), state.now);
                return wallTile({ camera: cameraOf(state, cameraId), tile: i, wall, on }, frame);
              },
            )
      }
    </div>
    <p class="wall-keys muted">${t.seeing.wall.keys}</p>
  </div>`;
}

function cameraOf(state: State, id: string | null): Camera | null {
  return id === null ? null : (state.cameras.get(id) ?? null);
}

function sizes(wall: Wall, { t, f, dispatch }: Frame): TemplateResult {
  return html`<div class="segments" role="group" aria-label=${t.seeing.wall.grid}>
    ${WALL_SIZES.map(
      (size) =>
        html`<button
          class="segment"
          aria-pressed=${wall.size === size}
          aria-label=${t.seeing.wall.gridOf(f.number(size))}
          @click=${() => dispatch({ type: 'wall-changed', wall: resized(wall, size) })}
        >
          ${size}
        </button>`,
    )}
  </div>`;
}

function chooser(wall: Wall, { state, t, f, dispatch }: Frame): TemplateResult {
  const tiles = tilesOf(wall);
  const { find } = state.seeing;
  const cameras = [...state.cameras.values()].filter(({ name, id }) => matches(find, `${name} ${id}`));
  const shown = cameras
    .sort((a, b) => Number(tiles.includes(b.id)) - Number(tiles.includes(a.id)) || a.name.localeCompare(b.name, 'vi'))
    .slice(0, MOST_LISTED);
  const used = tiles.filter((id) => id !== null).length;
  return html`<details class="menu wall-chooser">
    <summary class="button">
      ${icon('camera')} ${t.seeing.wall.choose}
      <span class="muted">${t.seeing.wall.chosen(f.number(used), f.number(wall.size))}</span>
    </summary>
    <div class="menu-body">
      <input
        type="search"
        aria-label=${t.seeing.wall.find}
        placeholder=${t.seeing.wall.find}
        .value=${find}
        @input=${(event: Event) => dispatch({ type: 'cameras-found', text: (event.target as HTMLInputElement).value })}
      />
      <ul class="wall-cameras">
        ${repeat(
          shown,
          ({ id }) => id,
          ({ id, name }) =>
            html`<li>
              <label class="choice">
                <input
                  type="checkbox"
                  .checked=${tiles.includes(id)}
                  @change=${() => dispatch({ type: 'wall-changed', wall: toggled(wall, id) })}
                />
                <span>${name}</span>
              </label>
            </li>`,
        )}
      </ul>
    </div>
  </details>`;
}

/** Keys that mean something while a tile has the focus; others go on to the console's own. */
function onKey(event: KeyboardEvent, wall: Wall, { state, act, dispatch }: Frame): void {
  const tile = event.target instanceof Element ? event.target.closest<HTMLElement>('.tile') : null;
  if (!tile || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = Number(tile.dataset['tile']);
  const camera = cameraOf(state, tilesOf(wall)[at] ?? null);
  const onTile = event.target === tile;
  const { enlarged } = state.seeing;
  const side = /^[1-4]$/.test(event.key) ? WALL_SIZES[Number(event.key) - 1] : undefined;
  if (event.key.startsWith('Arrow')) {
    const next = tile.parentElement?.querySelector<HTMLElement>(`[data-tile="${neighbour(wall.size, at, event.key)}"]`);
    next?.focus();
  } else if (event.key === 'Enter' && onTile && camera) {
    dispatch({ type: 'tile-enlarged', cameraId: enlarged === null ? camera.id : null });
  } else if (event.key === 'Escape' && enlarged !== null) dispatch({ type: 'tile-enlarged', cameraId: null });
  else if (side !== undefined) dispatch({ type: 'wall-changed', wall: resized(wall, side) });
  else if (event.key.toLowerCase() === 'p' && camera) void act.capture(camera, capturedIn(tile));
  else if (event.key.toLowerCase() === 'b') dispatch({ type: 'overlay-toggled' });
  else if (event.key.toLowerCase() === 'z') fillScreen(tile.parentElement);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
