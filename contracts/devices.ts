import { z } from 'zod';
import { faultParams } from './field-faults.ts';
import { slug, instant } from './ids.ts';
import { boundary, directedLine, drawingIssue, mapPoint, picturePoint, polygon } from './geometry.ts';
import { calibrationTrouble } from './homography.ts';

/** Free text shown on screens: trimmed, 1–200 characters, no control characters. */
export const label = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text), {
    message: 'control characters are not allowed',
    params: faultParams('control-characters'),
  });

/** An administrative unit. Boundaries change: each version of an area is valid from one moment to another. */
export const area = z.object({
  id: slug,
  kind: z.enum(['country', 'province', 'city', 'ward']),
  nameVi: label,
  nameEn: label,
  parentId: slug.nullable(),
  validFrom: instant,
  validTo: instant.nullable(),
  /** The area it was merged into when it ended: whoever was for this one is for that one from then on. */
  successorId: slug.nullable().default(null),
  outline: boundary.nullable(),
});
export type Area = z.infer<typeof area>;

/** How soon a camera may be slowed down when the machine is full. */
export const priority = z.enum(['low', 'normal', 'high']);

/** A stream address. Credentials inside it never leave the store except towards the camera's own agent. */
export const streamUrl = z
  .string()
  .max(1000)
  .refine((text) => URL.canParse(text) && /^rtsps?:$/.test(new URL(text).protocol), {
    message: 'must be an rtsp:// or rtsps:// address',
    params: faultParams('not-rtsp'),
  });

/** How far from the camera a point of a calibration may lie, metres. */
const FARTHEST_M = 5000;
const groundM = z.number().min(-FARTHEST_M).max(FARTHEST_M);

/** Four points of the picture and where they lie on the ground in metres (local east, north). */
export const calibration = z
  .object({
    points: z.array(z.object({ picture: picturePoint, groundM: z.tuple([groundM, groundM]) })).length(4),
    /** Where on the map [0, 0] lies, when the points were set on the map; absent when they were measured on the ground. */
    origin: mapPoint.optional(),
  })
  .superRefine((value, ctx) => {
    const fault = value.points.length === 4 ? calibrationTrouble(value) : null;
    if (fault) ctx.addIssue({ ...drawingIssue(fault), path: ['points'] });
  });
export type Calibration = z.infer<typeof calibration>;

/** A camera as an admin describes it. */
export const cameraSettings = z.object({
  id: slug,
  agentId: slug,
  name: label,
  url: streamUrl,
  place: mapPoint,
  /** Where it looks: degrees clockwise from north. */
  headingDeg: z.number().min(0).lt(360),
  /** Horizontal angle of view in degrees. */
  fieldOfViewDeg: z.number().min(5).max(360),
  /** How far it usefully sees, in metres. */
  rangeM: z.number().min(1).max(2000),
  /** Pictures looked at per second while something moves. */
  sampleFps: z.number().min(0.2).max(25),
  priority,
  /** It looks straight down on a road: what a model takes for phones or suitcases as large as cars are roofs of cars. */
  looksDown: z.boolean().default(false),
  /** Parts of the picture whose movement is ignored. */
  masks: z.array(polygon).max(16),
  /** Turns places in the picture into places on the ground; null: no speeds. */
  calibration: calibration.nullable().default(null),
  enabled: z.boolean(),
});
export type CameraSettings = z.infer<typeof cameraSettings>;

/** What a sensor measures. The unit belongs to the quantity, so that no reading is ambiguous. */
export const quantity = z.enum([
  'water-level',
  'pm25',
  'pm10',
  'temperature',
  'humidity',
  'noise',
  'rain',
  'co2',
  'battery',
  'traffic-count',
  'other',
]);
export type Quantity = z.infer<typeof quantity>;

/** A sensor as an admin describes it. */
export const sensorSettings = z.object({
  id: slug,
  /** The agent that polls it; null when it speaks MQTT itself. */
  agentId: slug.nullable(),
  name: label,
  quantity,
  unit: z.string().trim().min(1).max(16),
  place: mapPoint,
  /** JSON endpoint the agent polls; null when the sensor speaks MQTT itself. */
  url: z
    .url({ protocol: /^https?$/ })
    .max(1000)
    .nullable(),
  everyS: z.number().min(1).max(86_400),
  /** Readings outside are kept with quality `suspect`. */
  plausible: z.object({ min: z.number(), max: z.number() }).nullable(),
  enabled: z.boolean(),
});
export type SensorSettings = z.infer<typeof sensorSettings>;

/** A polygon or a directed line drawn on a camera's picture. */
export const zoneSettings = z.object({
  id: slug,
  cameraId: slug,
  name: label,
  shape: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('zone'),
      polygon,
      /** The way vehicles are to go; going against it is `wrong-way`. */
      way: directedLine.optional(),
    }),
    z.object({
      kind: z.literal('line'),
      line: directedLine,
      /** What lies on the left of from→to and on its right: crossing from `a` to `b` is `forward`. */
      sides: z.object({ a: label, b: label }).optional(),
    }),
  ]),
});
export type ZoneSettings = z.infer<typeof zoneSettings>;
