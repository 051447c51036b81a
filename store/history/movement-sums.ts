import type { TimeStep } from '../../contracts/history.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
import { areaFilter, selectionParameters, type Selection } from './selection.ts';
import { stepOf } from './time-steps.ts';

/** Tracks that came over one line and went on over another, in one step. */
export type MovementSum = {
  readonly at: Date | null;
  readonly slot: number | null;
  readonly fromZone: string;
  readonly fromDirection: 'forward' | 'backward' | null;
  readonly zone: string;
  readonly direction: 'forward' | 'backward' | null;
  readonly class: string | null;
  readonly counted: number;
  readonly carUnits: number;
  readonly seconds: number;
};

/** Movements between lines of the selected cameras, in order of time. */
export async function readMovementSums(
  connection: Queryable,
  {
    selection,
    scope,
    daily,
    by,
    byClass,
    timeZone,
    carUnits,
    limit,
  }: {
    readonly selection: Selection;
    readonly scope: Scope;
    readonly daily: boolean;
    readonly by: TimeStep;
    readonly byClass: boolean;
    readonly timeZone: string;
    readonly carUnits: Readonly<Record<string, number>>;
    readonly limit: number;
  },
): Promise<MovementSum[]> {
  const [from, to, , areas, cameras, , ofAreas, classes] = selectionParameters(selection, scope);
  const step = stepOf(by, 'm.bucket', '$7');
  const { rows } = await connection.query<MovementSum>(
    `select ${step.at} as at, ${step.slot} as slot, from_zone_id as "fromZone", from_direction as "fromDirection",
            zone_id as zone, direction, ${byClass ? 'class' : 'null::text'} as class, sum(count::float8) as counted,
            sum(count * coalesce(unit, 0))::float8 as "carUnits", sum(seconds)::float8 as seconds
       from movement_${daily ? 'daily' : 'hourly'} m left join unnest($8::text[], $9::float8[]) f(of, unit) on m.class = f.of
      where m.bucket >= $1 and m.bucket < $2 and ${areaFilter('m', selection.boundaries, '$3', '$5')}
        and ($4::text[] is null or m.camera_id = any ($4))
        and ($6::text[] is null or m.class = any ($6)) and $7::text is not null
      group by 1, 2, 3, 4, 5, 6, 7 having sum(count) > 0 order by 1, 2, 3, 4, 5, 6, 7 limit $10`,
    [from, to, areas, cameras, ofAreas, classes, timeZone, Object.keys(carUnits), Object.values(carUnits), limit + 1],
  );
  return rows;
}
