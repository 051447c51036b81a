import { noChange } from 'lit-html';
import { AsyncDirective, directive, type ElementPart } from 'lit-html/async-directive.js';
import { DivIcon, LatLngBounds, Map as LeafletMap, Marker, Polygon, Polyline, TileLayer, type Layer } from 'leaflet';
import type { City } from '../../../contracts/api.ts';
import { placeAt, type Place } from '../../core/map/bearing.ts';
import { parseBasemap } from '../../core/map/basemap-features.ts';
import type { Theme } from '../../core/state.ts';
import { BasemapLayer } from '../../map/basemap-layer.ts';
import { DAY, NIGHT } from '../../map/basemap-style.ts';

/** What the map of a calibration shows, and whom it tells. */
export interface GroundParts {
  readonly points: readonly Place[];
  /** The point that a click puts somewhere. */
  readonly chosen: number;
  readonly camera: { readonly place: Place; readonly headingDeg: number; readonly rangeM: number };
  readonly theme: Theme;
  /** The city's own map where it has one made of pictures: on it things on the street are seen. */
  readonly own: City['baseMap'];
  readonly basemap: Promise<unknown>;
  readonly nameOf: (index: number) => string;
  readonly onPut: (index: number, place: Place) => void;
  readonly onChoose: (index: number) => void;
}

const CLOSEST_ZOOM = 22;
const DRAWN_ZOOM = 19;
/** One press of an arrow key; with Shift ten times as far. */
const KEY_M = 0.25;
const BEARINGS: Readonly<Record<string, number>> = { ArrowUp: 0, ArrowRight: 90, ArrowDown: 180, ArrowLeft: 270 };

class GroundPoints extends AsyncDirective {
  #map: LeafletMap | null = null;
  #markers: Marker[] = [];
  #shape: Polygon | null = null;
  #base: Layer | null = null;
  #parts: GroundParts | null = null;

  override render(_parts: GroundParts): unknown {
    return noChange;
  }

  override update(part: ElementPart, [parts]: [GroundParts]): unknown {
    this.#parts = parts;
    // The element is in the page only after this rendering.
    if (this.#map) this.#show();
    else queueMicrotask(() => this.#open(part.element as HTMLElement));
    return noChange;
  }

  protected override disconnected(): void {
    this.#map?.remove();
    this.#map = null;
    this.#markers = [];
  }

  #open(element: HTMLElement): void {
    const parts = this.#parts;
    if (!parts || this.#map || !this.isConnected) return;
    const { place, headingDeg, rangeM } = parts.camera;
    const at = ({ lat, lon }: Place): [number, number] => [lat, lon];
    const map = new LeafletMap(element, { maxZoom: CLOSEST_ZOOM, attributionControl: false, keyboard: false });
    this.#map = map;
    map.fitBounds(new LatLngBounds([place, ...parts.points].map(at)).pad(0.3), { animate: false });
    map.on('click', ({ latlng }) => {
      const now = this.#parts;
      if (now) now.onPut(now.chosen, { lat: latlng.lat, lon: latlng.lng });
    });
    const icon = new DivIcon({ className: 'pick-pin', iconSize: [18, 18] });
    new Marker(at(place), { icon, keyboard: false, interactive: false }).addTo(map);
    const tip = placeAt(place, headingDeg, rangeM);
    new Polyline([at(place), at(tip)], { className: 'pick-arm', interactive: false }).addTo(map);
    this.#shape = new Polygon([], { className: 'ground-shape', interactive: false }).addTo(map);
    this.#markers = parts.points.map((_, index) => this.#marker(map, index, parts));
    void this.#showBase(map, parts);
    this.#show();
  }

  #marker(map: LeafletMap, index: number, { nameOf, points }: GroundParts): Marker {
    const start = points[index] ?? { lat: 0, lon: 0 };
    const name = nameOf(index);
    const marker = new Marker([start.lat, start.lon], {
      draggable: true,
      title: name,
      alt: name,
      icon: new DivIcon({ className: 'ground-point', iconSize: [26, 26], html: String(index + 1) }),
    }).addTo(map);
    marker.on('drag', () => {
      const { lat, lng } = marker.getLatLng();
      this.#parts?.onPut(index, { lat, lon: lng });
    });
    marker.on('click dragstart', () => this.#parts?.onChoose(index));
    const element = marker.getElement();
    element?.setAttribute('aria-label', name);
    element?.setAttribute('data-arrows', '');
    element?.addEventListener('focus', () => {
      if (this.#parts?.chosen !== index) this.#parts?.onChoose(index);
    });
    element?.addEventListener('keydown', (event) => {
      const bearing = BEARINGS[event.key];
      const from = this.#parts?.points[index];
      if (bearing === undefined || !from) return;
      event.preventDefault();
      event.stopPropagation();
      this.#parts?.onPut(index, placeAt(from, bearing, event.shiftKey ? 10 * KEY_M : KEY_M));
    });
    return marker;
  }

  async #showBase(map: LeafletMap, { own, basemap, theme }: GroundParts): Promise<void> {
    if (own?.kind === 'raster') {
      this.#base = new TileLayer(own.url, { maxZoom: CLOSEST_ZOOM, maxNativeZoom: own.maxZoom }).addTo(map);
      return;
    }
    // Without a base map the points still stand in their places.
    const collection = await basemap.catch(() => null);
    if (collection === null || this.#map !== map || this.#base) return;
    const shipped = parseBasemap(collection as { features?: readonly unknown[] });
    const layer = new BasemapLayer(shipped, theme === 'night' ? NIGHT : DAY, '');
    // Nearer than it is drawn for it is enlarged.
    Object.assign(layer.options, { maxZoom: CLOSEST_ZOOM, maxNativeZoom: DRAWN_ZOOM });
    this.#base = layer.addTo(map);
  }

  #show(): void {
    const parts = this.#parts;
    if (!parts) return;
    for (const [index, { lat, lon }] of parts.points.entries()) {
      const marker = this.#markers[index];
      const now = marker?.getLatLng();
      // A marker under the hand stays under it.
      if (marker && now && Math.hypot(now.lat - lat, now.lng - lon) > 1e-7) marker.setLatLng([lat, lon]);
      marker?.getElement()?.toggleAttribute('data-chosen', index === parts.chosen);
    }
    this.#shape?.setLatLngs(parts.points.map(({ lat, lon }): [number, number] => [lat, lon]));
  }
}

/** Makes an element a map on which the four points of a calibration are put in their places. */
export const groundPoints = directive(GroundPoints);
