import { z } from 'zod';
import { alert, alertState, alertStep, assignee, stepKind } from './alerts.ts';
import { area, cameraSettings, label, sensorSettings, zoneSettings } from './devices.ts';
import { FIELD_FAULTS } from './field-faults.ts';
import { instant, slug, cursor } from './ids.ts';
import { hold } from './retention.ts';
import { ruleSettings, severity } from './rules.ts';
import { cameraCondition, quality, streamFault } from './telemetry.ts';
import { timeZone } from './time-zone.ts';
import { unit } from './units.ts';

/** Address of map tiles: https, http, or a path on the gateway itself. */
const mapUrl = z
  .string()
  .max(1000)
  .regex(/^(https?:\/\/[^\s"'<>;,]+|\/[^\s"'<>;,]*)$/, 'must be an http(s) address or a path');

/** What somebody is here for. */
export const role = z.enum(['operator', 'police', 'planner', 'admin']);
export type Role = z.infer<typeof role>;

/**
 * POST /api/session: signs in, answers with the {@link account} and sets the session's cookie.
 * DELETE /api/session signs out here, DELETE /api/sessions everywhere.
 */
export const signIn = z.object({ username: z.string().min(1).max(64), password: z.string().min(1).max(200) });

/** GET /api/session: who I am. `areaIds` null: the whole city. */
export const account = z.object({
  username: slug,
  name: z.string(),
  role,
  areaIds: z.array(slug).nullable(),
  /** The unit they belong to: what is handed to it, they see. */
  unitId: slug.nullable().default(null),
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
  /** Kilobits of coded pictures a second; null where it is not known. */
  kbps: z.number().nullable(),
  lastFrameAt: instant.nullable(),
});
export type Camera = z.infer<typeof camera>;

/** A sensor with its latest reading. */
export const sensor = sensorSettings.omit({ url: true }).extend({
  /** The address without credentials; only for admins. null as well when it speaks MQTT itself. */
  url: z.string().nullable(),
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

/** GET, PUT /api/settings/city: what the city is called, where it lies, and its base map. */
export const citySettings = z.object({
  name: z.object({ vi: label, en: label }),
  timeZone,
  centre: z.object({
    lat: z.number().min(-90).max(90),
    lon: z.number().min(-180).max(180),
    zoom: z.number().min(1).max(22),
  }),
  /** null: the base map shipped with the product. */
  baseMap: z
    .discriminatedUnion('kind', [
      z.object({
        kind: z.literal('raster'),
        url: mapUrl,
        attribution: z.string().max(500),
        maxZoom: z.number().min(1).max(24),
      }),
      z.object({ kind: z.literal('pmtiles'), url: mapUrl, attribution: z.string().max(500) }),
    ])
    .nullable(),
});
export type CitySettings = z.infer<typeof citySettings>;

/** GET /api/city: everything the map needs to draw itself, as far as one may see it. */
export const city = citySettings.extend({
  areas: z.array(area),
  units: z.array(unit),
  agents: z.array(agent),
  cameras: z.array(camera),
  sensors: z.array(sensor),
  zones: z.array(zoneSettings),
  rules: z.array(ruleSettings.extend({ version: z.number().int() })),
  /** Times whose data were made up, of a device or (null) of all: whatever shows them says so. */
  simulated: z.array(z.object({ from: instant, to: instant, deviceId: slug.nullable() })),
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
export const alertDetail = z.object({
  alert,
  steps: z.array(alertStep),
  /** What keeps it from being removed, and what did; newest first. */
  holds: z.array(hold),
});
export type AlertDetail = z.infer<typeof alertDetail>;

/**
 * POST /api/alerts/:id/steps, answers with the {@link alertDetail} after it. 409 `changed` when `ifVersion` is not the
 * alert's version any more, 409 `wrong-step` when its state does not allow the step, or when what is to be undone was not the last
 * step, or somebody else's, or too long ago; both carry the newest `detail`.
 */
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

/** GET /api/sensors/:id/measurements?from&to&maxPoints: without `to` until now, without `from` the 24 h before `to`. */
export const seriesQuery = z.object({
  from: instant.optional(),
  to: instant.optional(),
  maxPoints: z.coerce.number().int().min(10).max(5000).default(1000),
});
export const measurementSeries = z.object({
  sensorId: slug,
  unit: z.string(),
  /** null: the readings themselves. Else each point stands for so many seconds from `at` on. */
  bucketS: z.number().nullable(),
  points: z.array(
    z.object({
      at: instant,
      /** The reading, or the mean of the span. */
      value: z.number(),
      /** Lowest and highest reading of the span; absent for single readings. */
      min: z.number().optional(),
      max: z.number().optional(),
      quality,
    }),
  ),
});
export type MeasurementSeries = z.infer<typeof measurementSeries>;

/** One field of a request that was refused. */
export const faultyField = z.object({
  path: z.string(),
  /** In English. */
  message: z.string(),
  /** For screens that have texts of their own. */
  code: z.enum(FIELD_FAULTS).optional(),
  /** Numbers of the corners, sides or points it is about, from 1; for a boundary longitude and latitude. */
  at: z.array(z.number()).optional(),
});
export type FaultyField = z.infer<typeof faultyField>;

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
      'not-stored',
      'internal',
    ]),
    message: z.string(),
    /** Where in the request, for `bad-request`. */
    fields: z.array(faultyField).optional(),
    /** For `locked-out` and `too-many`: seconds until it may be tried again; also in the header Retry-After. */
    retryAfterS: z.number().int().min(1).optional(),
  }),
  /** The alert as it is now, when a step came too late (`changed`, `wrong-step`, `conflict`). */
  detail: alertDetail.optional(),
});
export type ApiError = z.infer<typeof apiError>;
