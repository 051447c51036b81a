import type { BasemapPoint } from './map/basemap-features.ts';
import { fromWorld } from './map/mercator.ts';
import { fit } from './search.ts';
import type { Selection, State } from './state.ts';

/** Something the search found, and where it leads. */
export interface Found {
  readonly kind: 'camera' | 'sensor' | 'place' | 'area' | 'alert';
  readonly key: string;
  readonly name: string;
  readonly detail: string;
  readonly selection: Selection | null;
  readonly areaId: string | null;
  readonly at: { readonly lat: number; readonly lon: number } | null;
}

/** Names on the base map that can be searched for: points, lakes, streets. */
export interface PlaceName {
  readonly name: string;
  readonly at: BasemapPoint['at'];
}

const MAX_FOUND = 12;

/** Finds devices, alerts, areas and places by any part of their names, without diacritics; the best fits first. */
export function find(query: string, state: State, places: readonly PlaceName[]): readonly Found[] {
  const scored: { score: number; found: Found }[] = [];
  const offer = (found: Found, text: string, weight: number) => {
    const score = fit(query, text);
    if (score > 0) scored.push({ score: score + weight, found });
  };
  for (const camera of state.cameras.values()) {
    const found = {
      kind: 'camera',
      key: camera.id,
      name: camera.name,
      detail: camera.id,
      areaId: null,
      at: camera.place,
    } as const;
    offer({ ...found, selection: { kind: 'camera', id: camera.id } }, `${camera.name} ${camera.id}`, 0.3);
  }
  for (const sensor of state.sensors.values()) {
    const found = {
      kind: 'sensor',
      key: sensor.id,
      name: sensor.name,
      detail: sensor.id,
      areaId: null,
      at: sensor.place,
    } as const;
    offer({ ...found, selection: { kind: 'sensor', id: sensor.id } }, `${sensor.name} ${sensor.id}`, 0.3);
  }
  for (const alert of state.alerts.values()) {
    const text = `${alert.ruleName} ${alert.deviceName} ${alert.zoneName ?? ''} ${alert.id}`;
    const selection = { kind: 'alert', id: alert.id } as const;
    offer(
      {
        kind: 'alert',
        key: String(alert.id),
        name: alert.ruleName,
        detail: alert.deviceName,
        selection,
        areaId: null,
        at: alert.place,
      },
      text,
      0.1,
    );
  }
  if (state.city.is === 'ready') {
    for (const area of state.city.value.areas) {
      const name = state.preferences.language === 'vi' ? area.nameVi : area.nameEn;
      offer(
        { kind: 'area', key: area.id, name, detail: area.id, selection: null, areaId: area.id, at: null },
        `${area.nameVi} ${area.nameEn}`,
        0.2,
      );
    }
  }
  places.forEach((place, i) =>
    offer(
      {
        kind: 'place',
        key: `place-${i}`,
        name: place.name,
        detail: '',
        selection: null,
        areaId: null,
        at: fromWorld(place.at),
      },
      place.name,
      0,
    ),
  );
  return scored
    .sort((a, b) => b.score - a.score || a.found.name.localeCompare(b.found.name, 'vi'))
    .slice(0, MAX_FOUND)
    .map(({ found }) => found);
}
