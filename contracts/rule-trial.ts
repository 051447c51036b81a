import { z } from 'zod';
import { instant, slug } from './ids.ts';
import { objectClass } from './road-users.ts';
import { ruleSettings } from './rules.ts';

/** POST /api/rules/trial: what a rule would have raised in the last hours, without switching it on. */
export const newRuleTrial = z.object({
  rule: ruleSettings,
  hours: z.number().int().min(1).max(168).default(24),
});

/** Of more alerts only the first are listed; all are counted. */
export const MOST_TRIAL_ALERTS = 200;
/** After so long without a repeat the next fact counts as an alert of its own: nobody closes alerts in a trial. */
export const TRIAL_QUIET_MS = 10 * 60_000;

/** An alert that would have been raised. */
export const trialAlert = z.object({
  at: instant,
  lastAt: instant,
  /** Facts that would have repeated it, itself not counted. */
  repeats: z.number().int().min(0),
  /** When the condition was over; null: not known, or not within the trial. */
  clearedAt: instant.nullable(),
  deviceKind: z.enum(['camera', 'sensor']),
  deviceId: slug,
  zoneId: slug.nullable(),
  areaId: slug.nullable(),
  class: objectClass.nullable(),
  value: z.number().nullable(),
  unit: z.string().nullable(),
  detail: z.string().nullable(),
  /** There is a picture, for a while: GET /api/rules/trials/:id/pictures/:number. */
  pictureAt: instant.nullable(),
});
export type TrialAlert = z.infer<typeof trialAlert>;

/**
 * What a trial at a zone or line was judged by. `observations`: what was really observed there. `tracks`: the place was drawn
 * or changed meanwhile, so the ways of the objects were laid over it (nearly as good). `other-marks`: something was
 * observed, but at other limits than this rule's. `not-observed`: nobody asked for this until now. `no-usual`: nothing was
 * learned there yet to compare with.
 */
export const trialBasis = z.enum(['observations', 'tracks', 'other-marks', 'not-observed', 'no-usual']);
export type TrialBasis = z.infer<typeof trialBasis>;

/** What came of a trial. */
export const ruleTrialResult = z.object({
  from: instant,
  to: instant,
  alertCount: z.number().int().min(0),
  /** Earliest first. */
  alerts: z.array(trialAlert).max(MOST_TRIAL_ALERTS),
  /** Facts looked at. */
  facts: z.number().int().min(0),
  /** There were more facts than a trial looks at: the end of the span is missing. */
  isCut: z.boolean(),
  /** For rules about zones and lines. */
  places: z.array(z.object({ zoneId: slug, basis: trialBasis })),
});
export type RuleTrialResult = z.infer<typeof ruleTrialResult>;

/** GET /api/rules/trials/:id; DELETE ends it. */
export const ruleTrial = z.object({
  id: z.uuid(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** 0..1 of the span. */
  progress: z.number().min(0).max(1),
  result: ruleTrialResult.nullable(),
});
export type RuleTrial = z.infer<typeof ruleTrial>;
