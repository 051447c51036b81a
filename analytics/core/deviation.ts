import type { DeviationMark } from '../../contracts/deviations.ts';

/** What was counted in an hour and what is usual in such hours. */
export type HourCount = {
  readonly counted: number;
  /** Median, and a standard deviation told robustly. */
  readonly usual: number;
  readonly spread: number;
  /** Hours it was learned from. */
  readonly weeks: number;
  /** The hour is over, its accounts are in, and it was in service all the time. */
  readonly isWhole: boolean;
  /** Share of the hour that was watched, 0..1; null: not known yet. */
  readonly watched: number | null;
};

/** So far from the usual is not chance, standard deviations. */
const NOT_CHANCE = 3;
/** Fewer hours than these tell nothing of what is usual. */
export const FEWEST_WEEKS = 4;
/** Of an hour that was watched for less, nobody knows whether there was little or little was seen. */
const WATCHED_WELL = 0.9;

/**
 * Whether a count has passed a mark, and is so far from the usual that it is not chance: the spread of such hours and the
 * chance of counting (Poisson) together. More can be told while the hour runs, whatever was not watched: what was
 * counted was there. Fewer only of a whole hour that was watched, in proportion to how much of it was.
 */
export function passes(
  { counted, usual, spread, weeks, isWhole, watched }: HourCount,
  { side, factor, atLeast }: DeviationMark,
): boolean {
  if (weeks < FEWEST_WEEKS) return false;
  const chance = NOT_CHANCE * Math.sqrt(Math.max(usual, 1) + spread * spread);
  if (side === 'more') return counted >= atLeast && counted >= factor * usual && counted - usual >= chance;
  if (!isWhole || watched === null || watched < WATCHED_WELL || usual < atLeast) return false;
  const inFull = counted / watched;
  return inFull <= usual / factor && usual - inFull >= chance;
}
