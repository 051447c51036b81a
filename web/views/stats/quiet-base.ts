import type { Map as LeafletMap } from 'leaflet';
import { parseBasemap, type Basemap } from '../../core/map/basemap-features.ts';
import type { Theme } from '../../core/state.ts';
import { BasemapLayer } from '../../map/basemap-layer.ts';
import { DAY, NIGHT } from '../../map/basemap-style.ts';

/** The shipped base map under a small map of the statistics. */
export interface QuietBase {
  /** In the colours of a theme; as soon as the map's data are there. */
  readonly show: (theme: Theme) => void;
}

/** Puts it under a map. */
export function createQuietBase(map: LeafletMap, basemap: Promise<unknown>): QuietBase {
  let shipped: Basemap | null = null;
  let layer: BasemapLayer | null = null;
  let wanted: Theme | null = null;
  let shown: Theme | null = null;
  const draw = () => {
    if (!shipped || wanted === null || wanted === shown) return;
    layer?.remove();
    layer = new BasemapLayer(shipped, wanted === 'night' ? NIGHT : DAY, '').addTo(map);
    shown = wanted;
  };
  basemap.then(
    (collection) => {
      shipped = parseBasemap(collection as { features?: readonly unknown[] });
      draw();
    },
    // Without a base map the places still stand where they are.
    () => undefined,
  );
  return {
    show: (theme) => {
      wanted = theme;
      draw();
    },
  };
}
