import { VEHICLES } from '../../../contracts/behaviours.ts';
import { flowQuery, type Figure, type FlowAnswer } from '../../../contracts/history.ts';
import type { Area } from '../../../contracts/devices.ts';
import { readAreas } from '../../../store/areas.ts';
import { readCameras } from '../../../store/cameras.ts';
import type { Database } from '../../../store/database.ts';
import { areasAndBelow } from '../../../store/history/selection.ts';
import { readAlertPlaces, readSensorMonths } from '../../../store/report-figures.ts';
import type { ReportJob } from '../../../store/reports.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import { momentOf } from '../../core/history/city-time.ts';
import { daysIn, monthAfter } from '../../core/reports/month.ts';
import type { ReportData } from '../../core/reports/report-data.ts';
import { readCitySettings } from '../city-settings.ts';
import { readFlows } from '../history/read-flows.ts';
import { historyTimeZone } from '../history/read-selection.ts';
import { gatherAlerts } from './gather-alerts.ts';
import { gatherCameras, gatherChange, gatherSpeeds } from './gather-more.ts';

const NOTHING: Figure = { counted: 0, observed: null, estimated: null, plusMinus: null };
const MOST_LINES = 12;
const MOST_MARKS = 2000;
const HOUR_MS = 3_600_000;

/**
 * Asks everything a report tells, as anybody would ask it by the API.
 *
 * @param goOn told how far it is; false: the report is not wanted any more.
 * @returns null when it is not wanted any more
 */
export async function gatherReport(
  database: Database,
  { month, areaId, language, boundaries }: ReportJob,
  { now, goOn }: { readonly now: Date; readonly goOn: (share: number) => Promise<boolean> },
): Promise<ReportData | null> {
  const timeZone = await historyTimeZone(database);
  const [from, to] = [`${month}-01`, `${monthAfter(month)}-01`];
  const start = new Date(momentOf(from, timeZone));
  const end = new Date(momentOf(to, timeZone));
  const asked = { from, to, boundaries, ...(areaId !== null && { areaIds: areaId }) };
  const vehicles = { ...asked, classes: VEHICLES.join(',') };
  const flows = (query: Record<string, string>): Promise<FlowAnswer> =>
    readFlows(database, flowQuery.parse(query), WHOLE_CITY);

  const all = await flows({ ...asked, by: 'none', split: 'class' });
  const people = await flows({ ...asked, classes: 'person', by: 'none' });
  if (!(await goOn(0.2))) return null;
  const days = await flows({ ...vehicles, by: 'day' });
  if (!(await goOn(0.4))) return null;
  const week = await flows({ ...vehicles, by: 'hour-of-week' });
  const lines = await flows({ ...vehicles, by: 'none', split: 'zone,camera,direction' });
  const change = await gatherChange(database, { month, areaId, boundaries });
  const byCameras = await gatherCameras(database, { month, areaId, boundaries });
  const speeds = await gatherSpeeds(database, { month, areaId, boundaries });
  if (!(await goOn(0.6))) return null;
  const areaIds = areaId === null ? null : await areasAndBelow(database, [areaId]);
  const alerts = await gatherAlerts(database, { from, to, areaId, language, boundaries });
  const sensors = await readSensorMonths(database, { from: start, to: end, areaIds, boundaries });
  const alertPlaces = await readAlertPlaces(database, { from: start, to: end, areaIds, boundaries }, MOST_MARKS);
  // As they were at the end of the month: a change in mid-month shows its outcome.
  const areas = await readAreas(database, boundaries === 'now' ? now : new Date(end.getTime() - 1));
  const city = await readCitySettings(database);
  if (!(await goOn(0.8))) return null;

  const own = areas.filter(({ id }) => areaIds === null || areaIds.includes(id));
  const hoursSoFar = Math.max(0, Math.min(end.getTime(), now.getTime()) - start.getTime()) / HOUR_MS;
  const byCamera = new Map<string, number>();
  for (const { key, count } of lines.parts)
    byCamera.set(key.cameraId ?? '', (byCamera.get(key.cameraId ?? '') ?? 0) + count.counted);
  // One that stands elsewhere by now counted for the area it stood in.
  const cameras = (await readCameras(database, WHOLE_CITY)).filter(
    ({ settings, areaId: standsIn }) =>
      areaIds === null || (standsIn !== null && areaIds.includes(standsIn)) || byCamera.has(settings.id),
  );
  return {
    language,
    city: city.name[language],
    area: areaId === null ? null : nameOf(areas, areaId, language, all),
    month,
    timeZone,
    madeAt: now,
    summedUntil: all.summedUntil === null ? null : new Date(all.summedUntil),
    boundaries,
    boundariesSince: latest(own.map(({ validFrom }) => validFrom)),
    isSimulated: [all, days].some(({ simulated }) => simulated.length > 0),
    vehicles: days.total.count,
    carUnits: days.total.carUnits,
    people: people.total.count,
    change,
    classes: all.parts
      .map(({ key, count }) => ({ class: key.class ?? '', figure: count }))
      .sort((a, b) => b.figure.counted - a.figure.counted),
    days: everyDay(days, month, timeZone),
    hoursOfWeek: meanHours(week),
    lines: busiest(lines),
    cameras: byCameras,
    speeds,
    alerts,
    sensors: sensors.map(({ hours, ...sensor }) => ({
      ...sensor,
      hoursMissing: Math.max(0, Math.round(hoursSoFar - hours)),
    })),
    map: {
      outlines: own.flatMap(({ nameVi, nameEn, outline, kind }) =>
        outline === null || kind !== 'ward' ? [] : [{ name: language === 'vi' ? nameVi : nameEn, outline }],
      ),
      cameras: cameras.map(({ settings }) => ({ ...settings.place, vehicles: byCamera.get(settings.id) ?? 0 })),
      sensors: sensors.map(({ lat, lon }) => ({ lat, lon })),
      alerts: alertPlaces,
    },
  };
}

function everyDay(answer: FlowAnswer, month: string, timeZone: string): ReportData['days'] {
  const figures = new Map(answer.rows.map(({ at, count }) => [at === null ? 0 : Date.parse(at), count]));
  return Array.from({ length: daysIn(month) }, (_, at) => {
    const date = `${month}-${String(at + 1).padStart(2, '0')}`;
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
    return {
      day: at + 1,
      isWeekend: weekday === 0 || weekday === 6,
      figure: figures.get(momentOf(date, timeZone)) ?? NOTHING,
    };
  });
}

function meanHours({ rows, occurrences }: FlowAnswer): (number | null)[] {
  const times = new Map(occurrences.map(({ slot, times }) => [slot, times]));
  // With what was missed, where that can be told: a dark hour is not a quiet one.
  const counted = new Map(rows.map(({ slot, count }) => [slot, count.estimated ?? count.counted]));
  return Array.from({ length: 168 }, (_, slot) => {
    const often = times.get(slot) ?? 0;
    return often === 0 ? null : (counted.get(slot) ?? 0) / often;
  });
}

function busiest({ parts, places }: FlowAnswer): ReportData['lines'] {
  const names = new Map(places.map(({ id, name }) => [id, name]));
  const lines = new Map<string, { name: string; camera: string; forward: Figure; backward: Figure }>();
  for (const { key, count } of parts) {
    const zone = key.zoneId ?? '';
    const line = lines.get(zone) ?? {
      name: names.get(zone) ?? zone,
      camera: names.get(key.cameraId ?? '') ?? key.cameraId ?? '',
      forward: NOTHING,
      backward: NOTHING,
    };
    lines.set(zone, key.direction === 'backward' ? { ...line, backward: count } : { ...line, forward: count });
  }
  const sum = (line: { forward: Figure; backward: Figure }): number => line.forward.counted + line.backward.counted;
  return [...lines.values()].sort((a, b) => sum(b) - sum(a)).slice(0, MOST_LINES);
}

function nameOf(areas: readonly Area[], id: string, language: 'vi' | 'en', { places }: FlowAnswer): string {
  const area = areas.find((one) => one.id === id);
  // One that had ended by then is named by the history.
  const gone = places.find((one) => one.kind === 'area' && one.id === id);
  return (language === 'vi' ? (area?.nameVi ?? gone?.name) : (area?.nameEn ?? gone?.nameEn ?? gone?.name)) ?? id;
}

function latest(instants: readonly string[]): Date | null {
  const all = instants.map((at) => Date.parse(at));
  return all.length === 0 ? null : new Date(Math.max(...all));
}
