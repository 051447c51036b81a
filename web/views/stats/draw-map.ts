import { noChange } from 'lit-html';
import { AsyncDirective, directive, type ElementPart } from 'lit-html/async-directive.js';
import { CircleMarker, LatLngBounds, LayerGroup, Map as LeafletMap, Polygon, Polyline, SVG } from 'leaflet';
import type { HistoryEvent } from '../../../contracts/history-events.ts';
import type { Corner } from '../../core/stats/query.ts';
import type { Theme } from '../../core/state.ts';
import { MAP_COLOURS } from '../../map/map-colours.ts';
import { forMouseOnly, text } from './place-map.ts';
import { createQuietBase, type QuietBase } from './quiet-base.ts';

/** What the search's map shows, and whom it tells. */
export interface DrawParts {
  readonly drawn: readonly Corner[];
  /** Corners set so far while drawing; null: nobody draws. */
  readonly drawing: readonly Corner[] | null;
  readonly events: readonly HistoryEvent[];
  readonly theme: Theme;
  readonly centre: { readonly lat: number; readonly lon: number; readonly zoom: number };
  readonly basemap: Promise<unknown>;
  readonly onCorner: (corner: Corner) => void;
  /** The first corner was clicked again. */
  readonly onClosed: () => void;
  readonly onEvent: (event: HistoryEvent) => void;
}

const GRAVITY = { info: 1, warning: 2, critical: 3 } as const;
/** Dots beyond these would only hide each other. */
const MOST_DOTS = 300;

class DrawMap extends AsyncDirective {
  #map: LeafletMap | null = null;
  #base: QuietBase | null = null;
  readonly #dots = new LayerGroup();
  readonly #outline = new LayerGroup();
  readonly #renderer = new SVG({ padding: 0.5 });
  #parts: DrawParts | null = null;
  #shown: readonly unknown[] = [];

  override render(_parts: DrawParts): unknown {
    return noChange;
  }

  override update(part: ElementPart, [parts]: [DrawParts]): unknown {
    this.#parts = parts;
    // The element is in the page only after this rendering.
    if (this.#map) this.#show();
    else queueMicrotask(() => this.#open(part.element as HTMLElement));
    return noChange;
  }

  protected override disconnected(): void {
    this.#map?.remove();
    this.#map = null;
  }

  #open(element: HTMLElement): void {
    const parts = this.#parts;
    if (!parts || this.#map || !this.isConnected) return;
    const { lat, lon, zoom } = parts.centre;
    const map = new LeafletMap(element, {
      center: [lat, lon],
      zoom: Math.max(1, zoom - 1),
      minZoom: 9,
      maxZoom: 19,
      attributionControl: false,
      zoomControl: false,
      keyboard: false,
      doubleClickZoom: false,
    });
    this.#map = map;
    this.#base = createQuietBase(map, parts.basemap);
    this.#dots.addTo(map);
    this.#outline.addTo(map);
    map.on('click', ({ latlng }) => {
      if (this.#parts?.drawing) this.#parts.onCorner([latlng.lat, latlng.lng]);
    });
    if (parts.drawn.length > 0)
      map.fitBounds(new LatLngBounds(parts.drawn.map(([lat, lon]): [number, number] => [lat, lon])).pad(0.3), {
        animate: false,
      });
    this.#show();
  }

  #show(): void {
    const parts = this.#parts;
    const map = this.#map;
    if (!parts || !map) return;
    const { drawn, drawing, events, theme } = parts;
    this.#base?.show(theme);
    map.getContainer().classList.toggle('drawing', drawing !== null);
    const now = [drawn, drawing, events, theme];
    if (now.every((one, i) => one === this.#shown[i])) return;
    this.#shown = now;
    this.#showOutline(parts);
    this.#showEvents(parts);
  }

  #showOutline({ drawn, drawing, theme, onClosed }: DrawParts): void {
    this.#outline.clearLayers();
    const corners = (drawing ?? drawn).map(([lat, lon]): [number, number] => [lat, lon]);
    const style = { renderer: this.#renderer, interactive: false, color: MAP_COLOURS[theme].cone, weight: 2.5 };
    if (drawing) new Polyline(corners, { ...style, dashArray: '6 5' }).addTo(this.#outline);
    else if (corners.length >= 3) new Polygon(corners, { ...style, fillOpacity: 0.12 }).addTo(this.#outline);
    if (!drawing) return;
    corners.forEach((corner, i) => {
      const first = i === 0 && corners.length >= 3;
      const dot = new CircleMarker(corner, {
        ...style,
        interactive: first,
        radius: first ? 8 : 4,
        fillOpacity: 1,
      }).addTo(this.#outline);
      if (first)
        dot.on('click', (event) => {
          event.originalEvent.stopPropagation();
          onClosed();
        });
    });
  }

  #showEvents({ events, theme, onEvent }: DrawParts): void {
    this.#dots.clearLayers();
    const colours = MAP_COLOURS[theme];
    for (const event of events.slice(0, MOST_DOTS)) {
      if (event.place === null) continue;
      const gravity = event.of === 'alerts' ? GRAVITY[event.severity] : 0;
      const dot = new CircleMarker([event.place.lat, event.place.lon], {
        renderer: this.#renderer,
        radius: 6,
        color: colours.rim,
        weight: 1.5,
        fillColor: colours.gravity[gravity] ?? colours.cone,
        fillOpacity: 0.9,
      })
        .bindTooltip(text(event.of === 'alerts' ? `${event.ruleName} · ${event.deviceName}` : event.deviceName), {
          direction: 'top',
          className: 'hint',
        })
        .on('click', () => onEvent(event))
        .addTo(this.#dots);
      forMouseOnly(dot);
    }
  }
}

/** Makes an element a map on which a place to search in is drawn, and on which what was found stands. */
export const drawMap = directive(DrawMap);
