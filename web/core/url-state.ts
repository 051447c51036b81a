import type { Severity } from '../../contracts/rules.ts';
import { formatWall, parseWall } from './live/wall.ts';
import { formatAuditFilter, NO_AUDIT_FILTER, parseAuditFilter } from './settings/audit-filter.ts';
import { NO_FILTERS, type Filters, type MapView, type Page, type Selection, type View } from './state.ts';

const PAGES: readonly Page[] = ['map', 'wall', 'stats', 'system', 'settings'];
const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];
/** What the view itself keeps in an address; the rest belongs to the statistics. */
const OWN_KEYS: ReadonlySet<string> = new Set(
  'alert camera sensor severity area about closed taken trouble at time wall cams always'.split(' '),
);
const MAX_STATS = 4000;
const SLUG = /^[a-z0-9][a-z0-9-]{0,63}$/;

/**
 * Reads a view from an address' fragment, such as `#/map?alert=12&at=21.30900,105.60400,15&severity=critical`.
 * Anybody can write an address: what is not understood is ignored.
 */
export function parseView(fragment: string): View {
  const [path = '', search = ''] = fragment.replace(/^#/, '').split('?', 2);
  const [first, ...rest] = path.split('/').filter((part) => part !== '');
  const query = new URLSearchParams(search);
  return {
    page: PAGES.find((page) => page === first) ?? 'map',
    path: rest.filter((part) => SLUG.test(part)).slice(0, 4),
    selection: parseSelection(query),
    filters: parseFilters(query),
    map: parseMap(query.get('at')),
    replayAt: parseMoment(query.get('time')),
    stats: first === 'stats' ? restOf(query) : '',
    wall: parseWall(query),
    audit: isAudit(first, rest) ? parseAuditFilter(query) : NO_AUDIT_FILTER,
  };
}

const isAudit = (page: string | undefined, path: readonly string[]): boolean =>
  page === 'settings' && path[0] === 'audit';

/** What no other part of the view reads. */
function restOf(query: URLSearchParams): string {
  const rest = new URLSearchParams([...query].filter(([key]) => !OWN_KEYS.has(key)));
  return rest.toString().slice(0, MAX_STATS);
}

function parseSelection(query: URLSearchParams): Selection | null {
  const alert = query.get('alert');
  if (alert !== null && /^[1-9]\d{0,14}$/.test(alert)) return { kind: 'alert', id: Number(alert) };
  for (const kind of ['camera', 'sensor'] as const) {
    const id = query.get(kind);
    if (id !== null && SLUG.test(id)) return { kind, id };
  }
  return null;
}

function parseFilters(query: URLSearchParams): Filters {
  const severities = (query.get('severity') ?? '').split(',');
  const areaId = query.get('area');
  const about = query.get('about');
  const taken = query.get('taken');
  return {
    severities: SEVERITIES.filter((severity) => severities.includes(severity)),
    areaId: areaId !== null && SLUG.test(areaId) ? areaId : NO_FILTERS.areaId,
    about: about === 'camera' || about === 'sensor' ? about : null,
    closed: query.get('closed') === '1',
    taken: taken === 'no' || taken === 'yes' ? taken : null,
    trouble: query.get('trouble') === '1',
  };
}

function parseMap(text: string | null): MapView | null {
  const [lat, lon, zoom] = (text ?? '').split(',').map(Number);
  if (lat === undefined || lon === undefined || zoom === undefined) return null;
  if (!(Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 22)) return null;
  return { lat, lon, zoom };
}

function parseMoment(text: string | null): number | null {
  if (text === null) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** Writes a view as an address' fragment; the inverse of {@link parseView}. */
export function formatView(view: View): string {
  const query: string[] = [];
  const { selection, filters, map, replayAt, wall } = view;
  if (selection) query.push(`${selection.kind}=${selection.id}`);
  if (filters.severities.length > 0) query.push(`severity=${filters.severities.join(',')}`);
  if (filters.areaId !== null) query.push(`area=${filters.areaId}`);
  if (filters.about !== null) query.push(`about=${filters.about}`);
  if (filters.closed) query.push('closed=1');
  if (filters.taken !== null) query.push(`taken=${filters.taken}`);
  if (filters.trouble) query.push('trouble=1');
  if (map) query.push(`at=${map.lat.toFixed(5)},${map.lon.toFixed(5)},${Number(map.zoom.toFixed(2))}`);
  if (replayAt !== null) query.push(`time=${new Date(replayAt).toISOString()}`);
  if (view.page === 'stats' && view.stats !== '') query.push(view.stats);
  if (wall) query.push(...formatWall(wall));
  if (isAudit(view.page, view.path)) query.push(...formatAuditFilter(view.audit));
  const path = ['', view.page, ...view.path].join('/');
  return `#${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** Whether Back should lead from one view to the one before: another page, or something opened over it. */
export function isStep(before: View, view: View): boolean {
  return (
    before.page !== view.page ||
    before.path.join('/') !== view.path.join('/') ||
    (before.selection === null && view.selection !== null)
  );
}
