import { z } from 'zod';
import { alert, alertState, alertStep, assignee, stepKind } from './alerts.ts';
import { area, cameraSettings, sensorSettings, zoneSettings } from './devices.ts';
import { instant, slug, cursor } from './ids.ts';
import { ruleSettings, severity } from './rules.ts';
import { cameraCondition, quality, streamFault } from './telemetry.ts';

/** What somebody is here for. */
export const role = z.enum(['operator', 'police', 'planner', 'admin']);
export type Role = z.infer<typeof role>;

/** POST /api/session */
export const signIn = z.object({ username: z.string().min(1).max(64), password: z.string().min(1).max(200) });

/** GET /api/session: who I am. `areaIds` null: the whole city. */
export const account = z.object({
  username: slug,
  name: z.string(),
  role,
  areaIds: z.array(slug).nullable(),
  locale: z.enum(['vi', 'en']),
});
export type Account = z.infer<typeof account>;

/** A camera as the console gets it: settings without its address, and how it is now. */
export const camera = cameraSettings.omit({ url: true }).extend({
  /** The address without credentials; only for admins. */
  url: z.string().nullable(),
  areaId: slug.nullable(),
  condition: cameraCondition,
  fault: streamFault.nullable(),
  conditionSince: instant.nullable(),
  fps: z.number(),
  lastFrameAt: instant.nullable(),
});
export type Camera = z.infer<typeof camera>;

/** A sensor with its latest reading. */
export const sensor = sensorSettings.omit({ url: true }).extend({
  areaId: slug.nullable(),
  value: z.number().nullable(),
  at: instant.nullable(),
  quality: quality.nullable(),
  /** ok, silent (nothing for three times `everyS`), or beyond a rule's limit. */
  state: z.enum(['ok', 'silent', 'warning', 'critical']),
});
export type Sensor = z.infer<typeof sensor>;

export const agent = z.object({
  id: slug,
  name: z.string(),
  state: z.enum(['online', 'offline']),
  at: instant.nullable(),
});
export type Agent = z.infer<typeof agent>;

/** GET /api/city: everything the map needs to draw itself, as far as one may see it. */
export const city = z.object({
  name: z.object({ vi: z.string(), en: z.string() }),
  timeZone: z.string(),
  centre: z.object({ lat: z.number(), lon: z.number(), zoom: z.number() }),
  /** null: the base map shipped with the product. */
  baseMap: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('raster'), url: z.string(), attribution: z.string(), maxZoom: z.number() }),
      z.object({ kind: z.literal('pmtiles'), url: z.string(), attribution: z.string() }),
    ])
    .nullable(),
  areas: z.array(area),
  agents: z.array(agent),
  cameras: z.array(camera),
  sensors: z.array(sensor),
  zones: z.array(zoneSettings),
  rules: z.array(ruleSettings.extend({ version: z.number().int() })),
  serverTime: instant,
});
export type City = z.infer<typeof city>;

/** GET /api/alerts?… */
export const alertQuery = z.object({
  state: z.union([z.literal('active'), z.literal('all'), alertState]).default('active'),
  severity: severity.optional(),
  areaId: slug.optional(),
  deviceId: slug.optional(),
  ruleId: slug.optional(),
  from: instant.optional(),
  to: instant.optional(),
  beforeId: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
export type AlertQuery = z.infer<typeof alertQuery>;

/** `cursor`: give it to the live push to get every change since this answer. */
export const alertPage = z.object({ alerts: z.array(alert), cursor, more: z.boolean() });
export type AlertPage = z.infer<typeof alertPage>;

/** GET /api/alerts/:id */
export const alertDetail = z.object({ alert, steps: z.array(alertStep) });
export type AlertDetail = z.infer<typeof alertDetail>;

/** POST /api/alerts/:id/steps. 409 `changed` when `ifVersion` is not the alert's version any more. */
export const newStep = z
  .object({
    kind: stepKind.exclude(['raised', 'escalated', 'cleared']),
    text: z.string().trim().min(1).max(4000).optional(),
    assignee: assignee.optional(),
    deadlineAt: instant.optional(),
    ifVersion: z.number().int().min(1).optional(),
  })
  .refine((step) => step.kind !== 'comment' || step.text !== undefined, {
    message: 'a comment needs a text',
    path: ['text'],
  })
  .refine((step) => step.kind !== 'false-alarm' || step.text !== undefined, {
    message: 'say why it is a false alarm',
    path: ['text'],
  })
  .refine((step) => step.kind !== 'dispatched' || step.assignee !== undefined, {
    message: 'say to whom',
    path: ['assignee'],
  });
export type NewStep = z.infer<typeof newStep>;

/** GET /api/sensors/:id/measurements?from&to */
export const measurementSeries = z.object({
  sensorId: slug,
  unit: z.string(),
  points: z.array(z.object({ at: instant, value: z.number(), quality })),
});
export type MeasurementSeries = z.infer<typeof measurementSeries>;

/** Body of every answer that is not a success. */
export const apiError = z.object({
  error: z.object({
    code: z.enum([
      'bad-request',
      'not-signed-in',
      'wrong-credentials',
      'locked-out',
      'not-allowed',
      'not-found',
      'changed',
      'conflict',
      'too-large',
      'too-many',
      'wrong-step',
      'unavailable',
      'internal',
    ]),
    message: z.string(),
    /** Where in the request, for `bad-request`. */
    fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
});
export type ApiError = z.infer<typeof apiError>;
