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
export const SELECTION_PARAMETERS = 10;

/**
 * Filter of a selection on a table with the columns of observation roll-ups, named `alias`; its parameters are $1 to $10
 * ({@link selectionParameters}). Whoever may see only areas sees what is stamped with them.
 *
 * @param wholeAreas the table does not tell cameras apart, and the selection names none ({@link asksForWholeAreas}).
 */
export function selectionFilter(
  alias: string,
  { time = 'bucket', wholeAreas = false }: { readonly time?: string; readonly wholeAreas?: boolean } = {},
): string {
  const places = wholeAreas
    ? `$5::text[] is null and $6::text[] is null and $10::text = 'then'
    and ($7::text[] is null or ${alias}.area_id = any ($7))`
    : `($5::text[] is null or ${alias}.camera_id = any ($5))
    and ($6::text[] is null or ${alias}.zone_id = any ($6))
    and ($7::text[] is null or case when $10 = 'then' then ${alias}.area_id = any ($7) else ${alias}.camera_id in (
          select id from known_place where known_place.kind = 'camera' and known_place.area_id = any ($7)) end)`;
  return `${alias}.${time} >= $1 and ${alias}.${time} < $2 and ${alias}.kind = $3
    and ($4::text[] is null or ${alias}.area_id = any ($4))
    and ${places}
    and ($8::text[] is null or ${alias}.class = any ($8))
    and ($9::text is null or ${alias}.direction = $9)`;
}

/** Whether a question names no camera, line or zone, neither to choose nor to tell apart. */
export function asksForWholeAreas(selection: Selection, split: readonly string[]): boolean {
  const { cameraIds, zoneIds, boundaries } = selection;
  return (
    cameraIds === null &&
    zoneIds === null &&
    boundaries === 'then' &&
    !split.includes('camera') &&
    !split.includes('zone')
  );
}

/** Values of $1 to $10. */
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
    selection.boundaries,
  ];
}

/** Areas with everything that is or ever was below them. */
export async function areasAndBelow(connection: Queryable, areaIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await connection.query<{ ids: string[] }>('select area_and_below($1) as ids', [areaIds]);
  return rows[0]?.ids ?? [];
}
