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

/** What was probably missed in one step, of one part, in things and in passenger-car units, with the variances. */
export type MissedSum = {
  readonly at: Date | null;
  readonly slot: number | null;
  readonly class: string | null;
  readonly direction: string | null;
  readonly camera: string | null;
  readonly zone: string | null;
  readonly area: string | null;
  readonly missed: number;
  readonly variance: number;
  readonly missedUnits: number;
  readonly unitsVariance: number;
};

/** A question to the account of what was missed. */
export type MissedQuestion = {
  readonly selection: Selection;
  readonly scope: Scope;
  /** Whether steps are days or longer and begin at midnight. */
  readonly daily: boolean;
  /** What must be told apart (`detailFor`). */
  readonly detail: Detail;
  /** Whole months of the calendar within the period, where steps are months or longer and `daily`; else null. */
  readonly months: Span | null;
  readonly by: TimeStep;
  readonly split: readonly SplitKey[];
  readonly timeZone: string;
  readonly carUnits: Readonly<Record<string, number>>;
};

/**
 * What was missed by step and part. The unsureness of a rate errs the same way all day at one camera, and the part of it that
 * cameras have in common at all of them: these add up whole.
 */
export async function readMissedSums(connection: Queryable, question: MissedQuestion): Promise<MissedSum[]> {
  const { selection, detail, split, daily, months } = question;
  const together = selection.classes === null && !split.includes('class');
  const isOfWays = daily && months !== null && split.includes('zone') && split.includes('direction');
  const isOfAreas = selection.direction === null && !split.includes('direction');
  if (!together || !(detail === 'zones' ? isOfWays : isOfAreas)) return readSums(connection, question, false);
  const sums = await readSums(connection, question, true);
  // These levels are not weighed by the units that are asked for.
  return sums.some(({ missed }) => missed === null) ? readSums(connection, question, false) : sums;
}

/** @param whole reads what is told of all classes together; one row without a number: that is not told by these units */
async function readSums(connection: Queryable, question: MissedQuestion, whole: boolean): Promise<MissedSum[]> {
  const { selection, scope, daily, detail, by, split, timeZone, carUnits, months } = question;
  const zone = `$${SELECTION_PARAMETERS + 1}`;
  const step = stepOf(by, 'o.bucket', zone, daily ? undefined : 'local');
  const key = (name: SplitKey, sql: string) => (split.includes(name) ? sql : 'null::text');
  const wholeAreas = detail !== 'zones';
  const place = selection.boundaries === 'now' && split.includes('area');
  // Of hours, the step and the day each belongs to are told once, not for each row.
  const told = daily ? { ...step, day: 'o.bucket' } : { at: 'step_of.at', slot: 'step_of.slot', day: 'step_of.day' };
  const part = `${told.at} as at, ${told.slot} as slot, ${key('class', 'o.class')} as class,
              ${key('direction', 'o.direction')} as direction, ${key('camera', 'o.camera_id')} as camera,
              ${key('zone', 'o.zone_id')} as zone, ${key('area', place ? 'k.area_id' : 'o.area_id')} as area`;
  const toStep = daily ? '' : 'join step_of on step_of.hour = o.bucket';
  const filter = `${selectionFilter('o', selection, { detail: wholeAreas ? 'areas' : 'zones' })} and ${zone}::text is not null`;
  const rest = `${toStep}
         ${place ? "left join known_place k on k.kind = 'camera' and k.id = o.camera_id" : ''}
        where ${filter}`;
  const level = daily ? 'daily' : 'hourly';
  const ofMonths = whole && !wholeAreas && months !== null;
  const rows =
    whole && wholeAreas
      ? wholeRows(level)
      : weighed(ofMonths ? PARTS_OF_MONTHS : `missed_${wholeAreas ? 'area_' : ''}${level}`);
  const squares =
    'at, slot, class, direction, camera, zone, area, missed, sd_squared, units, units_squared, units_sd_squared';
  const ofDays = `
     of_day as (
       select ${part}, ${wholeAreas ? 'o.area_id' : 'o.camera_id'} as errs_with,
              ${told.day} as day,
              sum(missed) as missed, sum(rate_sd) as sd, sum(units) as units, sum(units_squared) as units_squared,
              sum(units_sd) as units_sd, sum(common_sd) as common, sum(units_common_sd) as units_common
         from ${rows} o ${rest}
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9),
     squared (${squares}) as (
       select at, slot, class, direction, camera, zone, area, sum(missed), ${together('sd', 'common')}, sum(units), sum(units_squared),
              ${together('units_sd', 'units_common')}
         from of_day group by 1, 2, 3, 4, 5, 6, 7, day
       ${ofMonths ? `union all select ${part}, missed, sd_squared, units, units_squared, units_sd_squared from ${WAYS} o ${rest}` : ''})`;
  // Rows of whole areas each lie alone in their step and day; an hour that clocks repeat counts as two that err by themselves.
  const isSingle = whole && wholeAreas && (daily || by.startsWith('hour'));
  const ofSingle = `
     of_bucket as (
       select o.bucket, ${key('area', 'o.area_id')} as area_id, sum(missed) as missed, ${together('rate_sd', 'common_sd')} as sd_squared,
              sum(units) as units, sum(units_squared) as units_squared, ${together('units_sd', 'units_common_sd')} as units_sd_squared
         from ${rows} o where ${filter} group by 1, 2),
     squared (${squares}) as (
       select ${told.at}, ${told.slot}, null::text, null::text, null::text, null::text, area_id, missed, sd_squared, units,
              units_squared, units_sd_squared
         from of_bucket o ${toStep})`;
  const isWeighed = `(select from missed_weights where done and car_units = ${CAR_UNITS})`;
  const found = await connection.query<MissedSum>(
    `with step_of as materialized (
       select o.bucket as hour, ${step.at} as at, ${step.slot} as slot${isSingle ? '' : ", date_trunc('day', local) as day"}
         from (select bucket, bucket at time zone ${zone} as local
                 from generate_series(date_trunc('hour', $1::timestamptz), $2::timestamptz - interval '1 microsecond', interval '1 hour') bucket
               offset 0) o),
     ${isSingle ? ofSingle : ofDays}
     select at, slot, class, direction, camera, zone, area, sum(missed) as missed,
            sum(missed) + sum(sd_squared) as variance, sum(units) as "missedUnits",
            sum(units_squared) + sum(units_sd_squared) as "unitsVariance"
       from squared ${whole ? `where exists ${isWeighed}` : ''} group by 1, 2, 3, 4, 5, 6, 7
     ${whole ? `union all select null, null, null, null, null, null, null, null, null, null, null where not exists ${isWeighed}` : ''}`,
    [
      ...selectionParameters(selection, scope),
      timeZone,
      JSON.stringify(carUnits),
      ...(ofMonths ? [months.from, months.to] : []),
    ],
  );
  return found.rows;
}

const CAR_UNITS = `$${SELECTION_PARAMETERS + 2}::jsonb`;
const [FIRST_MONTH, AFTER_MONTHS] = [`$${SELECTION_PARAMETERS + 3}`, `$${SELECTION_PARAMETERS + 4}`];

/** Variance of a sum of a day over cameras or areas, each of which errs by `sd`, of which all have `common` in common. */
function together(sd: string, common: string): string {
  return `sum(${sd} * ${sd} - ${common} * ${common}) + power(sum(${common}), 2)`;
}

/** Rows by class with the units of each. */
function weighed(rows: string): string {
  return `(select r.*, missed * u as units, missed * u * u as units_squared, rate_sd * u as units_sd, common_sd * u as units_common_sd
          from ${rows} r
         left join (select key as of, value::float8 as unit from jsonb_each_text(${CAR_UNITS})) f on r.class = f.of
         cross join lateral (select coalesce(unit, 0) as u) weight)`;
}

/** Areas with all classes together. */
function wholeRows(level: 'hourly' | 'daily'): string {
  return `(select *, null::text as class, null::text as direction from missed_whole_${level} where ${CAR_UNITS} is not null)`;
}

/** Ways over lines by months. */
const WAYS = `(select *, null::text as class from missed_way_monthly where bucket >= ${FIRST_MONTH} and bucket < ${AFTER_MONTHS})`;

/** Days before and after whole months, and those within that are not in their sums. */
const PARTS_OF_MONTHS = `(
  select * from missed_daily where bucket >= $1 and bucket < ${FIRST_MONTH} union all
  select * from missed_daily where bucket >= ${AFTER_MONTHS} and bucket < $2 union all
  select d.* from missed_parted_day p join missed_daily d on d.camera_id = p.camera_id and d.bucket = p.bucket
   where p.bucket >= ${FIRST_MONTH} and p.bucket < ${AFTER_MONTHS})`;
