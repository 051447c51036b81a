import { alertTablesQuery } from '../../../contracts/history-alerts.ts';
import { comparisonQuery, hotSpotQuery } from '../../../contracts/history-comparison.ts';
import { eventQuery, pastQuery } from '../../../contracts/history-events.ts';
import { sensorSeriesQuery, sensorTrafficQuery } from '../../../contracts/history-sensors.ts';
import { flowQuery, movementQuery, speedQuery, stayQuery } from '../../../contracts/history.ts';
import { readAlertTables } from '../../../gateway/edges/history/read-alert-statistics.ts';
import { readComparison } from '../../../gateway/edges/history/read-comparison.ts';
import { readEvents } from '../../../gateway/edges/history/read-events.ts';
import { readFlows } from '../../../gateway/edges/history/read-flows.ts';
import { readHotSpots } from '../../../gateway/edges/history/read-hot-spots.ts';
import { readMovements } from '../../../gateway/edges/history/read-movements.ts';
import { readPast } from '../../../gateway/edges/history/read-past.ts';
import { readSensorAndTraffic, readSensorSeries } from '../../../gateway/edges/history/read-sensor-series.ts';
import { readSpeeds, readStays } from '../../../gateway/edges/history/read-values.ts';
import type { Queryable } from '../../../store/database.ts';
import { sharedReads } from '../../../store/shared-reads.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import { plusDays } from '../../../web/core/stats/city-days.ts';
import { stepFor } from '../../../web/core/stats/columns.ts';
import * as raw from './raw-questions.ts';

/** A page with everything it asks for, as web/core/stats/wants.ts does, and the same asked of the raw rows. */
export type Page = {
  readonly name: string;
  /** Answers all of it at once, as a browser asks; for another camera and day each time. */
  readonly ask: (n: number) => Promise<unknown>;
  /** Empty: the page itself reads raw rows. */
  readonly raw: (n: number) => readonly string[];
};

type Said = Readonly<Record<string, string>>;
type Span = { readonly from: string; readonly to: string };
const YEAR: Span = { from: '2025-01-01', to: '2026-01-01' };
const MONTH: Span = { from: '2025-10-01', to: '2025-11-01' };
const BEFORE: Span = { from: '2025-09-01', to: '2025-10-01' };
const WEEK: Span = { from: '2025-10-06', to: '2025-10-13' };

/** The step in which the page draws a stretch. */
const stepOf = ({ from, to }: Span) => stepFor({ from, to: plusDays(to, -1) });

/** The pages over a filled year. */
export function pagesOf(connection: Queryable, cameras: number): readonly Page[] {
  const database = sharedReads(connection);
  const camera = (n: number): string => `cam-${(n * 37) % cameras}`;
  const day = (n: number): Span => ({ from: oct(1 + (n % 29)), to: oct(2 + (n % 29)) });
  const flows = (said: Said) => readFlows(database, flowQuery.parse(said), WHOLE_CITY);
  const overview = (span: Span, where: Said) =>
    Promise.all([
      flows({ ...span, ...where, by: 'none', split: 'class' }),
      flows({ ...span, ...where, by: stepOf(span) }),
      flows({ ...span, ...where, by: 'none', split: 'zone,direction' }),
      flows({ ...span, ...where, by: 'hour-of-week' }),
      flows({ ...YEAR, ...where, by: 'day' }),
    ]);
  const past = (span: Span, stepS: number) =>
    readPast(database, pastQuery.parse({ ...span, stepS: String(stepS) }), WHOLE_CITY);
  return [
    {
      name: 'overview: the city, a week',
      ask: () => overview(WEEK, {}),
      raw: () => raw.overview(WEEK, stepOf(WEEK), ''),
    },
    {
      name: 'overview: the city, a year',
      ask: () => overview(YEAR, {}),
      raw: () => raw.overview(YEAR, stepOf(YEAR), ''),
    },
    {
      name: 'overview: a ward, a year',
      ask: (n) => overview(YEAR, { areaIds: `ward-${n % 10}` }),
      raw: (n) => raw.overview(YEAR, stepOf(YEAR), `and area_id = 'ward-${n % 10}'`),
    },
    {
      name: 'overview: a camera, a month',
      ask: (n) => overview(MONTH, { cameraIds: camera(n) }),
      raw: (n) => raw.overview(MONTH, stepOf(MONTH), `and camera_id = '${camera(n)}'`),
    },
    {
      name: 'junction: a camera, a month',
      ask: (n) => readMovements(database, movementQuery.parse({ ...MONTH, cameraId: camera(n) }), WHOLE_CITY),
      raw: (n) => raw.movements(MONTH, camera(n)),
    },
    {
      name: 'speeds: the city, a month',
      ask: () => readSpeeds(database, speedQuery.parse({ ...MONTH, by: 'hour-of-day', limitKmh: '40' }), WHOLE_CITY),
      raw: () => raw.values(MONTH, 'speed', ''),
    },
    {
      name: 'stays: a camera, a month',
      ask: (n) =>
        readStays(database, stayQuery.parse({ ...MONTH, by: 'hour-of-day', cameraIds: camera(n) }), WHOLE_CITY),
      raw: (n) => raw.values(MONTH, 'left', `and camera_id = '${camera(n)}'`),
    },
    {
      name: 'comparison: the city, two months',
      ask: () =>
        readComparison(database, comparisonQuery.parse({ ...BEFORE, vsFrom: MONTH.from, vsTo: MONTH.to }), WHOLE_CITY),
      raw: () => [...raw.days(BEFORE), ...raw.days(MONTH)],
    },
    {
      name: 'sensors: one and traffic, a month',
      ask: () =>
        Promise.all([
          readSensorSeries(database, sensorSeriesQuery.parse({ ...MONTH, sensorId: 'sensor-0' }), WHOLE_CITY),
          readSensorAndTraffic(
            database,
            sensorTrafficQuery.parse({ ...MONTH, sensorId: 'sensor-0', by: 'hour' }),
            WHOLE_CITY,
          ),
        ]),
      raw: () => raw.sensor(MONTH),
    },
    {
      name: 'alerts: a year',
      ask: () =>
        readAlertTables(database, alertTablesQuery.parse({ ...YEAR, by: 'rule,area,unit,type,month' }), WHOLE_CITY),
      raw: () => [],
    },
    { name: 'map of the past: a day', ask: (n) => past(day(n), 300), raw: () => [] },
    { name: 'map of the past: a week', ask: () => past(WEEK, 900), raw: () => raw.past(WEEK) },
    {
      name: 'hot spots: a month',
      ask: () => readHotSpots(database, hotSpotQuery.parse({ ...MONTH, step: 'hour-of-day' }), WHOLE_CITY),
      raw: () => raw.hotSpots(MONTH),
    },
    {
      name: 'search: events of a camera',
      ask: (n) =>
        readEvents(
          database,
          eventQuery.parse({ ...YEAR, of: 'observations', deviceIds: camera(n), classes: 'bus', limit: '24' }),
          WHOLE_CITY,
        ),
      raw: () => [],
    },
  ];
}

function oct(day: number): string {
  return `2025-10-${String(day).padStart(2, '0')}`;
}
