import type { Found } from './core/find.ts';
import type { MapView } from './map/map-view.ts';
import type { Store } from './store.ts';

/** Leads to what the search found: opens it, flies there, shows an area whole. */
export function goToFound(found: Found, { state, dispatch }: Store, map: MapView | null): void {
  dispatch({ type: 'paged', page: 'map' });
  dispatch({ type: 'pane-chosen', pane: found.kind === 'alert' ? 'list' : 'map' });
  if (found.selection) dispatch({ type: 'selected', selection: found.selection });
  else if (found.at) map?.fly(found.at, 16);
  if (found.areaId === null) return;
  dispatch({ type: 'filtered', filters: { areaId: found.areaId } });
  const { city } = state();
  const area = city.is === 'ready' ? city.value.areas.find(({ id }) => id === found.areaId) : undefined;
  const corners = area?.outline?.coordinates.flat(2) ?? [];
  if (corners.length > 0) map?.fit(corners.map(([lon, lat]) => ({ lat, lon })));
}
