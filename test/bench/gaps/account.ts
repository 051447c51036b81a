import type { Database } from '../../../store/database.ts';
import { refreshGaps } from '../../../store/gap-refresh.ts';
import { readMissedSums } from '../../../store/history/missed-sums.ts';
import { sayCaughtUp } from '../../../store/rollup-freshness.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import { DAY_HOURS } from '../../../store/rollup-definitions.ts';
import { insertSums } from '../../store/insert-sums.ts';
import type { RoadHour } from './made-city.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const START = Date.parse('2026-01-04T17:00:00Z'); // Monday, midnight in Vĩnh Yên
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UNITS = { car: 1 };

/** What was probably missed on one day. */
export type MissedDay = { readonly day: number; readonly missed: number; readonly variance: number };

/** Puts a city in as it was seen and accounts for its gaps, as analytics does when the last hour is over. */
export async function accountCity(database: Database, roads: readonly (readonly RoadHour[])[]): Promise<void> {
  await database.query(
    `truncate observation_hourly_packed, observation_camera_hours, coverage_hourly, service_span, gap_hourly, gap_account,
       ${(await tablesOfGaps(database)).join(', ')}`,
  );
  await putRoads(database, roads);
  await database.query('analyze observation_hourly_packed, coverage_hourly, observation_camera_hours');
  const end = new Date(START + (roads[0]?.length ?? 0) * HOUR_MS + 600_000);
  await sayCaughtUp(database, 'observation', end);
  await sayCaughtUp(database, 'coverage', end);
  await refreshGaps(database, { timeZone: ZONE, holidays: [] }, new AbortController().signal, { daysAtOnce: 35 });
}

async function tablesOfGaps(database: Database): Promise<readonly string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
      and (relname like 'missed_%' and relname <> 'missed_weights' or relname in ('camera_day', 'day_likeness'))`,
  );
  return rows.map(({ name }) => name);
}

async function putRoads(database: Database, roads: readonly (readonly RoadHour[])[]): Promise<void> {
  await database.query(
    "insert into service_span (camera_id, area_id, from_at) select 'road-' || n, 'ward', $2 from generate_series(0, $1::int - 1) n",
    [roads.length, new Date(START)],
  );
  const hours = roads.flatMap((road, n) => road.map((hour, i) => ({ ...hour, road: n, at: START + i * HOUR_MS })));
  const at = hours.map((hour) => new Date(hour.at));
  const road = hours.map((hour) => `road-${hour.road}`);
  const counted = hours.map((hour) => hour.counted);
  await insertSums(
    database,
    `insert into observation_hourly (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum)
     select at, 'crossed', road, 'line', 'car', 'forward', 'ward', n, 0, 0
       from unnest($1::timestamptz[], $2::text[], $3::int[]) h(at, road, n) where n > 0`,
    [at, road, counted],
  );
  // The only day that estimates read.
  const hour = (name: string) => `coalesce(sum(n) filter (where 'h' || hour = '${name}'), 0)`;
  await database.query(
    `insert into observation_camera_hours (bucket, kind, camera_id, class, area_id, ${DAY_HOURS.join(', ')})
     select day at time zone $4, 'crossed', road, 'car', 'ward', ${DAY_HOURS.map(hour).join(', ')}
       from (select road, n, date_trunc('day', at at time zone $4) as day, extract(hour from at at time zone $4)::int as hour
               from unnest($1::timestamptz[], $2::text[], $3::int[]) h(at, road, n)) h group by day, road`,
    [at, road, counted, ZONE],
  );
  await database.query(
    `insert into coverage_hourly (bucket, camera_id, area_id, minutes, expected, decoded, quiet, sent, received, looked,
       dropped_edge, dropped, watched)
     select at, road, 'ward', 60, 300, 0, 0, 0, 0, 0, '{}', '{}', w
       from unnest($1::timestamptz[], $2::text[], $3::float8[]) h(at, road, w) where w > 0`,
    [at, road, hours.map(({ share }) => share * 60)],
  );
}

/** What was missed, as planners are told: of one road or, null, of all; day by day, or all days together. */
export async function missedDays(
  database: Database,
  { road, days, by }: { readonly road: number | null; readonly days: number; readonly by: 'day' | 'none' },
): Promise<readonly MissedDay[]> {
  const sums = await readMissedSums(database, {
    selection: {
      what: 'crossed',
      from: new Date(START),
      to: new Date(START + days * DAY_MS),
      cameraIds: road === null ? null : [`road-${road}`],
      zoneIds: null,
      areaIds: null,
      classes: null,
      direction: null,
      boundaries: 'then',
    },
    scope: WHOLE_CITY,
    daily: true,
    detail: road === null ? 'city' : 'zones',
    months: null,
    by,
    split: [],
    timeZone: ZONE,
    carUnits: UNITS,
  });
  return sums.map(({ at, missed, variance }) => ({
    day: at === null ? -1 : Math.round((at.getTime() - START) / DAY_MS),
    missed,
    variance,
  }));
}
