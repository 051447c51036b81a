import { html, nothing, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import type { Alert } from '../../../contracts/alerts.ts';
import type { Camera } from '../../../contracts/api.ts';
import { toggled, type Wall } from '../../core/live/wall.ts';
import type { Frame } from '../frame.ts';
import { icon } from '../icon.ts';
import { severityMark } from '../severity-mark.ts';
import { watchTools } from './live-view.ts';
import { watchSettings } from './watch-settings.ts';

/** What hangs in one place of the wall. */
export interface Tile {
  /** null: empty, or not theirs to see. */
  readonly camera: Camera | null;
  /** From 0, the upper left. */
  readonly tile: number;
  readonly wall: Wall;
  /** The gravest open alert here. */
  readonly on: { readonly alert: Alert; readonly fresh: boolean } | null;
}

/** One camera on the wall. */
export function wallTile({ camera, tile, wall, on }: Tile, frame: Frame): TemplateResult {
  const { state, t, f, dispatch } = frame;
  const { enlarged } = state.seeing;
  if (camera === null) {
    return html`<section
      class="tile tile-empty"
      data-tile=${tile}
      tabindex="0"
      aria-label=${t.seeing.wall.tile(f.number(tile + 1), t.seeing.wall.empty)}
    >
      <p><strong>${t.seeing.wall.empty}</strong><br />${t.seeing.wall.emptyLead}</p>
    </section>`;
  }
  const isLarge = enlarged === camera.id;
  const live = wall.always || isLarge || wall.size === 1 || on?.fresh === true;
  const enlarge = () => dispatch({ type: 'tile-enlarged', cameraId: isLarge ? null : camera.id });
  return html`<section
    class="tile"
    data-tile=${tile}
    data-camera=${camera.id}
    data-severity=${on?.alert.severity ?? nothing}
    data-fresh=${on?.fresh ? 'yes' : nothing}
    ?data-large=${isLarge}
    tabindex="0"
    aria-label=${t.seeing.wall.tile(f.number(tile + 1), camera.name)}
    @dblclick=${enlarge}
  >
    ${
      camera.enabled
        ? keyed(
            camera.id,
            html`<watched-camera
              role="img"
              aria-label=${t.seeing.view(camera.name)}
              .settings=${watchSettings(camera, live ? 'live' : 'sparing', frame)}
            ></watched-camera>`,
          )
        : html`<p class="tile-off">${t.seeing.off}</p>`
    }
    <header class="tile-head">
      <button
        class="tile-name"
        title=${t.seeing.wall.open(camera.name)}
        @click=${() => dispatch({ type: 'selected', selection: { kind: 'camera', id: camera.id } })}
      >
        ${camera.name}
      </button>
      ${camera.condition === 'online' ? nothing : html`<span class="tile-state">${t.camera.condition[camera.condition]}</span>`}
      ${
        on === null
          ? nothing
          : html`<button
              class="tile-alert"
              title=${on.alert.ruleName}
              @click=${() => dispatch({ type: 'selected', selection: { kind: 'alert', id: on.alert.id } })}
            >
              ${severityMark(on.alert.severity, t.severity[on.alert.severity])}<span>${on.alert.ruleName}</span>
            </button>`
      }
    </header>
    <div class="tile-tools">
      ${watchTools(camera, frame)}
      <button
        class="button button-icon"
        aria-label=${isLarge ? t.seeing.wall.shrink : t.seeing.wall.enlarge}
        title=${isLarge ? t.seeing.wall.shrink : t.seeing.wall.enlarge}
        aria-pressed=${isLarge}
        @click=${enlarge}
      >
        ${icon('wall')}
      </button>
      <button
        class="button button-icon"
        aria-label=${t.seeing.wall.remove(camera.name)}
        title=${t.seeing.wall.remove(camera.name)}
        @click=${() => dispatch({ type: 'wall-changed', wall: toggled(wall, camera.id) })}
      >
        ${icon('close')}
      </button>
    </div>
  </section>`;
}
