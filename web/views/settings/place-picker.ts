import { noChange } from 'lit-html';
import { AsyncDirective, directive, type ElementPart } from 'lit-html/async-directive.js';
import { DivIcon, Map as LeafletMap, Marker, Polygon, Polyline } from 'leaflet';
import { parseBasemap, type Basemap } from '../../core/map/basemap-features.ts';
import { bearingTo, distanceM, placeAt, type Place } from '../../core/map/bearing.ts';
import { BasemapLayer } from '../../map/basemap-layer.ts';
import { DAY, NIGHT } from '../../map/basemap-style.ts';
import type { Theme } from '../../core/state.ts';

/** What stands on the map: a place, and for cameras where it looks. */
export interface Placed {
  readonly place: Place;
  readonly look: { readonly headingDeg: number; readonly fieldOfViewDeg: number; readonly rangeM: number } | null;
}

/** What the picker needs, and whom it tells. */
export interface PickerParts {
  readonly placed: Placed;
  readonly theme: Theme;
  readonly basemap: Promise<unknown>;
  readonly onPlace: (place: Place) => void;
  readonly onLook: (headingDeg: number, rangeM: number) => void;
}

const MAX_RANGE_M = 2000;

class PlacePicker extends AsyncDirective {
  #map: LeafletMap | null = null;
  #pin: Marker | null = null;
  #tip: Marker | null = null;
  #cone: Polygon | null = null;
  #arm: Polyline | null = null;
  #base: BasemapLayer | null = null;
  #baseTheme: Theme | null = null;
  #shipped: Basemap | null = null;
  #parts: PickerParts | null = null;
  /** The arrow is being dragged: it follows the pointer, not the rounded values. */
  #turning = false;

  override render(_parts: PickerParts): unknown {
    return noChange;
  }

  override update(part: ElementPart, [parts]: [PickerParts]): unknown {
    this.#parts = parts;
    // The element is in the page only after this rendering.
    if (this.#map) this.#show();
    else queueMicrotask(() => this.#open(part.element as HTMLElement));
    return noChange;
  }

  protected override disconnected(): void {
    this.#map?.stop();
    this.#map?.remove();
    this.#map = null;
  }

  #open(element: HTMLElement): void {
    const parts = this.#parts;
    if (!parts || this.#map || !this.isConnected) return;
    const { lat, lon } = parts.placed.place;
    const map = new LeafletMap(element, {
      center: [lat, lon],
      zoom: 16,
      minZoom: 10,
      maxZoom: 19,
      attributionControl: false,
    });
    this.#map = map;
    const pin = new Marker([lat, lon], {
      draggable: true,
      keyboard: false,
      icon: new DivIcon({ className: 'pick-pin', iconSize: [26, 26] }),
      zIndexOffset: 100,
    }).addTo(map);
    pin.on('drag', () => {
      const at = pin.getLatLng();
      this.#parts?.onPlace({ lat: at.lat, lon: at.lng });
    });
    map.on('click', ({ latlng }) => this.#parts?.onPlace({ lat: latlng.lat, lon: latlng.lng }));
    this.#pin = pin;
    parts.basemap.then(
      (collection) => {
        this.#shipped = parseBasemap(collection as { features?: readonly unknown[] });
        this.#show();
      },
      () => undefined,
    );
    this.#show();
  }

  #show(): void {
    const parts = this.#parts;
    const map = this.#map;
    if (!parts || !map) return;
    if (this.#shipped && this.#baseTheme !== parts.theme) {
      this.#base?.remove();
      this.#base = new BasemapLayer(this.#shipped, parts.theme === 'night' ? NIGHT : DAY, '').addTo(map);
      this.#baseTheme = parts.theme;
    }
    const { place, look } = parts.placed;
    this.#pin?.setLatLng([place.lat, place.lon]);
    if (look) this.#showLook(map, place, look);
  }

  #showLook(map: LeafletMap, place: Place, look: NonNullable<Placed['look']>): void {
    const at = ({ lat, lon }: Place): [number, number] => [lat, lon];
    const steps = 24;
    const wedge = Array.from({ length: steps + 1 }, (_, i) =>
      at(placeAt(place, look.headingDeg - look.fieldOfViewDeg / 2 + (look.fieldOfViewDeg * i) / steps, look.rangeM)),
    );
    const tip = at(placeAt(place, look.headingDeg, look.rangeM));
    this.#cone ??= new Polygon([], { className: 'pick-cone', interactive: false }).addTo(map);
    this.#arm ??= new Polyline([], { className: 'pick-arm', interactive: false }).addTo(map);
    this.#cone.setLatLngs([at(place), ...wedge]);
    this.#arm.setLatLngs([at(place), tip]);
    if (!this.#tip) {
      const marker = new Marker(tip, {
        draggable: true,
        keyboard: false,
        icon: new DivIcon({ className: 'pick-tip', iconSize: [20, 20] }),
      }).addTo(map);
      marker.on('drag', () => {
        const from = this.#parts?.placed.place;
        if (!from) return;
        const { lat, lng } = marker.getLatLng();
        const to = { lat, lon: lng };
        const range = Math.max(1, Math.min(MAX_RANGE_M, Math.round(distanceM(from, to))));
        this.#parts?.onLook(Math.round(bearingTo(from, to)) % 360, range);
      });
      this.#tip = marker;
      marker.on('dragstart', () => (this.#turning = true));
      marker.on('dragend', () => {
        this.#turning = false;
        this.#show();
      });
    } else if (!this.#turning) this.#tip.setLatLng(tip);
  }
}

/** Makes an element a small map on which a device is put in its place by dragging. */
export const placePicker = directive(PlacePicker);
