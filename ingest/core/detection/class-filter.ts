/** Which of a model's classes are wanted for a picture. */
export interface ClassFilter {
  /** Positions of the wanted classes, rising. */
  readonly wanted: Int32Array;
  /** How many classes the model has. */
  readonly total: number;
  /** Asked for, but the model does not know them: they can never be found. */
  readonly unknown: readonly string[];
}

/** Turns wanted names into positions in the model's list; no names means all that have one. */
export function filterClasses(names: readonly string[], wanted?: readonly string[]): ClassFilter {
  const chosen = wanted ? new Set(wanted) : null;
  const positions = names.flatMap((name, at) => (name !== '' && (!chosen || chosen.has(name)) ? [at] : []));
  return {
    wanted: Int32Array.from(positions),
    total: names.length,
    unknown: chosen ? [...chosen].filter((name) => !names.includes(name)) : [],
  };
}
