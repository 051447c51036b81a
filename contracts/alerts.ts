import { z } from 'zod';
import { box, mapPoint } from './geometry.ts';
import { alertId, instant, slug } from './ids.ts';
import { namedRecipient } from './recipients.ts';
import { ruleCondition, severity } from './rules.ts';
import { objectClass } from './road-users.ts';

/** Where an alert stands. Everything before `resolved` is active. */
export const alertState = z.enum(['raised', 'acknowledged', 'dispatched', 'on-scene', 'resolved', 'false-alarm']);
export type AlertState = z.infer<typeof alertState>;
export const ACTIVE_STATES: readonly AlertState[] = ['raised', 'acknowledged', 'dispatched', 'on-scene'];

/**
 * An entry in an alert's life. `cleared`: the condition is over, said by the system; a person still closes the alert. `undone`: a
 * person takes back the last step, which was their own: the alert is again as it was before.
 */
export const stepKind = z.enum([
  'raised',
  'acknowledged',
  'dispatched',
  'on-scene',
  'resolved',
  'false-alarm',
  'comment',
  'escalated',
  'cleared',
  'reopened',
  'undone',
]);
export type StepKind = z.infer<typeof stepKind>;

/** Who an alert is handed to. */
export const assignee = z.object({
  kind: z.enum(['account', 'unit', 'ward']),
  id: z.string().min(1).max(64),
  name: z.string().max(200),
});

/** The moments an alert passed. null: not yet, or does not apply (a sensor alert has no picture). */
export const alertClock = z.object({
  capturedAt: instant,
  receivedAt: instant.nullable(),
  perceivedAt: instant.nullable(),
  raisedAt: instant,
  pushedAt: instant.nullable(),
  shownAt: instant.nullable(),
  acknowledgedAt: instant.nullable(),
  resolvedAt: instant.nullable(),
});
export type AlertClock = z.infer<typeof alertClock>;

/** An alert as lists, maps and pushes carry it. */
export const alert = z.object({
  id: alertId,
  /** Counts up by one with each change; a step may name the version it was decided on. */
  version: z.number().int().min(1),
  ruleId: slug,
  ruleVersion: z.number().int().min(1),
  ruleName: z.string(),
  /** What was judged, for the plain reading on screen. */
  condition: ruleCondition,
  severity,
  state: alertState,
  /** The device it is about, where it stands, and the zone when there is one. */
  deviceKind: z.enum(['camera', 'sensor', 'agent']),
  deviceId: slug,
  deviceName: z.string(),
  zoneId: slug.nullable(),
  zoneName: z.string().nullable(),
  areaId: slug.nullable(),
  place: mapPoint.nullable(),
  class: objectClass.nullable(),
  /** Box of the object in the snapshot. */
  box: box.nullable(),
  /** Sensor value, seconds, people or km/h, by rule. */
  value: z.number().nullable(),
  unit: z.string().nullable(),
  hasSnapshot: z.boolean(),
  hasClip: z.boolean(),
  /** When the clip begins. */
  clipFrom: instant.nullable(),
  /** How often it happened since it was raised. */
  count: z.number().int().min(1),
  lastAt: instant,
  /** When the condition was over, if it is. */
  clearedAt: instant.nullable(),
  /** Whom its rule says it is for, before anybody handed it to somebody. */
  recipient: namedRecipient.nullable(),
  assignee: assignee.nullable(),
  deadlineAt: instant.nullable(),
  /** When it was escalated, as long as nobody has acted since. */
  escalatedAt: instant.nullable(),
  clock: alertClock,
});
export type Alert = z.infer<typeof alert>;

/** One entry in an alert's life. */
export const alertStep = z.object({
  id: z.number().int().positive(),
  alertId,
  kind: stepKind,
  at: instant,
  /** Sign-in name; null when the system did it. */
  by: z.string().nullable(),
  byName: z.string().nullable(),
  text: z.string().nullable(),
  assignee: assignee.nullable(),
  deadlineAt: instant.nullable(),
});
export type AlertStep = z.infer<typeof alertStep>;

/** What a person may do to an alert, from which states. The gateway enforces it; the console shows only what is allowed. */
export const NEXT_STEPS: Readonly<Record<AlertState, readonly StepKind[]>> = {
  raised: ['acknowledged', 'dispatched', 'on-scene', 'resolved', 'false-alarm', 'comment'],
  acknowledged: ['dispatched', 'on-scene', 'resolved', 'false-alarm', 'comment', 'undone'],
  dispatched: ['dispatched', 'on-scene', 'resolved', 'false-alarm', 'comment', 'undone'],
  'on-scene': ['dispatched', 'resolved', 'false-alarm', 'comment', 'undone'],
  resolved: ['reopened', 'comment', 'undone'],
  'false-alarm': ['reopened', 'comment', 'undone'],
};

/** How long a step may be taken back. */
export const UNDO_WITHIN_S = 60;

/** The state an alert is in after a step, or null when the step leaves it as it is, or does not say it by itself. */
export function stateAfter(step: StepKind): AlertState | null {
  switch (step) {
    case 'raised':
    case 'acknowledged':
    case 'dispatched':
    case 'on-scene':
    case 'resolved':
    case 'false-alarm':
      return step;
    case 'reopened':
      return 'acknowledged';
    case 'comment':
    case 'escalated':
    case 'cleared':
    // What it was before is told by the steps.
    case 'undone':
      return null;
  }
}
