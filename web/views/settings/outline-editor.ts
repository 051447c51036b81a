import { noChange } from 'lit-html';
import { AsyncDirective, directive, type ElementPart } from 'lit-html/async-directive.js';
import { CircleMarker, DivIcon, LayerGroup, Map as LeafletMap, Marker, Polygon, Polyline } from 'leaflet';
import type { Outline } from '../../../contracts/geometry.ts';
import { parseBasemap, type Basemap } from '../../core/map/basemap-features.ts';
import {
  addPiece,
  cornersOf,
  MOST_HANDLES,
  moveCorner,
  removeCorner,
  splitSide,
  tidy,
  type LonLat,
} from '../../core/settings/outline-edit.ts';
import type { Theme } from '../../core/state.ts';
import { BasemapLayer } from '../../map/basemap-layer.ts';
import { DAY, NIGHT } from '../../map/basemap-style.ts';

/** What the editor needs, and whom it tells. */
export interface OutlineParts {
  readonly outline: Outline | null;
  /** Where its sides cross, to be pointed at. */
  readonly wrongAt: LonLat | null;
  /** Corners of a piece that is being drawn; null: corners can be bent. */
  readonly ring: readonly LonLat[] | null;
  /** Boundaries of others, to be seen beside. */
  readonly others: readonly Outline[];
  readonly centre: { readonly lat: number; readonly lon: number; readonly zoom: number };
  readonly theme: Theme;
  readonly basemap: Promise<unknown>;
  readonly onOutline: (outline: Outline | null) => void;
  readonly onRing: (ring: readonly LonLat[] | null) => void;
}

const toLatLng = ([lon, lat]: LonLat): [number, number] => [lat, lon];
const rings = (outline: Outline) => outline.coordinates.map((polygon) => polygon.map((ring) => ring.map(toLatLng)));

class OutlineEditor extends AsyncDirective {
  #map: LeafletMap | null = null;
  #parts: OutlineParts | null = null;
  #shown: Pick<OutlineParts, 'outline' | 'ring' | 'others'> | null = null;
  #layer = new LayerGroup();
  #base: BasemapLayer | null = null;
  #baseTheme: Theme | null = null;
  #shipped: Basemap | null = null;
  /** A corner is being dragged: its marker must not be made anew under the hand. */
  #dragging = false;

  override render(_parts: OutlineParts): unknown {
    return noChange;
  }

  override update(part: ElementPart, [parts]: [OutlineParts]): unknown {
    this.#parts = parts;
    // The element is in the page only after this rendering.
    if (this.#map) this.#show();
    else queueMicrotask(() => this.#open(part.element as HTMLElement));
    return noChange;
  }

  protected override disconnected(): void {
    // An animation that goes on would look for a map that is gone.
    this.#map?.stop();
    this.#map?.remove();
    this.#map = null;
    this.#shown = null;
  }

  protected override reconnected(): void {
    this.#shown = null;
  }

  #open(element: HTMLElement): void {
    const parts = this.#parts;
    if (!parts || this.#map || !this.isConnected) return;
    const { lat, lon, zoom } = parts.centre;
    const map = new LeafletMap(element, {
      center: [lat, lon],
      zoom,
      minZoom: 7,
      maxZoom: 19,
      attributionControl: false,
      doubleClickZoom: false,
    });
    this.#map = map;
    this.#layer.addTo(map);
    map.on('click', ({ latlng }) => {
      const { ring, onRing } = this.#parts ?? {};
      if (ring) onRing?.([...ring, tidy([latlng.lng, latlng.lat])]);
    });
    if (parts.outline)
      map.fitBounds(new Polygon(rings(parts.outline)).getBounds(), { padding: [24, 24], maxZoom: 16, animate: false });
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
    const { outline, ring, others } = parts;
    if (
      this.#dragging ||
      (this.#shown?.outline === outline && this.#shown.ring === ring && sameAll(this.#shown.others, others))
    )
      return;
    this.#shown = { outline, ring, others };
    this.#layer.clearLayers();
    for (const other of others)
      new Polygon(rings(other), { className: 'outline-other', interactive: false }).addTo(this.#layer);
    if (outline) {
      const shape = new Polygon(rings(outline), { className: 'outline-own', interactive: false }).addTo(this.#layer);
      // What was pasted may lie elsewhere.
      if (!map.getBounds().intersects(shape.getBounds()))
        map.fitBounds(shape.getBounds(), { padding: [24, 24], maxZoom: 16, animate: false });
      if (ring === null) this.#showHandles(outline, shape);
      if (parts.wrongAt)
        new CircleMarker(toLatLng(parts.wrongAt), { radius: 12, className: 'outline-wrong', interactive: false }).addTo(
          this.#layer,
        );
    }
    if (ring) this.#showRing(ring);
  }

  #showRing(ring: readonly LonLat[]): void {
    new Polyline(ring.map(toLatLng), { className: 'outline-open', interactive: false }).addTo(this.#layer);
    ring.forEach((corner, i) => {
      const dot = new CircleMarker(toLatLng(corner), {
        radius: i === 0 ? 9 : 5,
        className: i === 0 && ring.length >= 3 ? 'outline-corner outline-first' : 'outline-corner',
        bubblingMouseEvents: false,
      }).addTo(this.#layer);
      if (i === 0)
        dot.on('click', () => {
          const { outline = null, onOutline, onRing } = this.#parts ?? {};
          if (ring.length < 3) return;
          onRing?.(null);
          onOutline?.(addPiece(outline, ring));
        });
    });
  }

  #showHandles(outline: Outline, shape: Polygon): void {
    const corners = cornersOf(outline);
    if (corners.length > MOST_HANDLES) return;
    for (const where of corners) {
      const handle = new Marker(toLatLng(where.at), {
        draggable: true,
        keyboard: false,
        icon: new DivIcon({ className: 'outline-handle', iconSize: [14, 14] }),
      }).addTo(this.#layer);
      const moved = (): Outline => {
        const { lat, lng } = handle.getLatLng();
        return moveCorner(outline, where, [lng, lat]);
      };
      handle.on('dragstart', () => (this.#dragging = true));
      handle.on('drag', () => shape.setLatLngs(rings(moved())));
      handle.on('dragend', () => {
        this.#dragging = false;
        this.#parts?.onOutline(moved());
      });
      handle.on('dblclick', () => this.#parts?.onOutline(removeCorner(outline, where)));
      const next = outline.coordinates[where.polygon]?.[where.ring]?.[where.corner + 1];
      if (!next) continue;
      const middle = tidy([(where.at[0] + next[0]) / 2, (where.at[1] + next[1]) / 2]);
      new Marker(toLatLng(middle), {
        keyboard: false,
        icon: new DivIcon({ className: 'outline-middle', iconSize: [10, 10] }),
      })
        .addTo(this.#layer)
        .on('click', () => this.#parts?.onOutline(splitSide(outline, where, middle)));
    }
  }
}

function sameAll(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

/** Makes an element a map on which a boundary is drawn and bent. */
export const outlineEditor = directive(OutlineEditor);
