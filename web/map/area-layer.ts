import { LayerGroup, Polygon, SVG, type LatLngExpression } from 'leaflet';
import type { Area } from '../../contracts/devices.ts';
import type { BasemapFill } from '../core/map/basemap-features.ts';
import { fromWorld } from '../core/map/mercator.ts';
import type { MapColours } from './map-colours.ts';

/** The wards' outlines; the one the list is filtered by stands out. */
export class AreaLayer extends LayerGroup {
  readonly #renderer = new SVG({ padding: 0.5 });

  /** Draws the outlines of the city's own areas, or the base map's where the city has none. */
  show(areas: readonly Area[], fallback: readonly BasemapFill[], chosen: string | null, colours: MapColours): void {
    this.clearLayers();
    const wards = areas.filter(({ kind, outline }) => kind === 'ward' && outline !== null);
    const outlines: readonly { readonly id: string | null; readonly rings: LatLngExpression[][] }[] =
      wards.length > 0
        ? wards.flatMap(({ id, outline }) =>
            (outline?.coordinates ?? []).map((polygon) => ({
              id,
              rings: polygon.map((ring) => ring.map(([lon, lat]): LatLngExpression => [lat, lon])),
            })),
          )
        : fallback.map(({ rings }) => ({
            id: null,
            rings: rings.map((ring) =>
              ring.map((point): LatLngExpression => {
                const { lat, lon } = fromWorld(point);
                return [lat, lon];
              }),
            ),
          }));
    for (const { id, rings } of outlines) {
      const on = id !== null && id === chosen;
      new Polygon(rings, {
        renderer: this.#renderer,
        interactive: false,
        color: colours.area,
        weight: on ? 2.5 : 1.3,
        opacity: on ? 0.95 : 0.4,
        fillColor: colours.area,
        fillOpacity: on ? 0.07 : 0,
      }).addTo(this);
    }
  }
}
