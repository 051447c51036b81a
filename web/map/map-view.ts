import {
  Control,
  LatLng,
  LatLngBounds,
  Map as LeafletMap,
  Marker,
  DivIcon,
  TileLayer,
  Tooltip,
  type Layer,
} from 'leaflet';
import type { Alert } from '../../contracts/alerts.ts';
import { alertsOnMap, shownAlerts } from '../core/alerts/shown-alerts.ts';
import { groupAlerts } from '../core/map/alert-groups.ts';
import { parseBasemap, type Basemap } from '../core/map/basemap-features.ts';
import { shownDevices } from '../core/map/shown-devices.ts';
import { createDotIndex } from '../core/map/dots.ts';
import type { CityFrame, MapView as Look, Selection, State, Theme } from '../core/state.ts';
import { createAlertMarkers } from './alert-markers.ts';
import { AreaLayer } from './area-layer.ts';
import { BasemapLayer } from './basemap-layer.ts';
import { DAY, NIGHT } from './basemap-style.ts';
import { DeviceLayer, type Hit, type MapLabels } from './device-layer.ts';
import { MAP_COLOURS } from './map-colours.ts';
import { openPmtilesLayer } from './pmtiles-layer.ts';

/** The middle of Vĩnh Yên, until the gateway says where its city is. */
const FIRST_LOOK: Look = { lat: 21.3085, lon: 105.604, zoom: 14 };
/** Already near enough to go somewhere without changing the scale; else this near. */
const NEAR_ZOOM = 15;
const CLOSE_ZOOM = 16;

/** What the map tells the console. */
export interface MapListener {
  readonly onMoved: (look: Look) => void;
  readonly onSelect: (selection: Selection | null) => void;
  /** The city's own base map could not be read; the shipped one serves instead. */
  readonly onBasemapFailed: () => void;
  /** What is written under a device or a cluster. */
  readonly labels: MapLabels;
  readonly attribution: () => string;
  /** What hovering over a device or cluster says. */
  readonly hint: (hit: Hit) => string;
}

/** The map as a function of the state: told of every new state, it changes only what differs. */
export interface MapView {
  readonly update: (state: State) => void;
  readonly fly: (to: { readonly lat: number; readonly lon: number }, zoom?: number) => void;
  readonly fit: (points: readonly { readonly lat: number; readonly lon: number }[]) => void;
  readonly zoomBy: (steps: number) => void;
  readonly home: () => void;
  readonly resized: () => void;
  /** The alerts that are on the map now. */
  readonly shownIds: () => readonly number[];
}

/** Puts a map into an element. The base map arrives when it is loaded. */
export function createMapView(
  container: HTMLElement,
  first: Look | null,
  basemap: Promise<unknown>,
  listener: MapListener,
): MapView {
  const start = first ?? FIRST_LOOK;
  const map = new LeafletMap(container, {
    center: [start.lat, start.lon],
    zoom: start.zoom,
    zoomSnap: 1,
    zoomControl: false,
    attributionControl: false,
    minZoom: 10,
    maxZoom: 19,
    wheelPxPerZoomLevel: 120,
    keyboard: false,
  });
  new Control.Attribution({ prefix: false, position: 'bottomright' }).addTo(map);
  const index = createDotIndex();
  const areas = new AreaLayer().addTo(map);
  const devices = new DeviceLayer(index, MAP_COLOURS.night, listener.labels).addTo(map);
  const signs = createAlertMarkers(map, (id) => {
    flyNext = false;
    listener.onSelect({ kind: 'alert', id });
  });
  const ring = new Marker([0, 0], {
    icon: new DivIcon({ className: 'ring', iconSize: [0, 0] }),
    keyboard: false,
    interactive: false,
  });
  const hint = new Tooltip({ direction: 'top', offset: [0, -14], className: 'hint' });

  let shipped: Basemap | null = null;
  let base: Layer | null = null;
  let baseKey = '';
  let archive: Layer | null = null;
  let archiveUrl: string | null = null;
  let last: State | null = null;
  let reported: Look = start;
  let home: Look = start;
  let atHome = first === null;
  let flyNext = true;
  let onMap: ReturnType<typeof shownDevices> = { cameras: new Map(), sensors: new Map() };

  basemap.then(
    (collection) => {
      shipped = parseBasemap(collection as { features?: readonly unknown[] });
      if (last) showBase(last, null);
    },
    // Without a base map the devices still stand in their places.
    () => undefined,
  );

  map.on('moveend', () => {
    const { lat, lng } = map.getCenter();
    reported = { lat, lon: lng, zoom: map.getZoom() };
    listener.onMoved(reported);
    if (last) showSigns(last);
  });
  map.on('click', (event) => {
    const hit = devices.hit(event.containerPoint);
    if (!hit) return listener.onSelect(null);
    if (hit.is === 'dot') {
      flyNext = false;
      return listener.onSelect({ kind: hit.dot.kind, id: hit.dot.id });
    }
    fit(hit.members.map(({ x, y }) => map.unproject([x * 256, y * 256], 0)));
  });
  map.on('mousemove', (event) => {
    const hit = devices.hit(event.containerPoint);
    container.classList.toggle('over-device', hit !== null);
    if (!hit) return void hint.remove();
    const at = hit.is === 'dot' ? hit.dot : hit.cluster;
    hint.setLatLng(map.unproject([at.x * 256, at.y * 256], 0)).setContent(text(listener.hint(hit)));
    if (!map.hasLayer(hint)) hint.addTo(map);
  });
  map.on('mouseout movestart zoomstart', () => void hint.remove());

  function fit(points: readonly LatLng[]): void {
    const bounds = new LatLngBounds([...points]);
    const zoom = Math.min(18, Math.max(map.getZoom() + 1, map.getBoundsZoom(bounds.pad(0.2))));
    map.flyTo(bounds.getCenter(), zoom, { animate: !still(), duration: 0.5 });
  }

  function fly(to: { lat: number; lon: number }, zoom = map.getZoom() >= NEAR_ZOOM ? map.getZoom() : CLOSE_ZOOM): void {
    const place: [number, number] = [to.lat, to.lon];
    // A flight that ends at the zoom it began with may leave tiles where they were: there a pan is enough.
    if (zoom === map.getZoom()) map.setView(place, zoom, { animate: !still(), duration: 0.4 });
    else map.flyTo(place, zoom, { animate: !still(), duration: 0.6 });
  }

  function showBase(state: State, before: State | null): void {
    const city = state.city.is === 'ready' ? state.city.value : null;
    const theme = state.preferences.theme;
    const key = `${theme} ${JSON.stringify(city?.baseMap ?? null)} ${shipped !== null} ${state.preferences.language}`;
    if (key !== baseKey && (state.city.is === 'ready' || shipped)) {
      const next = makeBase(city, theme);
      if (next) {
        base?.remove();
        base = next.addTo(map);
        baseKey = key;
      }
    }
    const changed =
      !before ||
      before.city !== state.city ||
      before.preferences !== state.preferences ||
      before.view.filters !== state.view.filters;
    if (changed) areas.show(city?.areas ?? [], shipped?.wards ?? [], state.view.filters.areaId, MAP_COLOURS[theme]);
  }

  function makeBase(city: CityFrame | null, theme: Theme): Layer | null {
    const own = city?.baseMap ?? null;
    if (own?.kind === 'pmtiles') openArchive(own.url, own.attribution);
    if (own?.kind === 'raster')
      return new TileLayer(own.url, { attribution: own.attribution, maxZoom: 19, maxNativeZoom: own.maxZoom });
    return shipped ? new BasemapLayer(shipped, theme === 'night' ? NIGHT : DAY, listener.attribution()) : null;
  }

  /** The shipped map serves until the archive is open, and stays when it cannot be. */
  function openArchive(url: string, mapAttribution: string): void {
    if (archiveUrl === url) return;
    archiveUrl = url;
    openPmtilesLayer(url, mapAttribution).then(
      (layer) => {
        if (archiveUrl !== url) return;
        archive?.remove();
        archive = layer.setZIndex(2).addTo(map);
      },
      () => listener.onBasemapFailed(),
    );
  }

  function showSigns(state: State): void {
    const { selection, filters } = state.view;
    const shown: readonly Alert[] = filters.closed && state.view.replayAt === null ? [] : shownAlerts(state);
    signs.update(groupAlerts(shown), selection?.kind === 'alert' ? selection.id : null);
  }

  function showSelection(state: State, before: State | null): void {
    const place = placeOf(state);
    if (place) ring.setLatLng([place.lat, place.lon]).addTo(map);
    else ring.remove();
    if (before?.view.selection === state.view.selection && !(place && before && !placeOf(before))) return;
    if (place && flyNext && !(before === null && state.view.map !== null)) fly(place);
    flyNext = true;
  }

  return {
    update: (state) => {
      const before = last;
      last = state;
      if (before?.preferences.theme !== state.preferences.theme) devices.recolour(MAP_COLOURS[state.preferences.theme]);
      if (before?.preferences.language !== state.preferences.language) devices.changed([], false);
      if (before?.city !== state.city && state.city.is === 'ready') {
        const { centre } = state.city.value;
        home = { ...centre, zoom: Math.round(centre.zoom) };
        if (atHome) map.setView([home.lat, home.lon], home.zoom, { animate: false });
        atHome = false;
      }
      const theirs = state.view.map;
      if (theirs && theirs !== reported && before && before.view.map !== theirs) {
        map.setView([theirs.lat, theirs.lon], theirs.zoom);
      }
      showBase(state, before);
      const devicesChanged =
        before?.cameras !== state.cameras ||
        before.sensors !== state.sensors ||
        before.view.filters !== state.view.filters;
      const otherTime = before?.view.replayAt !== state.view.replayAt;
      if (devicesChanged || otherTime || before.alerts !== state.alerts) {
        if (devicesChanged) onMap = shownDevices(state);
        const { changed, moved } = index.update(onMap.cameras, onMap.sensors, alertsOnMap(state));
        if (changed.length > 0 || moved) devices.changed(changed, moved);
      }
      if (otherTime || before?.past !== state.past) devices.changed([], false);
      if (before?.alerts !== state.alerts || before.view !== state.view) showSigns(state);
      showSelection(state, before);
    },
    fly,
    fit: (points) => fit(points.map(({ lat, lon }) => new LatLng(lat, lon))),
    zoomBy: (steps) => void map.setZoom(Math.round(map.getZoom()) + steps),
    home: () => fly(home, home.zoom),
    resized: () => void map.invalidateSize({ pan: false, debounceMoveend: true }),
    shownIds: signs.shownIds,
  };

  function placeOf(state: State): { lat: number; lon: number } | null {
    const chosen = state.view.selection;
    if (!chosen) return null;
    if (chosen.kind === 'alert') return state.alerts.get(chosen.id)?.place ?? null;
    return (chosen.kind === 'camera' ? state.cameras : state.sensors).get(chosen.id)?.place ?? null;
  }

  function text(words: string): HTMLElement {
    const element = document.createElement('span');
    element.textContent = words;
    return element;
  }

  function still(): boolean {
    return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  }
}
