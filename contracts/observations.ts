import { z } from 'zod';
import { box } from './geometry.ts';
import { epochMs, slug } from './ids.ts';
import { objectClass } from './road-users.ts';

/** What tracks did; `deviation`: that they did so more or less often than usual. Says what is there, never what it means. */
export const observationKind = z.enum([
  'entered',
  'left',
  'dwelled',
  'crossed',
  'stopped',
  'wrong-way',
  'crowd',
  'crowd-density',
  'left-behind',
  'fallen',
  'speed',
  'deviation',
]);
export type ObservationKind = z.infer<typeof observationKind>;

/** One thing a track did at one moment, as ingest writes it. */
export const observation = z.object({
  kind: observationKind,
  cameraId: slug,
  /** Zone or line it happened at; null when it belongs to the whole picture. */
  zoneId: slug.nullable(),
  /** Track within the camera; null for observations about several (crowd). Unique over restarts. */
  trackId: z.string().max(64).nullable(),
  class: objectClass.nullable(),
  /** `forward` or `backward` over a line. */
  direction: z.enum(['forward', 'backward']).nullable(),
  /**
   * Seconds for dwelled and stopped, people for crowd, people per 100 m² for crowd-density, km/h for speed, how many for deviation;
   * null otherwise.
   */
  value: z.number().nullable(),
  /** Half width of the 95 % interval of `value` where it is an estimate. */
  uncertainty: z.number().nullable(),
  score: z.number().min(0).max(1).nullable(),
  box: box.nullable(),
  capturedAt: epochMs,
  receivedAt: epochMs,
  perceivedAt: epochMs,
});
export type Observation = z.infer<typeof observation>;

/** One object followed by one camera, written when it ends (and refreshed while it lives). */
export const trackSummary = z.object({
  trackId: z.string().max(64),
  cameraId: slug,
  class: objectClass,
  score: z.number().min(0).max(1),
  firstAt: epochMs,
  lastAt: epochMs,
  looks: z.number().int().min(1),
  /** Foot points over time, thinned: [ms after firstAt, x, y], x and y in 0..1. */
  path: z.array(z.tuple([z.number().int(), z.number(), z.number()])).max(500),
});
export type TrackSummary = z.infer<typeof trackSummary>;
