/** Says each of a list of rising marks once, when a growing value has reached it; starts again when told to. */
export interface Marks {
  /** Marks that `value` has reached and that have not been said since the last restart. */
  reached(value: number): readonly number[];
  restart(): void;
}

/** @param marks any order; doubles count once. */
export function createMarks(marks: readonly number[]): Marks {
  const rising = [...new Set(marks)].sort((a, b) => a - b);
  let said = 0;
  return {
    reached(value) {
      const from = said;
      while (said < rising.length && value >= (rising[said] ?? Infinity)) said++;
      return rising.slice(from, said);
    },
    restart() {
      said = 0;
    },
  };
}
