import { z } from 'zod';
import { alertState, stepKind } from './alerts.ts';
import { mapPoint } from './geometry.ts';
import { deviation } from './deviations.ts';
import { dayOrInstant, historyNote, historyPlace, listOf } from './history.ts';
import { alertId, instant, slug } from './ids.ts';
import { observationKind } from './observations.ts';
import { objectClass } from './road-users.ts';
import { severity } from './rules.ts';
import { cameraCondition } from './telemetry.ts';

/** Corners drawn on the map: `lat,lon;lat,lon;…`, 3 to 100. */
export const mapPolygon = z
  .string()
  .max(4000)
  .transform((text) =>
    text.split(';').map((corner) => {
      const [lat, lon, ...rest] = corner.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
      return { lat: rest.length > 0 ? Number.NaN : lat, lon };
    }),
  )
  .pipe(z.array(mapPoint).min(3).max(100));

/**
 * GET /api/history/events: what happened, newest first, a page at a time: go on with `after`. Words are looked for in
 * comments of alerts and in names of rules, devices and zones; capitals and diacritics do not matter.
 */
export const eventQuery = z.object({
  of: z.enum(['alerts', 'observations']).default('alerts'),
  from: dayOrInstant,
  to: dayOrInstant,
  words: z.string().trim().min(1).max(200).optional(),
  polygon: mapPolygon.optional(),
  areaIds: listOf(slug, 100).optional(),
  deviceIds: listOf(slug, 500).optional(),
  zoneIds: listOf(slug, 500).optional(),
  classes: listOf(objectClass, 14).optional(),
  /** Observations of these kinds; for alerts the kinds of rule conditions do not matter. */
  kinds: listOf(observationKind, 20).optional(),
  direction: z.enum(['forward', 'backward']).optional(),
  /** Seconds: of an observation's value (stays, stops), of an alert from raised to closed. */
  longerThanS: z.coerce.number().min(0).max(1e9).optional(),
  shorterThanS: z.coerce.number().min(0).max(1e9).optional(),
  states: listOf(alertState, 6).optional(),
  severities: listOf(severity, 3).optional(),
  ruleIds: listOf(slug, 100).optional(),
  after: z
    .string()
    .regex(/^\d{1,17}\.\d{1,17}$/, 'not a place in this list')
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type EventQuery = z.infer<typeof eventQuery>;

/** Where an event can be seen. Paths of the API; null: there is none (any more). */
const sight = z.object({
  picture: z.string().nullable(),
  clip: z.string().nullable(),
  /** Where in the clip its moment is, seconds from the clip's beginning. */
  clipAtS: z.number().min(0).nullable(),
  /** Camera and moment, to jump to in a recording. */
  cameraId: slug.nullable(),
  at: instant,
});

const eventBase = z.object({
  id: z.number().int().positive(),
  at: instant,
  deviceId: slug,
  deviceName: z.string(),
  zoneId: slug.nullable(),
  zoneName: z.string().nullable(),
  areaId: slug.nullable(),
  place: mapPoint.nullable(),
  class: objectClass.nullable(),
  value: z.number().nullable(),
  simulated: z.boolean(),
  sight,
});
export const alertEvent = eventBase.extend({
  of: z.literal('alerts'),
  ruleId: slug,
  ruleName: z.string(),
  severity,
  state: alertState,
  unit: z.string().nullable(),
  count: z.number().int(),
  /** Seconds from raised to closed; null: not closed. */
  durationS: z.number().nullable(),
  /** Comments in which the words were found. */
  comments: z.array(z.string()),
});
export const observationEvent = eventBase.extend({
  of: z.literal('observations'),
  kind: observationKind,
  direction: z.enum(['forward', 'backward']).nullable(),
  trackId: z.string().nullable(),
  score: z.number().nullable(),
  /** What is usual and how far it is from it; null but for deviations. */
  deviation: deviation.nullable(),
});
export const eventPage = z.object({
  timeZone: z.string(),
  events: z.array(z.discriminatedUnion('of', [alertEvent, observationEvent])),
  /** Give it as `after` for the next page; null: there are no more. */
  next: z.string().nullable(),
});
export type EventPage = z.infer<typeof eventPage>;
export type HistoryEvent = EventPage['events'][number];

/** Lengths of the steps the past can be played in, seconds. */
export const PAST_STEPS_S: readonly number[] = [60, 300, 900, 3600, 21_600, 86_400];

/**
 * GET /api/history/past: everything the map needs to play a time: counts of lines and zones, readings of sensors,
 * conditions of cameras and alerts. At most 1500 steps, and those shorter than 15 minutes for at most a day. Where a city
 * is so large that the answer would be too, longer steps are taken, as its `stepS` says.
 */
export const pastQuery = z.object({
  from: dayOrInstant,
  to: dayOrInstant,
  stepS: z.coerce
    .number()
    .int()
    .refine((step) => PAST_STEPS_S.includes(step), 'must be 60, 300, 900, 3600, 21600 or 86400')
    .default(900),
  areaIds: listOf(slug, 100).optional(),
  /** Only these are told, the others come empty; all of them when left out. */
  parts: listOf(z.enum(['flows', 'sensors', 'cameras', 'alerts']), 4).optional(),
});
export type PastQuery = z.infer<typeof pastQuery>;

export const pastAnswer = historyNote.extend({
  stepS: z.number().int(),
  /** Number of steps; step i begins at `from` + i × `stepS`. */
  steps: z.number().int(),
  /** Crossings of lines in each direction, entries into zones: one value for each step. */
  flows: z.array(
    z.object({
      zoneId: slug,
      cameraId: slug,
      forward: z.array(z.number()),
      backward: z.array(z.number()),
      entered: z.array(z.number()),
    }),
  ),
  /** Mean of each step; null: no trusted reading. `state` by the rules as they are now: 0 ok, 1 warning, 2 critical. */
  sensors: z.array(
    z.object({ sensorId: slug, values: z.array(z.number().nullable()), states: z.array(z.number().int().nullable()) }),
  ),
  /** Conditions of cameras: the one at the beginning (null: not known) and every change. */
  cameras: z.array(
    z.object({
      cameraId: slug,
      first: cameraCondition.nullable(),
      changes: z.array(z.object({ at: instant, condition: cameraCondition })),
    }),
  ),
  /** Alerts that were active at any moment of the period, oldest first, at most 2000. */
  alerts: z.array(
    z.object({
      id: alertId,
      ruleName: z.string(),
      severity,
      deviceId: slug,
      deviceName: z.string(),
      zoneName: z.string().nullable(),
      place: mapPoint.nullable(),
      raisedAt: instant,
      /** When it was closed; null: not yet. */
      closedAt: instant.nullable(),
      steps: z.array(z.object({ at: instant, kind: stepKind })),
    }),
  ),
  moreAlerts: z.boolean(),
  places: z.array(historyPlace),
});
export type PastAnswer = z.infer<typeof pastAnswer>;
