import type { ExportFormat, ExportKind } from '../../../contracts/exports.ts';
import type { Language } from '../text/dictionary.ts';
import type { CityDays, Day } from './city-days.ts';
import { daysOf, lengthOf, momentsOf } from './period.ts';
import type { StatsQuery } from './query.ts';
import { periodOf } from './wants.ts';

export const EXPORT_FORMATS: readonly ExportFormat[] = ['xlsx', 'csv', 'geojson', 'parquet'];

/** Longer periods are taken out by days: hours of years are a file nobody opens. */
const HOURS_UP_TO_DAYS = 62;

/** What the file of a page holds. */
export function exportKindOf({ section, events }: StatsQuery): ExportKind {
  switch (section) {
    case 'overview':
    case 'junction':
    case 'spread':
    case 'compare':
    case 'past':
      return 'flows';
    case 'sensors':
      return 'measurements';
    case 'alerts':
      return 'alerts';
    case 'search':
      return events === 'alerts' ? 'alerts' : 'events';
  }
}

/**
 * Address of the file of what a page is about. A file is of one class or of all, and of one sensor or of all: that is
 * what the route can tell apart.
 */
export function exportPath(
  query: StatsQuery,
  format: ExportFormat,
  { language, days, today }: { readonly language: Language; readonly days: CityDays; readonly today: Day },
): string {
  const period = periodOf(query, today);
  const { from, to } = momentsOf(daysOf(period), days);
  const kind = exportKindOf(query);
  const said = new URLSearchParams({
    format,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    step: lengthOf(period) <= HOURS_UP_TO_DAYS ? 'hour' : 'day',
    language,
    // Excel in Vietnamese reads commas as decimal marks.
    separator: language === 'vi' ? 'semicolon' : 'comma',
  });
  if (query.where.kind !== 'city') said.set(`${query.where.kind}Id`, query.where.id);
  const [only, ...others] = query.classes;
  if (only !== undefined && others.length === 0) said.set('class', only);
  if (kind === 'flows') said.set('event', query.what);
  const [sensor, ...more] = query.sensors;
  if (kind === 'measurements' && sensor !== undefined && more.length === 0) said.set('sensorId', sensor);
  return `/api/exports/${kind}?${said}`;
}
