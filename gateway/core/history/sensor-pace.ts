/** From a moment on (epoch milliseconds), readings were promised every so many seconds. */
export type Pace = { readonly fromMs: number; readonly everyS: number };

/** A sensor is silent after so many of its intervals without a reading. */
const SILENT_AFTER_INTERVALS = 3;

/** How many readings were promised between two moments. */
export function promisedReadings(paces: readonly Pace[], fromMs: number, toMs: number): number {
  return paces.reduce((sum, { fromMs: begins, everyS }, i) => {
    const ends = paces[i + 1]?.fromMs ?? Infinity;
    // Before the first pace that is known it was the same.
    const length = Math.min(toMs, ends) - Math.max(fromMs, i === 0 ? -Infinity : begins);
    return sum + Math.max(0, length) / 1000 / everyS;
  }, 0);
}

/**
 * Values by step with the last one standing on until the next, or until the sensor counts as silent: one that reports each
 * quarter of an hour is not silent in between.
 *
 * @param steps epoch milliseconds at which the first begins, and the length of each
 */
export function standingValues(
  values: readonly (number | null)[],
  { fromMs, stepMs }: { readonly fromMs: number; readonly stepMs: number },
  paces: readonly Pace[],
): (number | null)[] {
  let last: { readonly value: number; readonly step: number } | null = null;
  return values.map((value, step) => {
    if (value !== null) {
      last = { value, step };
      return value;
    }
    if (last === null) return null;
    const heldMs = (step - last.step) * stepMs;
    const promised = promisedReadings(paces, fromMs + last.step * stepMs, fromMs + last.step * stepMs + heldMs);
    return promised <= SILENT_AFTER_INTERVALS ? last.value : null;
  });
}
