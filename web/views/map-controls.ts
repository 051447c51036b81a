import { html, type TemplateResult } from 'lit-html';
import type { MapView } from '../map/map-view.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';

/** Zoom, home, and whether only devices with a problem are shown, beside the map. */
export function mapControls({ state, t, dispatch }: Frame, map: Pick<MapView, 'zoomBy' | 'home'>): TemplateResult {
  const { trouble } = state.view.filters;
  return html`<div class="map-controls" role="group" aria-label=${t.map.label}>
    <button class="button button-icon" aria-label=${t.map.zoomIn} title=${t.map.zoomIn} @click=${() => map.zoomBy(1)}>
      ${icon('plus')}
    </button>
    <button
      class="button button-icon"
      aria-label=${t.map.zoomOut}
      title=${t.map.zoomOut}
      @click=${() => map.zoomBy(-1)}
    >
      ${icon('minus')}
    </button>
    <button class="button button-icon" aria-label=${t.map.home} title=${t.map.home} @click=${() => map.home()}>
      ${icon('home')}
    </button>
    <button
      class="button button-icon"
      data-on=${String(trouble)}
      aria-pressed=${String(trouble)}
      aria-label=${t.filter.trouble}
      title=${t.filter.trouble}
      @click=${() => dispatch({ type: 'filtered', filters: { trouble: !trouble } })}
    >
      ${icon('cut')}
    </button>
  </div>`;
}
