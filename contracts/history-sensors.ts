import { z } from 'zod';
import { flowAnswer, historyNote, historyPlace, periodQuery, selectionQuery } from './history.ts';
import { instant, slug } from './ids.ts';
import { severity } from './rules.ts';

/** A limit of a rule, to be drawn across a series. */
export const threshold = z.object({
  ruleId: slug,
  ruleName: z.string(),
  severity,
  side: z.enum(['above', 'below']),
  limit: z.number(),
  clearAt: z.number(),
});

const sensorPoint = z.object({
  at: instant,
  /** Mean, lowest and highest of the trusted readings; null: there were none. */
  mean: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** Trusted readings, and those out of the plausible range. */
  count: z.number().int(),
  suspect: z.number().int(),
  /** Trusted readings as a share of those promised (`everyS`), at most 1. */
  observed: z.number(),
  /**
   * What is usual in this hour of the week: median of the means of such hours, and the marks between which nine of ten lie;
   * null: fewer than four such hours are known, or steps are longer than an hour.
   */
  usual: z.object({ usual: z.number(), low: z.number(), high: z.number() }).nullable(),
  /**
   * `above`, `below`: the mean lies outside those marks, and farther from the usual than three standard deviations (told
   * robustly) and than the marks are apart; null: it does not, or less than half was read.
   */
  unlike: z.enum(['above', 'below']).nullable(),
});

/** GET /api/history/sensor-series: one sensor over a time, with its limits and its silences. */
export const sensorSeriesQuery = periodQuery.extend({
  sensorId: slug,
  by: z.enum(['15min', 'hour', 'day', 'week', 'month']).optional(),
});
export type SensorSeriesQuery = z.infer<typeof sensorSeriesQuery>;
export const sensorSeriesAnswer = historyNote.extend({
  sensorId: slug,
  quantity: z.string(),
  unit: z.string(),
  everyS: z.number(),
  by: z.enum(['15min', 'hour', 'day', 'week', 'month']),
  /** Every step, also those without a reading. */
  points: z.array(sensorPoint),
  thresholds: z.array(threshold),
  /** Times without a trusted reading for more than three times `everyS` (at the steps' accuracy). */
  gaps: z.array(z.object({ from: instant, to: instant })),
  observed: z.number(),
  places: z.array(historyPlace),
});
export type SensorSeriesAnswer = z.infer<typeof sensorSeriesAnswer>;

/** GET /api/history/sensor-and-traffic: a sensor against counts, step by step on one axis of time. */
export const sensorTrafficQuery = selectionQuery.extend({
  sensorId: slug,
  by: z.enum(['hour', 'day']).default('hour'),
});
export type SensorTrafficQuery = z.infer<typeof sensorTrafficQuery>;
export const sensorTrafficAnswer = historyNote.extend({
  sensorId: slug,
  quantity: z.string(),
  unit: z.string(),
  by: z.enum(['hour', 'day']),
  points: z.array(sensorPoint.extend({ traffic: flowAnswer.shape.total })),
  /**
   * Spearman's rank correlation of the steps in which both are known (at least half watched), with its 95 % interval; the
   * second with what recurs by hour of the week taken from both. Says that two things go together, not why. null: fewer
   * than 10 such steps.
   */
  correlation: z.object({
    steps: z.number().int(),
    rank: z.number().nullable(),
    rankLow: z.number().nullable(),
    rankHigh: z.number().nullable(),
    withoutWeek: z.number().nullable(),
  }),
  places: z.array(historyPlace),
});
export type SensorTrafficAnswer = z.infer<typeof sensorTrafficAnswer>;
