import { z } from 'zod';
import { instant } from './ids.ts';

/**
 * From where on a count is no longer as usual. `more`: at least `factor` times the usual of such an hour, and at least
 * `atLeast`; `fewer`: at most the usual divided by `factor`, where at least `atLeast` are usual.
 */
export const deviationMark = z.object({
  /** Crossings of a line, or entries into a zone. */
  what: z.enum(['crossed', 'entered']),
  side: z.enum(['more', 'fewer']),
  factor: z.number().min(1.2).max(100),
  atLeast: z.number().int().min(1).max(1_000_000),
});
export type DeviationMark = z.infer<typeof deviationMark>;

/** Marks that are looked for everywhere, whether a rule asks for them or not. */
export const COMMON_MARKS: readonly DeviationMark[] = (['crossed', 'entered'] as const).flatMap((what) => [
  { what, side: 'more', factor: 2, atLeast: 20 },
  { what, side: 'fewer', factor: 3, atLeast: 20 },
]);

/** What an observation of kind `deviation` says beside the count, which is its `value`. */
export const deviation = deviationMark.extend({
  /** Median of such hours, and a standard deviation told robustly. */
  usual: z.number(),
  spread: z.number(),
  /** Hours it was learned from. */
  weeks: z.number().int(),
  /** Share of the hour that was watched, 0..1; null: not known yet, because the hour was not over. */
  watched: z.number().min(0).max(1).nullable(),
  /** The hour. */
  from: instant,
  to: instant,
});
export type Deviation = z.infer<typeof deviation>;
