import { DivIcon, Marker, type LatLngBounds, type Map as LeafletMap } from 'leaflet';
import { render } from 'lit-html';
import type { AlertGroup } from '../core/map/alert-groups.ts';
import { severityMark } from '../views/severity-mark.ts';

/** Signs in the page at once; the gravest win, the rest are counted in the badges of clusters and devices. */
export const MAX_SIGNS = 24;
/** Signs that pulse at once: more would draw the eye nowhere, and each costs a layer of its own. */
const MAX_PULSING = 5;
/** They beat together and rest in between: what moves without end is painted without end, be there a graphics card or not. */
const BEAT_EVERY_MS = 2_400;
const BEAT_MS = 700;

/** The pulsing signs of alerts: elements of the page, kept by device and replaced only when their alerts changed. */
export interface AlertMarkers {
  readonly update: (groups: readonly AlertGroup[], selectedId: number | null) => void;
  /** Numbers of the alerts that are on the map now. */
  readonly shownIds: () => readonly number[];
  readonly stop: () => void;
}

interface Sign {
  readonly marker: Marker;
  readonly look: string;
  readonly group: AlertGroup;
}

/** Makes the signs of one map. */
export function createAlertMarkers(map: LeafletMap, open: (alertId: number) => void): AlertMarkers {
  const signs = new Map<string, Sign>();
  const pane = map.getPane('markerPane');
  const beating = setInterval(() => {
    if (!pane?.querySelector('[data-pulse]')) return;
    pane.dataset['beat'] = '';
    setTimeout(() => delete pane.dataset['beat'], BEAT_MS);
  }, BEAT_EVERY_MS);

  const place = (group: AlertGroup, look: string): Sign => {
    const element = document.createElement('div');
    render(severityMark(group.severity, ''), element);
    element.className = 'sign';
    element.dataset['alert'] = String(group.first.id);
    element.dataset['severity'] = group.severity;
    element.dataset['state'] = group.first.state;
    if (group.untaken) element.dataset['untaken'] = '';
    if (look.includes('pulse')) element.dataset['pulse'] = '';
    if (look.endsWith('selected')) element.dataset['selected'] = '';
    if (group.count > 1) {
      const count = document.createElement('b');
      count.textContent = group.count > 99 ? '99+' : String(group.count);
      element.append(count);
    }
    // Leaflet takes the element as it is; the list is the way for keyboards and screen readers.
    const icon = new DivIcon({ html: element, className: 'sign-anchor', iconSize: [0, 0] });
    const zIndexOffset = group.severity === 'critical' ? 2000 : group.severity === 'warning' ? 1000 : 0;
    const marker = new Marker([group.lat, group.lon], { icon, keyboard: false, zIndexOffset });
    marker.on('click', () => open(signs.get(group.key)?.group.first.id ?? group.first.id));
    return { marker: marker.addTo(map), look, group };
  };

  return {
    update: (groups, selectedId) => {
      const shown = pick(groups, map.getBounds().pad(0.2), selectedId);
      for (const [key, { marker }] of signs) {
        if (shown.has(key)) continue;
        marker.remove();
        signs.delete(key);
      }
      let pulsing = 0;
      for (const group of shown.values()) {
        const known = signs.get(group.key);
        const pulse = group.untaken && pulsing++ < MAX_PULSING ? 'pulse' : '';
        const selected = group.first.id === selectedId ? 'selected' : '';
        const look = [
          group.lat,
          group.lon,
          group.first.id,
          group.first.state,
          group.severity,
          group.count,
          group.untaken,
          pulse,
          selected,
        ].join(' ');
        if (known?.look === look) signs.set(group.key, { ...known, group });
        else {
          known?.marker.remove();
          signs.set(group.key, place(group, look));
        }
      }
    },
    shownIds: () => [...signs.values()].map(({ group }) => group.first.id),
    stop: () => {
      clearInterval(beating);
      for (const { marker } of signs.values()) marker.remove();
      signs.clear();
    },
  };
}

function pick(
  groups: readonly AlertGroup[],
  bounds: LatLngBounds,
  selectedId: number | null,
): ReadonlyMap<string, AlertGroup> {
  const shown = new Map<string, AlertGroup>();
  for (const group of groups) {
    if (shown.size >= MAX_SIGNS && group.first.id !== selectedId) continue;
    if (bounds.contains([group.lat, group.lon]) || group.first.id === selectedId) shown.set(group.key, group);
  }
  return shown;
}
