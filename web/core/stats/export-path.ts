import type { ExportFormat } from '../../../contracts/exports.ts';
import type { Language } from '../text/dictionary.ts';
import type { CityDays, Day } from './city-days.ts';
import { daysOf, momentsOf } from './period.ts';
import type { Section, StatsQuery } from './query.ts';
import { periodOf } from './wants.ts';

/** What can be taken out, with how fine it is. */
export const EXPORT_CHOICES = [
  ...(['flows-hour', 'flows-day', 'events', 'alerts'] as const),
  ...(['measurements-hour', 'measurements-raw', 'coverage', 'devices'] as const),
] as const;
export type ExportChoice = (typeof EXPORT_CHOICES)[number];

/** What suits a page. */
export function exportFor(section: Section, events: StatsQuery['events']): ExportChoice {
  if (section === 'alerts' || (section === 'search' && events === 'alerts')) return 'alerts';
  if (section === 'sensors') return 'measurements-hour';
  return section === 'search' || section === 'spread' ? 'events' : 'flows-hour';
}

/** The address of a file of what is looked at. */
export function exportPath(
  query: StatsQuery,
  {
    of,
    format,
    today,
    days,
    language,
    ticket,
  }: {
    readonly of: ExportChoice;
    readonly format: ExportFormat;
    readonly today: Day;
    readonly days: CityDays;
    readonly language: Language;
    readonly ticket: string;
  },
): string {
  const [kind, step = 'hour'] = of.split('-');
  const { from, to } = momentsOf(daysOf(periodOf(query, today)), days);
  const said = new URLSearchParams({
    format,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    step,
    language,
    ticket,
    // What Excel in Vietnamese reads without being asked.
    separator: language === 'vi' ? 'semicolon' : 'comma',
  });
  const { where } = query;
  if (where.kind !== 'city') said.set({ area: 'areaId', camera: 'cameraId', zone: 'zoneId' }[where.kind], where.id);
  if (query.classes.length > 0) said.set('classes', query.classes.join(','));
  if (kind === 'flows') said.set('event', query.what);
  const [sensor, ...more] = query.sensors;
  if (kind === 'measurements' && sensor !== undefined && more.length === 0) said.set('sensorId', sensor);
  return `/api/exports/${kind}?${said}`;
}
