import type { ExportFormat, ExportKind, ExportOrder, ExportStep } from '../../../contracts/exports.ts';
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

const KINDS: Readonly<Record<ExportChoice, { readonly kind: ExportKind; readonly step: ExportStep }>> = {
  'flows-hour': { kind: 'flows', step: 'hour' },
  'flows-day': { kind: 'flows', step: 'day' },
  events: { kind: 'events', step: 'hour' },
  alerts: { kind: 'alerts', step: 'hour' },
  'measurements-hour': { kind: 'measurements', step: 'hour' },
  'measurements-raw': { kind: 'measurements', step: 'raw' },
  coverage: { kind: 'coverage', step: 'hour' },
  devices: { kind: 'devices', step: 'hour' },
};

/** What suits a page. */
export function exportFor(section: Section, events: StatsQuery['events']): ExportChoice {
  if (section === 'alerts' || (section === 'search' && events === 'alerts')) return 'alerts';
  if (section === 'sensors') return 'measurements-hour';
  return section === 'search' || section === 'spread' ? 'events' : 'flows-hour';
}

/** The order of a file of what is looked at. */
export function exportOrderOf(
  query: StatsQuery,
  {
    of,
    format,
    today,
    days,
    language,
  }: {
    readonly of: ExportChoice;
    readonly format: ExportFormat;
    readonly today: Day;
    readonly days: CityDays;
    readonly language: Language;
  },
): ExportOrder {
  const { kind, step } = KINDS[of];
  const { from, to } = momentsOf(daysOf(periodOf(query, today)), days);
  const { where } = query;
  const [sensor, ...more] = query.sensors;
  return {
    kind,
    format,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    step,
    language,
    // What Excel in Vietnamese reads without being asked.
    separator: language === 'vi' ? 'semicolon' : 'comma',
    ...(where.kind !== 'city' && { [{ area: 'areaId', camera: 'cameraId', zone: 'zoneId' }[where.kind]]: where.id }),
    ...(where.kind === 'area' && { boundaries: query.boundaries }),
    ...(query.classes.length > 0 && { classes: query.classes.join(',') }),
    ...(kind === 'flows' && { event: query.what }),
    ...(kind === 'measurements' && sensor !== undefined && more.length === 0 && { sensorId: sensor }),
  };
}
