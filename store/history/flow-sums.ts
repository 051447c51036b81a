import type { SplitKey, TimeStep } from '../../contracts/history.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
import type { Span } from './note.ts';
import { DAY_TOTAL, sumsOfHours } from './day-hours.ts';
import {
  placeFilter,
  SELECTION_PARAMETERS,
  selectionFilter,
  selectionParameters,
  type Detail,
  type Selection,
} from './selection.ts';
import { stepOf } from './time-steps.ts';

/** Lengths of the buckets sums are kept in. */
export type FlowLevel = '15min' | 'hourly' | 'daily';

/** What was counted in one step, of one part. */
export type FlowSum = {
  readonly at: Date | null;
  readonly slot: number | null;
  readonly class: string | null;
  readonly direction: string | null;
  readonly camera: string | null;
  readonly zone: string | null;
  readonly area: string | null;
  readonly counted: number;
  readonly carUnits: number;
};

/** A question to the sums of observations. */
export type FlowQuestion = {
  readonly selection: Selection;
  readonly scope: Scope;
  readonly level: FlowLevel;
  /** What must be told apart (`detailFor`). */
  readonly detail: Detail;
  /** Whole months of the calendar within the period, where steps are months or longer and the level is daily; else null. */
  readonly months: Span | null;
  readonly by: TimeStep;
  readonly split: readonly SplitKey[];
  readonly timeZone: string;
  /** Passenger-car units by class; a class that is not there counts none. */
  readonly carUnits: Readonly<Record<string, number>>;
  /** Most rows to answer with; one more is read, so that one sees there are more. */
  readonly limit: number;
};

/** Counts by step and part, in order of time. */
export async function readFlowSums(connection: Queryable, question: FlowQuestion): Promise<FlowSum[]> {
  const { selection, scope, level, by, split, timeZone, carUnits, limit } = question;
  // Quarters are kept by zone only.
  const detail = level === '15min' ? 'zones' : question.detail;
  const months = detail === 'zones' && level === 'daily' ? question.months : null;
  const zone = `$${SELECTION_PARAMETERS + 1}`;
  const key = (name: SplitKey, sql: string) => (split.includes(name) ? sql : 'null::text');
  const place = selection.boundaries === 'now' && split.includes('area');
  const parts = {
    thing: 'o.class',
    direction: key('direction', 'o.direction'),
    camera: key('camera', 'o.camera_id'),
    zone: key('zone', 'o.zone_id'),
    area: key('area', place ? 'k.area_id' : 'o.area_id'),
  };
  const ofPlace = place ? "left join known_place k on k.kind = 'camera' and k.id = o.camera_id" : '';
  const days = months === null ? dayHoursOf(question, detail) : null;
  const { rows } = await connection.query<FlowSum>(
    `with ${days && level === 'hourly' ? ofHours() : ofBuckets()}
     select at, slot, ${split.includes('class') ? 'thing' : 'null::text'} as class, direction, camera, zone, area,
            sum(counted) as counted, sum(counted * coalesce(unit, 0)) as "carUnits"
       from summed left join unnest($${SELECTION_PARAMETERS + 2}::text[], $${SELECTION_PARAMETERS + 3}::float8[]) f(of, unit)
         on thing = f.of
      group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2 limit $${SELECTION_PARAMETERS + 4}`,
    [
      ...selectionParameters(selection, scope),
      timeZone,
      Object.keys(carUnits),
      Object.values(carUnits),
      limit + 1,
      ...(months === null ? [] : [months.from, months.to]),
    ],
  );
  // Text is sorted here: a database takes longer for the rules of a language.
  return rows.sort(inOrder);

  function ofHours(): string {
    const where = placeFilter('o', selection, days?.detail ?? detail);
    return `${sumsOfHours(by, zone, { parts, from: `${days?.table} o ${ofPlace}`, where })}, summed as (select * from of_hours)`;
  }

  function ofBuckets(): string {
    // Of most series and without steps: each series is added up by its number before anybody asks what it is of.
    const isOfAllSeries =
      by === 'none' &&
      detail === 'zones' &&
      level === 'daily' &&
      selection.cameraIds === null &&
      selection.zoneIds === null;
    const words = months === null ? sumsTable(level, detail) : MONTHS_AND_DAYS;
    const series = isOfAllSeries ? bySeries(months === null ? DAYS : ranges('series, count', '_packed')) : words;
    const table = days ? `(select *, ${DAY_TOTAL} as count from ${days.table})` : series;
    const told = Object.entries(parts).map(([name, sql]) => `${sql} as ${name}`);
    const step = stepOf(by, 'bucket', zone);
    const sums = (bucket: string) => `select ${bucket}, ${told.join(', ')}, sum(o.count::float8) as counted
         from ${table} o ${ofPlace}
        where ${selectionFilter('o', selection, { detail: days?.detail ?? detail })} and ${zone}::text is not null`;
    if (by === 'none')
      return `summed as (${sums('null::timestamptz as at, null::int as slot')} group by 3, 4, 5, 6, 7)`;
    // The step a bucket belongs to is told once, not for each row.
    return `of_bucket as (${sums('o.bucket')} group by 1, 2, 3, 4, 5, 6),
     summed as (
       select ${step.at} as at, ${step.slot} as slot, thing, direction, camera, zone, area, sum(counted) as counted
         from of_bucket group by 1, 2, 3, 4, 5, 6, 7)`;
  }
}

/** By time, then by part. */
function inOrder(a: FlowSum, b: FlowSum): number {
  const byTime = (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0) || (a.slot ?? 0) - (b.slot ?? 0);
  if (byTime !== 0) return byTime;
  for (const name of ['class', 'direction', 'camera', 'zone', 'area'] as const) {
    const [one, other] = [a[name] ?? '\uffff', b[name] ?? '\uffff'];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** Where days tell what is asked for with all their hours; null: lines or directions are told apart, or whole days are kept shorter. */
function dayHoursOf(
  { selection, level, split }: FlowQuestion,
  detail: Detail,
): { readonly table: string; readonly detail: Detail | 'cameras' } | null {
  if (level === '15min') return null;
  if (detail !== 'zones')
    return level === 'hourly' ? { table: `observation_${detail === 'areas' ? 'area' : 'city'}_hours`, detail } : null;
  const isOfCameras =
    selection.zoneIds === null &&
    selection.direction === null &&
    !split.includes('zone') &&
    !split.includes('direction');
  return isOfCameras ? { table: 'observation_camera_hours', detail: 'cameras' } : null;
}

/** Table of the sums of observations of one level; areas and the city have days only. */
export function sumsTable(level: FlowLevel, detail: Detail): string {
  return detail === 'zones' || level !== 'daily'
    ? `observation_${level}`
    : `observation_${detail === 'areas' ? 'area' : 'city'}_daily`;
}

/** Months as sums of months, the days before and after them as days: three ranges, each of which an index finds. */
const [FIRST_MONTH, AFTER_MONTHS] = [`$${SELECTION_PARAMETERS + 5}`, `$${SELECTION_PARAMETERS + 6}`];
const ranges = (columns: string, kept: '' | '_packed'): string => `
  select ${columns} from observation_monthly${kept} where bucket >= ${FIRST_MONTH} and bucket < ${AFTER_MONTHS} union all
  select ${columns} from observation_daily${kept} where bucket >= $1 and bucket < ${FIRST_MONTH} union all
  select ${columns} from observation_daily${kept} where bucket >= ${AFTER_MONTHS} and bucket < $2`;
const MONTHS_AND_DAYS = `(${ranges('*', '')})`;
const DAYS = 'select series, count from observation_daily_packed where bucket >= $1 and bucket < $2';

/** Sums of series of a whole period; of floats, which are added in half the time of bigints, and exactly as far as anybody counts. */
function bySeries(rows: string): string {
  return `(
  select s.*, $1::timestamptz as bucket, added.count
    from (select series, sum(count::float8) as count from (${rows}) parts group by 1) added
    join observation_series s on s.id = added.series)`;
}
