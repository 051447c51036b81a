import { z } from 'zod';
import { BEHAVIOURS, behaviourFault } from './behaviours.ts';
import { deviationMark } from './deviations.ts';
import { slug } from './ids.ts';
import { label } from './devices.ts';
import { faultParams } from './field-faults.ts';
import { recipient } from './recipients.ts';
import { objectClass } from './road-users.ts';
import { cameraCondition } from './telemetry.ts';

export const severity = z.enum(['info', 'warning', 'critical']);
export type Severity = z.infer<typeof severity>;

/** A time of day in the city's zone, `HH:MM`. */
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM');

/** When a rule is awake, in the city's time zone. `from` after `to` runs over midnight; equal means the whole day. */
export const hours = z.object({
  /** 1 = Monday … 7 = Sunday: the day on which the span begins. */
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: timeOfDay,
  to: timeOfDay,
});
export type Hours = z.infer<typeof hours>;

/** A thing of these classes inside one of these zones for at least `forS` seconds. */
const zonePresence = z.object({
  kind: z.literal('zone-presence'),
  zoneIds: z.array(slug).min(1).max(100),
  classes: z.array(objectClass).min(1),
  forS: z.number().min(0).max(86_400),
});

/** A thing of these classes crossing one of these lines in this direction. */
const lineCrossing = z.object({
  kind: z.literal('line-crossing'),
  zoneIds: z.array(slug).min(1).max(100),
  classes: z.array(objectClass).min(1),
  direction: z.enum(['forward', 'backward', 'either']),
});

/** Something a track did in a zone that is not presence: stopped, wrong way, crowd (by number, or by density where the camera is calibrated), left behind, fallen. */
const behaviour = z
  .object({
    kind: z.literal('behaviour'),
    behaviour: z.enum(BEHAVIOURS),
    zoneIds: z.array(slug).min(1).max(100),
    /** Empty: all that do so. */
    classes: z.array(objectClass),
    /** Seconds, people, people per 100 m² or km/h, by behaviour. */
    atLeast: z.number().min(0),
  })
  .superRefine((asked, ctx) => {
    const fault = behaviourFault(asked);
    if (fault)
      ctx.addIssue({ code: 'custom', path: [fault.path], message: fault.message, params: faultParams(fault.code) });
  });

/**
 * A sensor beyond a limit: raised when the value has been at or beyond `limit` for `forS`; over again only when it has
 * come back to `clearAt` (hysteresis) and stayed there for `clearForS` (hold-off).
 */
const sensorThreshold = z
  .object({
    kind: z.literal('sensor-threshold'),
    sensorIds: z.array(slug).min(1).max(1000),
    side: z.enum(['above', 'below']),
    limit: z.number(),
    clearAt: z.number(),
    forS: z.number().min(0).max(86_400),
    clearForS: z.number().min(0).max(86_400),
  })
  .refine((rule) => (rule.side === 'above' ? rule.clearAt <= rule.limit : rule.clearAt >= rule.limit), {
    message: 'clearAt must lie on the safe side of limit',
    path: ['clearAt'],
    params: faultParams('wrong-side'),
  });

/**
 * A sensor unlike what is usual in this hour of the week: raised when the value has been at least `spreads` standard
 * deviations (told robustly) and at least `atLeast`, in the sensor's unit, away from the usual for `forS`; over again when it
 * has come back half of the way and stayed there for `clearForS`.
 */
const sensorUsual = z.object({
  kind: z.literal('sensor-usual'),
  sensorIds: z.array(slug).min(1).max(1000),
  side: z.enum(['above', 'below']),
  spreads: z.number().min(2).max(20),
  atLeast: z.number().min(0).max(1_000_000),
  forS: z.number().min(0).max(86_400),
  clearForS: z.number().min(0).max(86_400),
});

/** A camera in one of these conditions for `forS`; over when it has been well for `clearForS`, so a flapping link is one alert. */
const cameraHealthRule = z.object({
  kind: z.literal('camera-health'),
  /** Empty: all cameras. */
  cameraIds: z.array(slug).max(1000),
  conditions: z.array(cameraCondition.exclude(['online'])).min(1),
  forS: z.number().min(0).max(86_400),
  clearForS: z.number().min(0).max(86_400),
});

/** More or fewer things at a line or in a zone than is usual in this hour of the week. */
const deviationRule = deviationMark.extend({
  kind: z.literal('deviation'),
  zoneIds: z.array(slug).min(1).max(100),
  /** null: all classes together. Usual numbers of several classes do not add up, so there is no choice of some. */
  class: objectClass.nullable(),
});

export const ruleCondition = z.union([
  zonePresence,
  lineCrossing,
  behaviour,
  sensorThreshold,
  sensorUsual,
  cameraHealthRule,
  deviationRule,
]);
export type RuleCondition = z.infer<typeof ruleCondition>;

/** A rule as an admin writes it. Each change makes a new version; an alert keeps the version that raised it. */
export const ruleSettings = z.object({
  id: slug,
  name: label,
  severity,
  condition: ruleCondition,
  /** null: always. */
  hours: hours.nullable(),
  /** Whom its alerts are for; null: nobody in particular. */
  recipient: recipient.nullable().default(null),
  enabled: z.boolean(),
});
export type RuleSettings = z.infer<typeof ruleSettings>;
