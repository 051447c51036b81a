import type { SplitKey, TimeStep } from '../../contracts/history.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
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
  readonly by: TimeStep;
  readonly split: readonly SplitKey[];
  readonly timeZone: string;
  readonly carUnits: Readonly<Record<string, number>>;
};

/** What was missed by step and part. The unsureness of a rate errs the same way all day at one camera: it adds up whole. */
export async function readMissedSums(connection: Queryable, question: MissedQuestion): Promise<MissedSum[]> {
  const { selection, scope, daily, detail, by, split, timeZone, carUnits } = question;
  const zone = `$${SELECTION_PARAMETERS + 1}`;
  const step = stepOf(by, 'o.bucket', zone);
  const key = (name: SplitKey, sql: string) => (split.includes(name) ? sql : 'null::text');
  const wholeAreas = detail !== 'zones';
  const place = selection.boundaries === 'now' && split.includes('area');
  const table = `missed_${wholeAreas ? 'area_' : ''}${daily ? 'daily' : 'hourly'}`;
  const { rows } = await connection.query<MissedSum>(
    `with of_day as (
       select ${step.at} as at, ${step.slot} as slot, ${key('class', 'o.class')} as class,
              ${key('direction', 'o.direction')} as direction, ${key('camera', 'o.camera_id')} as camera,
              ${key('zone', 'o.zone_id')} as zone,
              ${key('area', place ? 'k.area_id' : 'o.area_id')} as area,
              ${wholeAreas ? 'o.area_id' : 'o.camera_id'} as errs_with,
              ${daily ? 'o.bucket' : `date_trunc('day', o.bucket, ${zone})`} as day,
              sum(missed) as missed, sum(rate_sd) as sd, sum(missed * u) as units, sum(missed * u * u) as units2,
              sum(rate_sd * u) as units_sd
         from ${table} o
         ${place ? "left join known_place k on k.kind = 'camera' and k.id = o.camera_id" : ''}
         left join unnest($${SELECTION_PARAMETERS + 2}::text[], $${SELECTION_PARAMETERS + 3}::float8[]) f(of, unit) on o.class = f.of
         cross join lateral (select coalesce(unit, 0) as u) weight
        where ${selectionFilter('o', selection, { detail: wholeAreas ? 'areas' : 'zones' })} and ${zone}::text is not null
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9)
     select at, slot, class, direction, camera, zone, area, sum(missed) as missed,
            sum(missed) + sum(sd * sd) as variance, sum(units) as "missedUnits",
            sum(units2) + sum(units_sd * units_sd) as "unitsVariance"
       from of_day group by 1, 2, 3, 4, 5, 6, 7`,
    [...selectionParameters(selection, scope), timeZone, Object.keys(carUnits), Object.values(carUnits)],
  );
  return rows;
}
