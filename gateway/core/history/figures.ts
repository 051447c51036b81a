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
export const MOST_UNKNOWN = 0.01;
/** Half width of the 95 % interval in standard deviations. */
const Z95 = 1.96;

/**
 * A number with how much of it was seen and what it would have been.
 *
 * @param watch null: nothing is known of the time.
 */
export function figureOf(counted: number, watch: Watch | null, missed: Missed | null): Figure {
  const seen = round(counted, 6);
  if (watch === null || watch.inService <= 0)
    return { counted: seen, observed: null, estimated: null, plusMinus: null };
  const observed = round(Math.min(1, Math.max(0, 1 - watch.missing / watch.inService)), 4);
  if (missed === null || watch.unknown > MOST_UNKNOWN * watch.inService)
    return { counted: seen, observed, estimated: null, plusMinus: null };
  return {
    counted: seen,
    observed,
    estimated: round(counted + missed.missed, 1),
    plusMinus: round(Z95 * Math.sqrt(Math.max(0, missed.variance)), 1),
  };
}

/** A part of which as much was missed, in proportion, as of a whole whose figure is known. */
export function scaledFigure(counted: number, whole: Figure): Figure {
  const seen = { counted: round(counted, 6), observed: whole.observed };
  if (whole.estimated === null || whole.plusMinus === null || whole.counted <= 0)
    return { ...seen, estimated: null, plusMinus: null };
  const ratio = whole.estimated / whole.counted;
  const ofWhole = (counted * whole.plusMinus) / whole.counted;
  const ofChance = Z95 * Math.sqrt(Math.max(0, counted * (ratio - 1)));
  return { ...seen, estimated: round(counted * ratio, 1), plusMinus: round(Math.hypot(ofWhole, ofChance), 1) };
}

/** Sums of fractions carry an error in the last places that nobody should see. */
export function round(value: number, places: number): number {
  const factor = 10 ** places;
  return Math.round(value * factor) / factor;
}
