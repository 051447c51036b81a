/**
 * What one reader may see. Every function of the store that reads for a person takes one, and its statement filters by
 * it. `null` areas: the whole city, things without an area included.
 */
export type Scope = {
  /** Areas with everything below them. */
  readonly areaIds: readonly string[] | null;
  /** Keys under which alerts are handed over: `account:{username}`, `ward:{area}` for each of its areas, `unit:{id}`. */
  readonly handedTo: readonly string[];
};

/** The scope of the product itself: everything. */
export const WHOLE_CITY: Scope = { areaIds: null, handedTo: [] };

/** The scope of an account whose areas are already widened to everything below them. */
export function scopeOf(username: string, areaIds: readonly string[] | null, unitId: string | null = null): Scope {
  const ofUnit = unitId === null ? [] : [`unit:${unitId}`];
  return { areaIds, handedTo: [`account:${username}`, ...(areaIds ?? []).map((id) => `ward:${id}`), ...ofUnit] };
}

/** Whether an alert or device of this area, handed to these, may be seen. The same rule as in the statements. */
export function inScope(scope: Scope, areaId: string | null, handedTo: readonly string[] = []): boolean {
  if (scope.areaIds === null) return true;
  if (areaId !== null && scope.areaIds.includes(areaId)) return true;
  return handedTo.some((key) => scope.handedTo.includes(key));
}
