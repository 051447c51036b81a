import type { TimeStep } from '../../contracts/history.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
import { sumsTable } from './flow-sums.ts';
import {
  areaFilter,
  detailFor,
  SELECTION_PARAMETERS,
  selectionFilter,
  selectionParameters,
  type Selection,
} from './selection.ts';
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
  const step = stepOf(by, 'bucket', zone);
  const level = daily ? 'daily' : 'hourly';
  const plain = selection.classes === null && selection.direction === null;
  const isCity = plain && detailFor(selection, scope, []) === 'city';
  // Buckets first: the step each belongs to is told once, not for each row.
  const { rows } = await connection.query<BinSum>(
    `select ${step.at} as at, ${step.slot} as slot, bin, sum(count) as count
       from (select o.bucket, o.bin, sum(o.count::float8) as count from value_${isCity ? 'city_' : ''}${level} o
              where ${isCity ? CITY : selectionFilter('o', selection)} and ${zone}::text is not null
              group by 1, 2) b
      group by 1, 2, 3 order by 1, 2, 3 limit $${SELECTION_PARAMETERS + 2}`,
    [...selectionParameters(selection, scope), timeZone, limit + 1],
  );
  return rows;
}

/** The filter of a table that tells nothing apart but kinds; the other parameters are null and only need a type. */
const CITY = `o.bucket >= $1 and o.bucket < $2 and o.kind = $3 and $4::text[] is null and $5::text[] is null
  and $6::text[] is null and $7::text[] is null and $8::text[] is null and $9::text is null`;

/** Number and sum of the values of a kind: for exact means. @param daily whether the period consists of whole days. */
export async function readValueTotal(
  connection: Queryable,
  { selection, scope, daily }: Pick<Question, 'selection' | 'scope' | 'daily'>,
): Promise<{ readonly count: number; readonly sum: number }> {
  const detail = daily ? detailFor(selection, scope, []) : 'zones';
  const { rows } = await connection.query<{ count: number; sum: number }>(
    `select coalesce(sum(o.valued), 0)::float8 as count, coalesce(sum(o.value_sum), 0)::float8 as sum
       from ${sumsTable(daily ? 'daily' : 'hourly', detail)} o where ${selectionFilter('o', selection, { detail })}`,
    selectionParameters(selection, scope),
  );
  return rows[0] ?? { count: 0, sum: 0 };
}

/** Hours that are looked at: those that begin at one of these moments; null: all. */
type Only = { readonly only: readonly Date[] | null };

/** Seconds spent in the selected zones by quarter of an hour: how many quarters had how many things inside, rounded. */
export async function readOccupancy(
  connection: Queryable,
  { selection, scope, only }: Pick<Question, 'selection' | 'scope'> & Only,
): Promise<{ readonly inside: number; readonly quarters: number; readonly seconds: number }[]> {
  const { rows } = await connection.query<{ inside: number; quarters: number; seconds: number }>(
    `select floor(seconds / 900)::int as inside, count(*)::float8 as quarters, sum(seconds)::float8 as seconds
       from (select bucket, sum(seconds) as seconds from presence_15min p where ${present(selection)} group by 1) q
      group by 1 order by 1`,
    presentParameters(selection, scope, only),
  );
  return rows;
}

/** Seconds spent in the selected zones, by step. */
export async function readPresence(
  connection: Queryable,
  { selection, scope, daily, by, timeZone, only }: Question & Only,
): Promise<{ readonly at: Date | null; readonly slot: number | null; readonly seconds: number }[]> {
  const step = stepOf(by, 'bucket', '$9');
  // Days do not tell their hours apart.
  const { rows } = await connection.query<{ at: Date | null; slot: number | null; seconds: number }>(
    `select ${step.at} as at, ${step.slot} as slot, sum(seconds)::float8 as seconds
       from presence_${daily && only === null ? 'daily' : 'hourly'} p
      where ${present(selection)} and $9::text is not null
      group by 1, 2`,
    [...presentParameters(selection, scope, only), timeZone],
  );
  return rows;
}

function present({ boundaries }: Selection): string {
  return `bucket >= $1 and bucket < $2 and ${areaFilter('p', boundaries, '$3', '$6')}
    and ($4::text[] is null or camera_id = any ($4)) and ($5::text[] is null or zone_id = any ($5))
    and ($7::text[] is null or class = any ($7))
    and ($8::timestamptz[] is null or date_bin('1 hour', bucket, '2000-01-01Z') = any ($8))`;
}

function presentParameters(selection: Selection, scope: Scope, only: readonly Date[] | null): unknown[] {
  const [from, to, , areas, cameras, zones, ofAreas, classes] = selectionParameters(selection, scope);
  return [from, to, areas, cameras, zones, ofAreas, classes, only];
}
