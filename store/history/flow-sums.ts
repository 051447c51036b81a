import type { SplitKey, TimeStep } from '../../contracts/history.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
import { SELECTION_PARAMETERS, selectionFilter, selectionParameters, type Selection } from './selection.ts';
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
  /** Whether areas as a whole will do ({@link asksForWholeAreas}). */
  readonly wholeAreas: boolean;
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
  const wholeAreas = question.wholeAreas && level !== '15min';
  const zone = `$${SELECTION_PARAMETERS + 1}`;
  const step = stepOf(by, 'o.bucket', zone);
  const key = (name: SplitKey, sql: string) => (split.includes(name) ? sql : 'null::text');
  const place = selection.boundaries === 'now' && split.includes('area');
  const { rows } = await connection.query<FlowSum>(
    `with summed as (
       select ${step.at} as at, ${step.slot} as slot, o.class as thing, ${key('direction', 'o.direction')} as direction,
              ${key('camera', wholeAreas ? 'null' : 'o.camera_id')} as camera, ${key('zone', wholeAreas ? 'null' : 'o.zone_id')} as zone,
              ${key('area', place ? 'k.area_id' : 'o.area_id')} as area, sum(o.count)::float8 as counted
         from observation_${wholeAreas ? 'area_' : ''}${level} o
         ${place ? "left join known_place k on k.kind = 'camera' and k.id = o.camera_id" : ''}
        where ${selectionFilter('o', { wholeAreas })} and ${zone}::text is not null
        group by 1, 2, 3, 4, 5, 6, 7)
     select at, slot, ${split.includes('class') ? 'thing' : 'null::text'} as class, direction, camera, zone, area,
            sum(counted) as counted, sum(counted * coalesce(unit, 0)) as "carUnits"
       from summed left join unnest($${SELECTION_PARAMETERS + 2}::text[], $${SELECTION_PARAMETERS + 3}::float8[]) f(of, unit)
         on thing = f.of
      group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7 limit $${SELECTION_PARAMETERS + 4}`,
    [...selectionParameters(selection, scope), timeZone, Object.keys(carUnits), Object.values(carUnits), limit + 1],
  );
  return rows;
}
