import { html, type TemplateResult } from 'lit-html';
import type { MapView } from '../map/map-view.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';

/** Zoom and home, beside the map. */
export function mapControls({ t }: Frame, map: Pick<MapView, 'zoomBy' | 'home'>): TemplateResult {
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
  </div>`;
}
