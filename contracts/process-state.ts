import { z } from 'zod';
import { instant, slug } from './ids.ts';

/** Version of the product, told by every process. */
export const PRODUCT_VERSION = '0.1.0';

/** A queue inside a process. */
const queueState = z.object({
  /** `frames`, `observations`, `tracks`, `telemetry`, `push` … */
  name: z.string().max(64),
  waiting: z.number().int().min(0),
  /** Let go because it was full, since the process began. */
  lost: z.number().int().min(0),
});

/** What ingest looks at pictures with, and which cameras it asked to send less. */
const perceptionState = z.object({
  /** ONNX Runtime's execution provider in use: `cpu`, `cuda` …; empty while the model is loaded. */
  provider: z.string().max(40),
  /** Providers that were wanted and could not be had. */
  refusedProviders: z.array(z.object({ provider: z.string().max(40), reason: z.string().max(500) })).max(16),
  model: z.string().max(200),
  workers: z.number().int().min(0),
  workersReady: z.number().int().min(0),
  /** Pause between two pictures each slowed camera is asked to keep, milliseconds. */
  slowed: z.array(z.object({ cameraId: slug, everyMs: z.number().min(0) })).max(1000),
});

/** How a server process is, told by itself every few seconds. */
export const processState = z.object({
  process: z.enum(['ingest', 'analytics', 'gateway']),
  /** Which one of several. */
  instance: z.string().min(1).max(100),
  at: instant,
  version: z.string().max(40),
  startedAt: instant,
  rssBytes: z.number().min(0),
  queues: z.array(queueState).max(32),
  perception: perceptionState.nullable(),
  /** Analytics: whether it is the one that judges, the others stand by; null for other processes. */
  isJudging: z.boolean().nullable(),
});
export type ProcessState = z.infer<typeof processState>;
export type PerceptionState = NonNullable<ProcessState['perception']>;
