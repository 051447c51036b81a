import { z } from 'zod';
import { agent } from './api.ts';
import { instant, slug } from './ids.ts';
import { processState } from './process-state.ts';
import { cameraCondition } from './telemetry.ts';

/** A way of an alert's clock: from one of its moments to the next. */
export const leg = z.enum(['receive', 'perceive', 'raise', 'push', 'show', 'acknowledge', 'resolve']);
export type Leg = z.infer<typeof leg>;

/** What became of one camera's pictures. */
const cameraCoverage = z.object({
  cameraId: slug,
  expected: z.number(),
  received: z.number(),
  looked: z.number(),
  lookedArea: z.number(),
  quiet: z.number(),
  dropped: z.record(z.string(), z.number()),
});
export type CameraCoverage = z.infer<typeof cameraCoverage>;

/** GET /api/state: what is healthy and what is not, as far as one may see it. */
export const systemState = z.object({
  at: instant,
  gateway: z.object({
    version: z.string(),
    startedAt: instant,
    consoles: z.number().int(),
    rssBytes: z.number(),
  }),
  database: z.object({
    version: z.string(),
    /** null: plain PostgreSQL. */
    timescale: z.string().nullable(),
    sizeBytes: z.number(),
    /** The disk it lies on; null: this gateway cannot see it. */
    disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }).nullable(),
    /** How long a question to it takes now. */
    answerMs: z.number(),
    /** Transactions that hold readers back, oldest first. */
    open: z.array(z.object({ application: z.string(), state: z.string(), ageS: z.number() })),
  }),
  broker: z.object({ connected: z.boolean() }),
  agents: z.array(
    agent.extend({
      version: z.string().nullable(),
      startedAt: instant.nullable(),
      rssBytes: z.number().nullable(),
      readingsWaiting: z.number().nullable(),
      /** 0..1 */
      readingsStoreFull: z.number().nullable(),
      readingsLost: z.number().nullable(),
      /** The disk of its recordings; null: not told yet. */
      recordings: z.object({ bytes: z.number(), freeBytes: z.number(), paused: z.boolean() }).nullable(),
      cameras: z.number(),
      sensors: z.number(),
    }),
  ),
  /** Server processes that told of themselves in the last day; one that is silent since stands here too. */
  processes: z.array(processState),
  /** Cameras asked to send less because the machine is full. */
  slowedCameras: z.array(z.object({ cameraId: slug, everyMs: z.number() })),
  /** `total`: those switched on; `off`: the others. */
  cameras: z.object({
    total: z.number().int(),
    off: z.number().int(),
    byCondition: z.partialRecord(cameraCondition, z.number().int()),
  }),
  sensors: z.object({
    total: z.number().int(),
    off: z.number().int(),
    byState: z.partialRecord(z.enum(['ok', 'silent', 'warning', 'critical']), z.number().int()),
  }),
  /** Of the last whole 15 minutes: what became of the cameras' pictures. */
  coverage: z.object({
    minutes: z.number().int(),
    expected: z.number(),
    decoded: z.number(),
    quiet: z.number(),
    sent: z.number(),
    received: z.number(),
    looked: z.number(),
    /** Of those, whose regions only were taken, and how much of all of them was taken (a whole picture is 1). */
    lookedParts: z.number(),
    lookedArea: z.number(),
    /** By reason. */
    dropped: z.record(z.string(), z.number()),
    /** The same by camera; those of which the least was seen come first, 20 at most. */
    cameras: z.array(cameraCoverage),
  }),
  /** Of the alerts of the last 24 hours. */
  legs: z.array(z.object({ leg, count: z.number().int(), p50Ms: z.number(), p95Ms: z.number() })),
  /** Who reads facts, and how far behind the newest they are. */
  readers: z.array(z.object({ name: z.string(), movedAt: instant })),
  /** What was refused and why; only for the whole city. */
  refusals: z.array(
    z.object({
      source: z.string(),
      reason: z.string(),
      count: z.number().int(),
      lastAt: instant,
      lastDetail: z.string().nullable(),
    }),
  ),
});
export type SystemState = z.infer<typeof systemState>;
