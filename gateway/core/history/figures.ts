import type { Figure } from '../../../contracts/history.ts';

/** Minutes in service and what is known of them. */
export type Watch = {
  readonly inService: number;
  /** Minutes of these that were not watched, and those of them in which nobody can tell what was missed. */
  readonly missing: number;
  readonly unknown: number;
};

/** What was probably missed. */
export type Missed = { readonly missed: number; readonly variance: number };

/** Up to this share of the time may be unknown before nothing is estimated. */
const MOST_UNKNOWN = 0.01;
/** Half width of the 95 % interval in standard deviations. */
const Z95 = 1.96;

/**
 * A number with how much of it was seen and what it would have been.
 *
 * @param watch null: nothing is known of the time.
 */
export function figureOf(counted: number, watch: Watch | null, missed: Missed | null): Figure {
  const seen = { counted: round(counted, 6) };
  if (watch === null || watch.inService <= 0) return { ...seen, observed: null, estimated: null, plusMinus: null };
  const observed = round(Math.min(1, Math.max(0, 1 - watch.missing / watch.inService)), 4);
  if (missed === null || watch.unknown > MOST_UNKNOWN * watch.inService)
    return { ...seen, observed, estimated: null, plusMinus: null };
  return {
    ...seen,
    observed,
    estimated: round(counted + missed.missed, 1),
    plusMinus: round(Z95 * Math.sqrt(Math.max(0, missed.variance)), 1),
  };
}

/** Sums of fractions carry an error in the last places that nobody should see. */
export function round(value: number, places: number): number {
  const factor = 10 ** places;
  return Math.round(value * factor) / factor;
}
