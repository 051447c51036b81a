import { html, noChange, type TemplateResult } from 'lit-html';
import { AsyncDirective, directive, type ElementPart } from 'lit-html/async-directive.js';
import {
  CircleMarker,
  LatLngBounds,
  LayerGroup,
  Map as LeafletMap,
  Polygon,
  SVG,
  type Path,
  type LatLngExpression,
} from 'leaflet';
import type { Area } from '../../../contracts/devices.ts';
import type { Camera } from '../../../contracts/api.ts';
import type { Where } from '../../core/stats/places.ts';
import type { Theme } from '../../core/state.ts';
import { MAP_COLOURS } from '../../map/map-colours.ts';
import { createQuietBase, type QuietBase } from './quiet-base.ts';
import type { StatsFrame } from './stats-frame.ts';

interface MapParts {
  readonly areas: readonly Area[];
  readonly cameras: ReadonlyMap<string, Camera>;
  readonly where: Where;
  readonly theme: Theme;
  readonly language: 'vi' | 'en';
  readonly centre: { readonly lat: number; readonly lon: number; readonly zoom: number };
  readonly basemap: Promise<unknown>;
  readonly choose: (where: Where) => void;
}

class PlaceMap extends AsyncDirective {
  #map: LeafletMap | null = null;
  #base: QuietBase | null = null;
  #shapes = new LayerGroup();
  #parts: MapParts | null = null;
  #drawnFrom: readonly unknown[] = [];
  #seen = false;
  readonly #renderer = new SVG({ padding: 0.5 });
  readonly #observer = new ResizeObserver(() => this.#resized());

  override render(_parts: MapParts): unknown {
    return noChange;
  }

  override update(part: ElementPart, [parts]: [MapParts]): unknown {
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
      zoomControl: false,
    });
    this.#base = createQuietBase(this.#map, parts.basemap);
    this.#shapes.addTo(this.#map);
    this.#observer.observe(element);
    this.#show();
  }

  /** The map lies in something folded: it learns its size when that unfolds. */
  #resized(): void {
    const map = this.#map;
    if (!map || map.getContainer().clientWidth === 0) return;
    map.invalidateSize({ pan: false });
    if (this.#seen) return;
    this.#seen = true;
    const places = [...(this.#parts?.cameras.values() ?? [])].map(({ place }): [number, number] => [
      place.lat,
      place.lon,
    ]);
    if (places.length > 1) map.fitBounds(new LatLngBounds(places).pad(0.15), { animate: false });
  }

  #show(): void {
    const parts = this.#parts;
    if (!parts || !this.#map) return;
    this.#base?.show(parts.theme);
    const from = [parts.areas, parts.cameras, parts.where, parts.theme, parts.language];
    if (from.every((one, i) => one === this.#drawnFrom[i])) return;
    this.#drawnFrom = from;
    this.#shapes.clearLayers();
    const { where, choose, theme } = parts;
    const colours = MAP_COLOURS[theme];
    for (const area of parts.areas) {
      if (area.kind !== 'ward' || area.outline === null) continue;
      const on = where.kind === 'area' && where.id === area.id;
      const rings = area.outline.coordinates.map((polygon) =>
        polygon.map((ring) => ring.map(([lon, lat]): LatLngExpression => [lat, lon])),
      );
      const shape = new Polygon(rings, {
        renderer: this.#renderer,
        color: colours.area,
        weight: on ? 3 : 1.3,
        fillColor: colours.area,
        fillOpacity: on ? 0.3 : 0.06,
      })
        .bindTooltip(text(parts.language === 'vi' ? area.nameVi : area.nameEn), { sticky: true, className: 'hint' })
        .on('click', () => choose({ kind: 'area', id: area.id }))
        .addTo(this.#shapes);
      forMouseOnly(shape);
    }
    for (const camera of parts.cameras.values()) {
      const on = where.kind === 'camera' && where.id === camera.id;
      const dot = new CircleMarker([camera.place.lat, camera.place.lon], {
        renderer: this.#renderer,
        radius: on ? 9 : 6,
        color: colours.rim,
        weight: 2,
        fillColor: on ? colours.cone : colours.look.ok,
        fillOpacity: 1,
      })
        .bindTooltip(text(camera.name), { direction: 'top', className: 'hint' })
        .on('click', () => choose({ kind: 'camera', id: camera.id }))
        .addTo(this.#shapes);
      forMouseOnly(dot);
    }
  }
}

const placeMapDirective = directive(PlaceMap);

/**
 * Keeps a shape out of the way of the keyboard, for which a list says the same in words: Leaflet's tooltips listen for the
 * focus, and browsers make a stop of what does.
 */
export function forMouseOnly(shape: Path): void {
  shape.getElement()?.setAttribute('tabindex', '-1');
}

/** Names come from people: they are text, never markup. */
export function text(words: string): HTMLElement {
  const element = document.createElement('span');
  element.textContent = words;
  return element;
}

/** A small map on which a ward or a camera is chosen with a click. The list beside it does the same for the keyboard. */
export function placeMap(
  { state, s, basemap }: StatsFrame,
  choose: (where: Where) => void,
  where: Where,
): TemplateResult {
  const city = state.city.is === 'ready' ? state.city.value : null;
  if (!city) return html`<div class="plan-map"></div>`;
  return html`<div
    class="plan-map"
    role="group"
    aria-label=${s.place.mapLabel}
    ${placeMapDirective({
      areas: city.areas,
      cameras: state.cameras,
      where,
      theme: state.preferences.theme,
      language: state.preferences.language,
      centre: city.centre,
      basemap,
      choose,
    })}
  ></div>`;
}
