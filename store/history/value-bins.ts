import type { TimeStep } from '../../contracts/history.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
import { SELECTION_PARAMETERS, selectionFilter, selectionParameters, type Selection } from './selection.ts';
import { stepOf } from './time-steps.ts';

/** How often a value fell into a bin in one step. */
export type BinSum = {
  readonly at: Date | null;
  readonly slot: number | null;
  readonly bin: number;
  readonly count: number;
};

type Question = {
  readonly selection: Selection;
  readonly scope: Scope;
  readonly daily: boolean;
  readonly by: TimeStep;
  readonly timeZone: string;
};

/** Histograms of the values of a kind (SQL: value_bin), in order of time and bin. */
export async function readValueBins(
  connection: Queryable,
  { selection, scope, daily, by, timeZone }: Question,
  limit: number,
): Promise<BinSum[]> {
  const zone = `$${SELECTION_PARAMETERS + 1}`;
  const step = stepOf(by, 'o.bucket', zone);
  const { rows } = await connection.query<BinSum>(
    `select ${step.at} as at, ${step.slot} as slot, o.bin, sum(o.count)::float8 as count
       from value_${daily ? 'daily' : 'hourly'} o where ${selectionFilter('o')} and ${zone}::text is not null
      group by 1, 2, 3 order by 1, 2, 3 limit $${SELECTION_PARAMETERS + 2}`,
    [...selectionParameters(selection, scope), timeZone, limit + 1],
  );
  return rows;
}

/** Number and sum of the values of a kind: for exact means. */
export async function readValueTotal(
  connection: Queryable,
  { selection, scope, daily }: Pick<Question, 'selection' | 'scope' | 'daily'>,
): Promise<{ readonly count: number; readonly sum: number }> {
  const { rows } = await connection.query<{ count: number; sum: number }>(
    `select coalesce(sum(o.valued), 0)::float8 as count, coalesce(sum(o.value_sum), 0)::float8 as sum
       from observation_${daily ? 'daily' : 'hourly'} o where ${selectionFilter('o')}`,
    selectionParameters(selection, scope),
  );
  return rows[0] ?? { count: 0, sum: 0 };
}

/** Seconds spent in the selected zones by quarter of an hour: how many quarters had how many things inside, rounded. */
export async function readOccupancy(
  connection: Queryable,
  { selection, scope }: Pick<Question, 'selection' | 'scope'>,
): Promise<{ readonly inside: number; readonly quarters: number; readonly seconds: number }[]> {
  const [from, to, , areas, cameras, zones, ofAreas, classes] = selectionParameters(selection, scope);
  const { rows } = await connection.query<{ inside: number; quarters: number; seconds: number }>(
    `select floor(seconds / 900)::int as inside, count(*)::float8 as quarters, sum(seconds)::float8 as seconds
       from (select bucket, sum(seconds) as seconds from presence_15min p
              where bucket >= $1 and bucket < $2 and ($3::text[] is null or area_id = any ($3))
                and ($4::text[] is null or camera_id = any ($4)) and ($5::text[] is null or zone_id = any ($5))
                and ($6::text[] is null or area_id = any ($6)) and ($7::text[] is null or class = any ($7))
              group by 1) q
      group by 1 order by 1`,
    [from, to, areas, cameras, zones, ofAreas, classes],
  );
  return rows;
}

/** Seconds spent in the selected zones, by step. */
export async function readPresence(
  connection: Queryable,
  { selection, scope, daily, by, timeZone }: Question,
): Promise<{ readonly at: Date | null; readonly slot: number | null; readonly seconds: number }[]> {
  const [from, to, , areas, cameras, zones, ofAreas, classes] = selectionParameters(selection, scope);
  const step = stepOf(by, 'bucket', '$8');
  const { rows } = await connection.query<{ at: Date | null; slot: number | null; seconds: number }>(
    `select ${step.at} as at, ${step.slot} as slot, sum(seconds)::float8 as seconds from presence_${daily ? 'daily' : 'hourly'}
      where bucket >= $1 and bucket < $2 and ($3::text[] is null or area_id = any ($3))
        and ($4::text[] is null or camera_id = any ($4)) and ($5::text[] is null or zone_id = any ($5))
        and ($6::text[] is null or area_id = any ($6)) and ($7::text[] is null or class = any ($7)) and $8::text is not null
      group by 1, 2`,
    [from, to, areas, cameras, zones, ofAreas, classes, timeZone],
  );
  return rows;
}
