import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';

/** Which counts are asked for; null: not restricted. */
export type Selection = {
  readonly what: string;
  readonly from: Date;
  readonly to: Date;
  readonly cameraIds: readonly string[] | null;
  readonly zoneIds: readonly string[] | null;
  /** With everything below them. */
  readonly areaIds: readonly string[] | null;
  readonly classes: readonly string[] | null;
  readonly direction: string | null;
  /** `then`: the area stamped on the row. `now`: the area in which its camera stands, or stood last. */
  readonly boundaries: 'then' | 'now';
};

/** How many parameters {@link selectionFilter} takes. */
export const SELECTION_PARAMETERS = 9;

/** What a table of sums tells apart beside kind, class and direction: zones, only areas, or nothing. */
export type Detail = 'zones' | 'areas' | 'city';

/**
 * Filter of a selection on a table with the columns of observation roll-ups, named `alias`; its parameters are $1 to $9
 * ({@link selectionParameters}).
 */
export function selectionFilter(
  alias: string,
  { boundaries }: Pick<Selection, 'boundaries'>,
  { time = 'bucket', detail = 'zones' }: { readonly time?: string; readonly detail?: Detail | 'cameras' } = {},
): string {
  return `${alias}.${time} >= $1 and ${alias}.${time} < $2 and ${placeFilter(alias, { boundaries }, detail)}`;
}

/** The same without the period. */
export function placeFilter(
  alias: string,
  { boundaries }: Pick<Selection, 'boundaries'>,
  detail: Detail | 'cameras',
): string {
  // Of a table that does not tell them apart nothing is chosen ({@link detailFor}): the parameters only need a type.
  const anywhere = '$5::text[] is null and $6::text[] is null';
  const places = {
    zones: `($5::text[] is null or ${alias}.camera_id = any ($5))
    and ($6::text[] is null or ${alias}.zone_id = any ($6))
    and ${areaFilter(alias, boundaries, '$4', '$7')}`,
    cameras: `($5::text[] is null or ${alias}.camera_id = any ($5)) and $6::text[] is null and ${areaFilter(alias, boundaries, '$4', '$7')}`,
    areas: `${anywhere} and ${areaFilter(alias, 'then', '$4', '$7')}`,
    city: `${anywhere} and $4::text[] is null and $7::text[] is null`,
  };
  return `${alias}.kind = $3
    and ${places[detail]}
    and ($8::text[] is null or ${alias}.class = any ($8))
    and ${detail === 'cameras' ? '$9::text is null' : `($9::text is null or ${alias}.direction = $9)`}`;
}

/**
 * Filter of rows of cameras by area: those of whoever asks (parameter `scope`) and those asked for (`areas`). Both mean
 * the area stamped on the row, or, with today's boundaries, the one in which its camera stands today: the account of a
 * merged ward then sees all years of its cameras, and none of those that went to another ward.
 */
export function areaFilter(alias: string, boundaries: Selection['boundaries'], scope: string, areas: string): string {
  return boundaries === 'then'
    ? `(${scope}::text[] is null or ${alias}.area_id = any (${scope})) and (${areas}::text[] is null or ${alias}.area_id = any (${areas}))`
    : `((${scope}::text[] is null and ${areas}::text[] is null) or ${alias}.camera_id in (
          select id from known_place where known_place.kind = 'camera'
             and (${scope}::text[] is null or known_place.area_id = any (${scope}))
             and (${areas}::text[] is null or known_place.area_id = any (${areas}))))`;
}

/** The coarsest detail that answers a question. */
export function detailFor(selection: Selection, scope: Scope, split: readonly string[]): Detail {
  const { cameraIds, zoneIds, areaIds, boundaries } = selection;
  const namesPlaces = cameraIds !== null || zoneIds !== null;
  if (namesPlaces || split.includes('camera') || split.includes('zone')) return 'zones';
  if (areaIds === null && scope.areaIds === null && !split.includes('area')) return 'city';
  return boundaries === 'then' ? 'areas' : 'zones';
}

/** Values of $1 to $9. */
export function selectionParameters(selection: Selection, scope: Scope): unknown[] {
  return [
    selection.from,
    selection.to,
    selection.what,
    scope.areaIds,
    selection.cameraIds,
    selection.zoneIds,
    selection.areaIds,
    selection.classes,
    selection.direction,
  ];
}

/** Areas with everything that is or ever was below them. */
export async function areasAndBelow(connection: Queryable, areaIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await connection.query<{ ids: string[] }>('select area_and_below($1) as ids', [areaIds]);
  return rows[0]?.ids ?? [];
}
