import type { RetentionKind, RetentionSettings } from '../../contracts/retention.ts';

/** Days for which a kind is kept: everywhere, and where it is otherwise. null: for ever. */
export type KeptDays = {
  readonly others: number | null;
  readonly areas: ReadonlyMap<string, number | null>;
};

/**
 * For how long a kind is kept in each area: as the area itself says, else as the nearest area above it says, else as
 * everywhere.
 *
 * @param parents parent of each area that is or was
 */
export function keptDays(
  kind: RetentionKind,
  settings: RetentionSettings,
  parents: ReadonlyMap<string, string | null>,
): KeptDays {
  const others = settings[kind];
  if (kind === 'audit') return { others, areas: new Map() };
  const own = new Map(
    settings.areas.flatMap(({ areaId, days }) => {
      const said = days[kind];
      return said === undefined ? [] : [[areaId, said] as const];
    }),
  );
  const areas = new Map<string, number | null>();
  for (const areaId of new Set([...parents.keys(), ...own.keys()])) {
    const said = nearest(areaId, own, parents);
    if (said !== undefined && said !== others) areas.set(areaId, said);
  }
  return { others, areas };
}

function nearest(
  areaId: string,
  own: ReadonlyMap<string, number | null>,
  parents: ReadonlyMap<string, string | null>,
): number | null | undefined {
  // Areas that are their own ancestors are nobody's intention, and no reason to run for ever.
  const seen = new Set<string>();
  for (let at: string | null = areaId; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
    if (own.has(at)) return own.get(at);
    seen.add(at);
  }
  return undefined;
}
