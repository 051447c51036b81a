import { noChange } from 'lit-html';
import { AsyncDirective, directive, type ElementPart } from 'lit-html/async-directive.js';
import { LatLngBounds, Map as LeafletMap } from 'leaflet';
import type { Theme } from '../../core/state.ts';
import { MAP_COLOURS } from '../../map/map-colours.ts';
import { PastLayer, type PastScene } from './past-layer.ts';
import { createQuietBase, type QuietBase } from './quiet-base.ts';

/** What the map of the past shows. The scene is compared by identity. */
export interface PastMapParts {
  readonly scene: PastScene;
  readonly theme: Theme;
  readonly centre: { readonly lat: number; readonly lon: number; readonly zoom: number };
  readonly basemap: Promise<unknown>;
}

class PastMap extends AsyncDirective {
  #map: LeafletMap | null = null;
  #base: QuietBase | null = null;
  #layer: PastLayer | null = null;
  #parts: PastMapParts | null = null;
  #shown: readonly unknown[] = [];
  #framed = false;
  readonly #observer = new ResizeObserver(() => this.#map?.invalidateSize({ pan: false }));

  override render(_parts: PastMapParts): unknown {
    return noChange;
  }

  override update(part: ElementPart, [parts]: [PastMapParts]): unknown {
    this.#parts = parts;
    // The element is in the page only after this rendering.
    if (this.#map) this.#show();
    else queueMicrotask(() => this.#open(part.element as HTMLElement));
    return noChange;
  }

  protected override disconnected(): void {
    this.#observer.disconnect();
    this.#map?.remove();
    this.#map = null;
  }

  #open(element: HTMLElement): void {
    const parts = this.#parts;
    if (!parts || this.#map || !this.isConnected) return;
    const { lat, lon, zoom } = parts.centre;
    this.#map = new LeafletMap(element, {
      center: [lat, lon],
      zoom,
      minZoom: 9,
      maxZoom: 19,
      attributionControl: false,
      keyboard: false,
      zoomAnimation: false,
    });
    this.#base = createQuietBase(this.#map, parts.basemap);
    this.#layer = new PastLayer(MAP_COLOURS[parts.theme]).addTo(this.#map);
    this.#observer.observe(element);
    this.#show();
  }

  #show(): void {
    const parts = this.#parts;
    const map = this.#map;
    if (!parts || !map) return;
    this.#base?.show(parts.theme);
    const { scene, theme } = parts;
    if (this.#shown[0] === scene && this.#shown[1] === theme) return;
    this.#shown = [scene, theme];
    this.#layer?.show(scene, MAP_COLOURS[theme]);
    const places = [...scene.dots, ...scene.spots].map(({ place }): [number, number] => [place.lat, place.lon]);
    if (this.#framed || places.length < 2) return;
    this.#framed = true;
    map.fitBounds(new LatLngBounds(places).pad(0.12), { animate: false, maxZoom: 16 });
  }
}

/** Makes an element the map of a past moment. */
export const pastMap = directive(PastMap);
