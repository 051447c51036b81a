import { z } from 'zod';
import { instant, slug, alertId } from './ids.ts';

const days = z.number().int().min(1).max(36_500);
/** null: for ever. */
const daysOrEver = days.nullable();

/** What is kept for a set time, days. Sums, alerts and their steps stay for ever. */
const raw = {
  /** Pictures in which something was observed, when they raised no alert. */
  snapshot: days,
  observation: days,
  track: days,
  measurement: days,
  coverage: days,
  health_event: days,
  /** Pictures and clips of alerts that are closed. */
  picture: daysOrEver,
  clip: daysOrEver,
  audit: daysOrEver,
} as const;

/** Kinds of what is kept. */
export const retentionKind = z.enum(
  // The keys of `raw`, which is not empty.
  Object.keys(raw) as [keyof typeof raw, ...(keyof typeof raw)[]],
);
export type RetentionKind = z.infer<typeof retentionKind>;

/**
 * GET, PUT /api/settings/retention: for how many days what is kept. An area's times hold for everything below it that has
 * none of its own; what an area does not name is as everywhere.
 */
export const retentionSettings = z
  .object({
    snapshot: raw.snapshot.default(7),
    observation: raw.observation.default(400),
    track: raw.track.default(400),
    measurement: raw.measurement.default(400),
    coverage: raw.coverage.default(400),
    health_event: raw.health_event.default(400),
    picture: raw.picture.default(null),
    clip: raw.clip.default(null),
    audit: raw.audit.default(null),
    /** Tracks older than so many days are compressed, on servers that can (TimescaleDB Community); null: they are not. */
    compressTracks: daysOrEver.default(null),
    areas: z
      .array(z.object({ areaId: slug, days: z.object(raw).omit({ audit: true }).partial() }))
      .max(500)
      .default([]),
  })
  .superRefine(({ areas }, ctx) => {
    areas.forEach(({ areaId }, i) => {
      if (areas.findIndex((one) => one.areaId === areaId) !== i)
        ctx.addIssue({ code: 'custom', path: ['areas', i, 'areaId'], message: 'is named twice' });
    });
  });
export type RetentionSettings = z.infer<typeof retentionSettings>;

/** GET /api/settings/retention: the times, and what the database server is. PUT answers with the same. */
export const retentionAnswer = retentionSettings.safeExtend({
  /** Only `community` compresses. */
  edition: z.enum(['postgres', 'apache', 'community']),
});
export type RetentionAnswer = z.infer<typeof retentionAnswer>;

const reason = z.string().trim().min(3).max(1000);

/** POST /api/alerts/:id/hold: what belongs to an alert is not removed, whatever its age. */
export const newAlertHold = z.object({ reason });

/** POST /api/holds: everything of a time at cameras, sensors, or the devices that stood in areas then. */
export const newHold = z
  .object({
    cameraIds: z.array(slug).max(500).default([]),
    sensorIds: z.array(slug).max(500).default([]),
    areaIds: z.array(slug).max(100).default([]),
    from: instant,
    to: instant,
    reason,
  })
  .superRefine(({ cameraIds, sensorIds, areaIds, from, to }, ctx) => {
    if (cameraIds.length + sensorIds.length + areaIds.length === 0)
      ctx.addIssue({ code: 'custom', path: ['cameraIds'], message: 'name at least one camera, sensor or area' });
    if (Date.parse(to) <= Date.parse(from))
      ctx.addIssue({ code: 'custom', path: ['to'], message: 'the time ends before it starts: `to` must be later' });
  });
export type NewHold = z.infer<typeof newHold>;

/** POST /api/holds/:id/lift */
export const liftHold = z.object({ reason });

/** Of one hold so many minutes of video are copied, cameras together; what lies beyond stays with the agents. */
export const MOST_HELD_MINUTES = 120;

/** What became of the video a hold covers, minutes of all its cameras. */
export const heldFootage = z.object({
  /** Copied from the agents: kept as long as the hold stands, then as long as clips. */
  stored: z.number().int(),
  /** Ordered and not come yet: the agent is asked until it answers, and keeps the recording meanwhile. */
  waiting: z.number().int(),
  /** Nobody has it any more: it was overwritten before, or never recorded. */
  gone: z.number().int(),
  /** The agent could not bring it. */
  failed: z.number().int(),
  bytes: z.number().int(),
});

/** GET /api/holds/:id/footage: each minute of it. */
export const heldMinute = z.object({
  id: z.number().int().positive(),
  cameraId: slug,
  from: instant,
  state: z.enum(['waiting', 'stored', 'gone', 'failed']),
  /** Why it is not there. */
  reason: z.string().nullable(),
  bytes: z.number().int().nullable(),
});
export type HeldMinute = z.infer<typeof heldMinute>;
export const heldMinutes = z.object({ minutes: z.array(heldMinute) });

/** A hold as it stands, or stood. */
export const hold = z.object({
  id: z.number().int().positive(),
  /** null: a time at places. */
  alertId: alertId.nullable(),
  cameraIds: z.array(slug),
  sensorIds: z.array(slug),
  areaIds: z.array(slug),
  from: instant,
  to: instant,
  reason: z.string(),
  putBy: z.string(),
  putByName: z.string().nullable(),
  putAt: instant,
  liftedBy: z.string().nullable(),
  liftedByName: z.string().nullable(),
  liftedAt: instant.nullable(),
  liftReason: z.string().nullable(),
  footage: heldFootage,
});
export type Hold = z.infer<typeof hold>;

/** GET /api/holds: those that stand first, then those that were lifted, newest first. */
export const holdList = z.object({ holds: z.array(hold) });
