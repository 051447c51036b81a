import { z } from 'zod';
import { mapPoint } from './geometry.ts';
import { instant, slug } from './ids.ts';
import { observationKind } from './observations.ts';
import { objectClass } from './road-users.ts';

/** Most rows one answer holds. More is refused: ask for longer steps or less, or take an export. */
export const MOST_ROWS = 10_000;

/** Several values in one query parameter, separated by commas. */
export function listOf<T extends z.ZodType<unknown, string>>(item: T, most: number) {
  return z
    .string()
    .max(most * 66)
    .transform((text) => text.split(','))
    .pipe(z.array(item).min(1).max(most));
}

/** A moment, or a day of the city's calendar (`2024-02-29`), which stands for its first moment. */
export const dayOrInstant = z.union([instant, z.iso.date()]);

/** Which boundaries areas mean: those of the time (as stamped on the rows), or those of today, by where devices stand. */
export const boundaries = z.enum(['then', 'now']);

/** From `from` up to, not including, `to`; each on a quarter of an hour. */
export const periodQuery = z.object({ from: dayOrInstant, to: dayOrInstant });

/** Which counts are asked for. What is left out is not restricted. */
export const selectionQuery = periodQuery.extend({
  /** What is counted; crossings of lines unless said otherwise. */
  what: observationKind.default('crossed'),
  cameraIds: listOf(slug, 500).optional(),
  /** Zones and lines, also those deleted since. */
  zoneIds: listOf(slug, 500).optional(),
  /** Areas with everything below them. */
  areaIds: listOf(slug, 100).optional(),
  classes: listOf(objectClass, 14).optional(),
  direction: z.enum(['forward', 'backward']).optional(),
  boundaries: boundaries.default('then'),
});
export type SelectionQuery = z.infer<typeof selectionQuery>;

/**
 * A number one can defend. `counted` is what was seen; `observed` the share of the time that was watched (0..1);
 * `estimated` what would have been counted had everything been watched, ± `plusMinus` (half width of the 95 % interval).
 * null: cannot be said. docs/planning.md says how.
 */
export const figure = z.object({
  counted: z.number(),
  observed: z.number().min(0).max(1).nullable(),
  estimated: z.number().nullable(),
  plusMinus: z.number().nullable(),
});
export type Figure = z.infer<typeof figure>;

/** The same in things and in passenger-car units (factors: planning settings). */
export const twoFigures = z.object({ count: figure, carUnits: figure });

/** What every answer about the past says of itself. */
export const historyNote = z.object({
  from: instant,
  to: instant,
  timeZone: z.string(),
  boundaries,
  /** Everything written before this moment is in the sums; null: nothing was summed yet. */
  summedUntil: instant.nullable(),
  /** Parts of the period whose data are simulated (the demo's): say so wherever they are shown. */
  simulated: z.array(z.object({ from: instant, to: instant })),
});
export type HistoryNote = z.infer<typeof historyNote>;

/** A camera, line, zone, sensor or area that an answer speaks of, by the name it has or last had. */
export const historyPlace = z.object({
  kind: z.enum(['camera', 'zone', 'line', 'sensor', 'area']),
  id: slug,
  name: z.string(),
  nameEn: z.string().nullable(),
  /** Camera of a zone or line. */
  cameraId: slug.nullable(),
  /** Area it stands in, or stood in last; parent of an area. */
  areaId: slug.nullable(),
  place: mapPoint.nullable(),
  /** When it was deleted or, of an area, ended; null: it is there. */
  goneAt: instant.nullable(),
});
export type HistoryPlace = z.infer<typeof historyPlace>;

/** GET /api/history/places: what one may ask about, deleted things included, and since when there are data. */
export const historyPlaces = z.object({
  timeZone: z.string(),
  /** First and last bucket that holds anything. */
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
  simulated: historyNote.shape.simulated,
  places: z.array(historyPlace),
});
export type HistoryPlaces = z.infer<typeof historyPlaces>;

/**
 * Steps of time. The first seven follow the calendar and give `at`; the others add up what recurs and give `slot`:
 * hour-of-day 0..23, weekday 1 (Monday)..7, hour-of-week 0 (Monday 00:00)..167, month-of-year 1..12, season 0.. (in the
 * order of the planning settings). All in the city's zone.
 */
export const timeStep = z.enum([
  'none',
  '15min',
  'hour',
  'day',
  'week',
  'month',
  'year',
  'hour-of-day',
  'weekday',
  'hour-of-week',
  'month-of-year',
  'season',
]);
export type TimeStep = z.infer<typeof timeStep>;

/** What a count can be taken apart by. */
export const splitKey = z.enum(['class', 'direction', 'camera', 'zone', 'area']);
export type SplitKey = z.infer<typeof splitKey>;

/** GET /api/history/flows: how many, by time and by part. A calendar is `by=day`; a week's pattern `by=hour-of-week`. */
export const flowQuery = selectionQuery.extend({
  by: timeStep.default('day'),
  split: listOf(splitKey, 3).optional(),
});
export type FlowQuery = z.infer<typeof flowQuery>;

/** The part a row is about: only the keys that were asked for in `split` are there. null: not known. */
export const flowKey = z.object({
  class: objectClass.nullable().optional(),
  direction: z.enum(['forward', 'backward']).nullable().optional(),
  cameraId: slug.optional(),
  zoneId: slug.nullable().optional(),
  areaId: slug.nullable().optional(),
});
export type FlowKey = z.infer<typeof flowKey>;

export const flowAnswer = historyNote.extend({
  by: timeStep,
  /** The whole selection. */
  total: twoFigures,
  /** Each part over the whole period; one without `split`. */
  parts: z.array(twoFigures.extend({ key: flowKey })),
  /** Each step that has anything, for each part; in order of time. A step that is not there counted nothing. */
  rows: z.array(twoFigures.extend({ at: instant.nullable(), slot: z.number().int().nullable(), key: flowKey })),
  /** How often each slot occurred in the period (so many Mondays), for means; empty for steps of the calendar. */
  occurrences: z.array(z.object({ slot: z.number().int(), times: z.number() })),
  /** Names of everything the keys speak of. */
  places: z.array(historyPlace),
});
export type FlowAnswer = z.infer<typeof flowAnswer>;

/**
 * GET /api/history/movements: who came over one line of a camera and went on over another (within 10 minutes): turning
 * movements at a junction, origins and destinations.
 */
export const movementQuery = selectionQuery
  .omit({ what: true, cameraIds: true, zoneIds: true, direction: true })
  .extend({
    cameraId: slug,
    by: z.enum(['none', 'hour-of-day', 'weekday', 'hour', 'day', 'month']).default('none'),
    split: listOf(z.enum(['class']), 1).optional(),
  });
export type MovementQuery = z.infer<typeof movementQuery>;

const lineEnd = z.object({ zoneId: slug, direction: z.enum(['forward', 'backward']).nullable() });
export const movementAnswer = historyNote.extend({
  cameraId: slug,
  /** Pairs of lines; `meanS`: seconds from one to the other. */
  rows: z.array(
    twoFigures.extend({
      at: instant.nullable(),
      slot: z.number().int().nullable(),
      origin: lineEnd,
      destination: lineEnd,
      class: objectClass.nullable().optional(),
      meanS: z.number().nullable(),
    }),
  ),
  /** All crossings of each line end in the period, whether they belong to a pair or not. */
  lines: z.array(lineEnd.extend({ count: figure, arrivedFromOther: z.number(), wentOnToOther: z.number() })),
  places: z.array(historyPlace),
});
export type MovementAnswer = z.infer<typeof movementAnswer>;

/** Spread of a quantity as a histogram of bins `[from, to)`, with quantiles read from it. */
export const spread = z.object({
  count: z.number(),
  mean: z.number().nullable(),
  /** Quantile 0..1 → value, interpolated within its bin. */
  quantiles: z.array(z.object({ q: z.number(), value: z.number() })),
  bins: z.array(z.object({ from: z.number(), to: z.number(), count: z.number() })),
});
export type Spread = z.infer<typeof spread>;
const spreadStep = z.enum(['none', 'hour-of-day', 'weekday', 'day', 'month']);

/**
 * The spread there would have been had everything been watched: each hour of the day weighs by what was estimated of it,
 * not by what was seen. `low`..`high`: where the quantile lies by chance alone, 95 %. Only where something was missed,
 * and enough was seen to tell; else null.
 */
export const adjustedSpread = z
  .object({
    mean: z.number().nullable(),
    quantiles: z.array(z.object({ q: z.number(), value: z.number(), low: z.number(), high: z.number() })),
  })
  .nullable();
export type AdjustedSpread = z.infer<typeof adjustedSpread>;

/** GET /api/history/stays: how long things stayed in zones, and how many were in them at once. */
export const stayQuery = selectionQuery
  .omit({ what: true, direction: true })
  .extend({ by: spreadStep.default('none') });
export const stayAnswer = historyNote.extend({
  /** Seconds of stays that ended in the period. Values read from bins are within `binError` (a fraction) of the truth. */
  stays: spread,
  binError: z.number(),
  /** How many stays ended, with what was missed. */
  count: figure,
  adjusted: adjustedSpread,
  observed: z.number().nullable(),
  /**
   * Things inside at once, each value the mean over a quarter of an hour. Quarters of hours in which less than nine
   * tenths of the cameras' time was watched are left out, as `darkQuarters` says: nobody seen is not nobody there.
   */
  occupancy: spread,
  darkQuarters: z.number(),
  rows: z.array(
    z.object({
      at: instant.nullable(),
      slot: z.number().int().nullable(),
      count: z.number(),
      figure,
      medianS: z.number().nullable(),
      p85S: z.number().nullable(),
      /** null: none of the step was watched enough. */
      meanOccupancy: z.number().nullable(),
    }),
  ),
  places: z.array(historyPlace),
});
export type StayAnswer = z.infer<typeof stayAnswer>;

/** GET /api/history/speeds: how fast vehicles were at lines and zones with calibrated cameras. */
export const speedQuery = selectionQuery
  .omit({ what: true })
  .extend({ by: spreadStep.default('none'), limitKmh: z.coerce.number().min(1).max(300).optional() });
export const speedAnswer = historyNote.extend({
  speeds: spread,
  /** Values read from bins are within so many km/h of the truth. */
  binErrorKmh: z.number(),
  /** How many were measured, with what was missed. */
  count: figure,
  adjusted: adjustedSpread,
  observed: z.number().nullable(),
  /** Share of vehicles above `limitKmh`, when that was asked. */
  overLimit: z.number().nullable(),
  rows: z.array(
    z.object({
      at: instant.nullable(),
      slot: z.number().int().nullable(),
      count: z.number(),
      figure,
      p15: z.number().nullable(),
      p50: z.number().nullable(),
      p85: z.number().nullable(),
      overLimit: z.number().nullable(),
    }),
  ),
  places: z.array(historyPlace),
});
export type SpeedAnswer = z.infer<typeof speedAnswer>;
