import type { SplitKey, TimeStep } from '../../contracts/history.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
import type { Span } from './note.ts';
import {
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
  // Of most series and without steps: each series is added up by its number before anybody asks what it is of.
  const isOfAllSeries =
    by === 'none' &&
    detail === 'zones' &&
    level === 'daily' &&
    selection.cameraIds === null &&
    selection.zoneIds === null;
  const zone = `$${SELECTION_PARAMETERS + 1}`;
  const key = (name: SplitKey, sql: string) => (split.includes(name) ? sql : 'null::text');
  const place = selection.boundaries === 'now' && split.includes('area');
  const part = `o.class as thing, ${key('direction', 'o.direction')} as direction, ${key('camera', 'o.camera_id')} as camera,
              ${key('zone', 'o.zone_id')} as zone, ${key('area', place ? 'k.area_id' : 'o.area_id')} as area,
              sum(o.count)::float8 as counted`;
  const rest = `${place ? "left join known_place k on k.kind = 'camera' and k.id = o.camera_id" : ''}
        where ${selectionFilter('o', selection, { detail })} and ${zone}::text is not null`;
  const words = months === null ? sumsTable(level, detail) : MONTHS_AND_DAYS;
  const table = isOfAllSeries ? bySeries(months === null ? DAYS : ranges('series, count', '_packed')) : words;
  const step = stepOf(by, 'bucket', zone);
  // The step a bucket belongs to is told once, not for each row: of hours that recur, before they are added up.
  const summed =
    level === 'hourly' && by.startsWith('hour-of-')
      ? `step_of as materialized (
       select bucket, ${step.slot} as slot
         from generate_series($1::timestamptz, $2::timestamptz - interval '1 microsecond', interval '1 hour') bucket),
     summed as (
       select null::timestamptz as at, slot, ${part} from ${table} o join step_of on step_of.bucket = o.bucket ${rest}
        group by 1, 2, 3, 4, 5, 6, 7)`
      : `of_bucket as (
       select ${by === 'none' ? 'null::timestamptz' : 'o.bucket'} as bucket, ${part} from ${table} o ${rest}
        group by 1, 2, 3, 4, 5, 6),
     summed as (
       select ${step.at} as at, ${step.slot} as slot, thing, direction, camera, zone, area, sum(counted) as counted
         from of_bucket group by 1, 2, 3, 4, 5, 6, 7)`;
  const { rows } = await connection.query<FlowSum>(
    `with ${summed}
     select at, slot, ${split.includes('class') ? 'thing' : 'null::text'} as class, direction, camera, zone, area,
            sum(counted) as counted, sum(counted * coalesce(unit, 0)) as "carUnits"
       from summed left join unnest($${SELECTION_PARAMETERS + 2}::text[], $${SELECTION_PARAMETERS + 3}::float8[]) f(of, unit)
         on thing = f.of
      group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7 limit $${SELECTION_PARAMETERS + 4}`,
    [
      ...selectionParameters(selection, scope),
      timeZone,
      Object.keys(carUnits),
      Object.values(carUnits),
      limit + 1,
      ...(months === null ? [] : [months.from, months.to]),
    ],
  );
  return rows;
}

/** Table of the sums of observations of one level. */
export function sumsTable(level: FlowLevel, detail: Detail): string {
  if (detail === 'zones' || level === '15min') return `observation_${level}`;
  return `observation_${detail === 'areas' ? 'area' : 'city'}_${level}`;
}

/** Months as sums of months, the days before and after them as days: three ranges, each of which an index finds. */
const [FIRST_MONTH, AFTER_MONTHS] = [`$${SELECTION_PARAMETERS + 5}`, `$${SELECTION_PARAMETERS + 6}`];
const ranges = (columns: string, kept: '' | '_packed'): string => `
  select ${columns} from observation_monthly${kept} where bucket >= ${FIRST_MONTH} and bucket < ${AFTER_MONTHS} union all
  select ${columns} from observation_daily${kept} where bucket >= $1 and bucket < ${FIRST_MONTH} union all
  select ${columns} from observation_daily${kept} where bucket >= ${AFTER_MONTHS} and bucket < $2`;
const MONTHS_AND_DAYS = `(${ranges('*', '')})`;
const DAYS = 'select series, count from observation_daily_packed where bucket >= $1 and bucket < $2';

/** Sums of series of a whole period. */
function bySeries(rows: string): string {
  return `(
  select s.*, $1::timestamptz as bucket, added.count
    from (select series, sum(count) as count from (${rows}) parts group by 1) added
    join observation_series s on s.id = added.series)`;
}
