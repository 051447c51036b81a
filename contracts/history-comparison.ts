import { z } from 'zod';
import {
  boundaries,
  dayOrInstant,
  figure,
  historyNote,
  historyPlace,
  periodQuery,
  selectionQuery,
  listOf,
} from './history.ts';
import { instant, slug } from './ids.ts';
import { mapPoint } from './geometry.ts';
import { objectClass } from './road-users.ts';
import { observationKind } from './observations.ts';

/**
 * GET /api/history/comparison: the period `from`–`to` (before) against `vsFrom`–`vsTo` (after), by whole days of the
 * city's calendar. `unit`: things or passenger-car units.
 */
export const comparisonQuery = selectionQuery.extend({
  vsFrom: dayOrInstant,
  vsTo: dayOrInstant,
  unit: z.enum(['count', 'car-units']).default('count'),
  /** Whether holidays (planning settings) are left out. */
  withoutHolidays: z.enum(['true', 'false']).default('true'),
  /** `same`: only lines and zones that were in service in both periods; `all`: also those that came or went between them. */
  lines: z.enum(['same', 'all']).default('same'),
});
export type ComparisonQuery = z.infer<typeof comparisonQuery>;

const comparedPeriod = z.object({
  from: instant,
  to: instant,
  figure,
  /** Days used, and those left out: less than half was watched, or nobody can tell what was missed; holidays; not over yet. */
  days: z.number().int(),
  daysTooDark: z.number().int(),
  daysHoliday: z.number().int(),
  daysOpen: z.number().int(),
  /** Mean of a day, each weekday weighing the same in both periods. */
  perDay: z.number().nullable(),
});

/**
 * `ratio` = after ÷ before of the weekday-weighted daily means, with its 95 % interval. `p`: how likely chance alone makes
 * a ratio at least as far from 1. Both allow for days that follow each other being alike; docs/planning.md says how.
 */
export const comparisonAnswer = historyNote.extend({
  before: comparedPeriod,
  after: comparedPeriod,
  ratio: z.number().nullable(),
  ratioLow: z.number().nullable(),
  ratioHigh: z.number().nullable(),
  p: z.number().nullable(),
  /** `more` and `fewer` only where p < 0.05. `too-little`: fewer than 5 comparable days on a side, or so few that no change could be told. */
  verdict: z.enum(['more', 'fewer', 'no-difference-shown', 'too-little']),
  weekdays: z.array(
    z.object({
      weekday: z.number().int().min(1).max(7),
      before: z.number().nullable(),
      after: z.number().nullable(),
      daysBefore: z.number().int(),
      daysAfter: z.number().int(),
    }),
  ),
  /** Lines and zones that were not in service in both periods, and are not counted on either side. */
  linesLeftOut: z.array(slug),
  places: z.array(historyPlace),
});
export type ComparisonAnswer = z.infer<typeof comparisonAnswer>;

/**
 * GET /api/history/usual: what is usual at a line or zone, for each hour of the week, as learned from the last 12 weeks
 * (hours that were not watched, and holidays, left out): the baselines deviations are told by.
 */
export const usualQuery = z.object({
  zoneId: slug,
  what: observationKind.default('crossed'),
  class: objectClass.optional(),
});
export const usualAnswer = z.object({
  zoneId: slug,
  what: observationKind,
  class: objectClass.nullable(),
  timeZone: z.string(),
  learnedAt: instant.nullable(),
  /**
   * Hours of the week 0 (Monday 00:00)..167 that are known. `usual`: median; `low`..`high`: nine of ten such hours lie
   * between; `spread`: a standard deviation, told robustly; `weeks`: hours it was learned from.
   */
  hours: z.array(
    z.object({
      slot: z.number().int().min(0).max(167),
      usual: z.number(),
      low: z.number(),
      high: z.number(),
      spread: z.number(),
      weeks: z.number().int(),
    }),
  ),
  places: z.array(historyPlace),
});
export type UsualAnswer = z.infer<typeof usualAnswer>;

/**
 * GET /api/history/hot-spots: how much happened where, step by step: the map over time. A time that nobody watched is not
 * a time in which nothing happened: `values` has null there, and `observed` says how much was watched.
 */
export const hotSpotQuery = periodQuery.extend({
  of: z.enum(['observations', 'alerts']).default('observations'),
  what: observationKind.default('crossed'),
  classes: listOf(objectClass, 14).optional(),
  areaIds: listOf(slug, 100).optional(),
  boundaries: boundaries.default('then'),
  step: z.enum(['hour', 'day', 'week', 'month', 'hour-of-day', 'weekday', 'none']).default('day'),
});
export type HotSpotQuery = z.infer<typeof hotSpotQuery>;
export const hotSpotAnswer = historyNote.extend({
  /** Steps in order: a moment, or the slot's number for steps that recur; one step with neither for `none`. */
  steps: z.array(z.object({ at: instant.nullable(), slot: z.number().int().nullable() })),
  /** Devices that have anything, and cameras that were in service, busiest first, with one value for each step. */
  spots: z.array(
    z.object({
      deviceId: slug,
      name: z.string(),
      place: mapPoint.nullable(),
      total: z.number(),
      /** Share of its time in service that was watched; null: not known, or not a camera's. */
      observed: z.number().nullable(),
      /** null: in service, but not watched, or not in service. */
      values: z.array(z.number().nullable()),
      /** Share of each step that was watched; null: not known, or not in service. Empty for alerts. */
      watched: z.array(z.number().nullable()),
    }),
  ),
});
export type HotSpotAnswer = z.infer<typeof hotSpotAnswer>;
