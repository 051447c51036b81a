import { z } from 'zod';
import { agentQuestions } from './agent-questions.ts';
import { epochMs, slug } from './ids.ts';
import { cameraSettings, sensorSettings } from './devices.ts';

/** Largest MQTT payload any process accepts, bytes. */
export const TELEMETRY_MAX_BYTES = 256 * 1024;

/** `…/status`, retained, also the last will. */
export const agentStatus = z.object({
  agentId: slug,
  state: z.enum(['online', 'offline']),
  at: epochMs,
  /** Absent in the last will. */
  heartbeat: z
    .object({
      version: z.string().max(40),
      startedAt: epochMs,
      rssBytes: z.number().min(0),
      /** Readings waiting on disk for ingest's confirmation. */
      readingsWaiting: z.number().int().min(0),
      /** 0..1 of the bound of the readings' store. */
      readingsStoreFull: z.number().min(0).max(1),
      readingsLost: z.number().int().min(0),
      cameras: z.number().int().min(0),
      /** The disk recordings lie on. */
      recordings: z
        .object({
          bytes: z.number().min(0),
          freeBytes: z.number().min(0),
          /** Nothing is recorded because the disk is nearly full. */
          paused: z.boolean(),
        })
        .optional(),
    })
    .optional(),
});
export type AgentStatus = z.infer<typeof agentStatus>;

/** What a camera itself is like. `offline` comes from the stream, the rest from the picture. */
export const cameraCondition = z.enum([
  'online',
  'offline',
  'frozen',
  'dark',
  'covered',
  'blurred',
  'moved',
  'flashing',
  'low-rate',
  'bitrate-collapse',
  'clock-drift',
]);
export type CameraCondition = z.infer<typeof cameraCondition>;

/** Why a camera's stream cannot be read. */
export const streamFault = z.enum(['unreachable', 'unauthorized', 'not-found', 'bad-stream', 'stalled', 'no-ffmpeg']);
export type StreamFault = z.infer<typeof streamFault>;

/** `…/health`: every camera of the agent, every few seconds and at once on change. */
export const cameraHealth = z.object({
  cameraId: slug,
  /** The gravest condition that holds now. */
  condition: cameraCondition,
  since: epochMs,
  fault: streamFault.nullable(),
  /** Pictures the camera sends per second, over the last seconds; of cameras that ffmpeg reads itself those it decodes. */
  fps: z.number().min(0).max(1000),
  /** Kilobits of coded pictures a second, over the last seconds; null for cameras that ffmpeg reads itself. */
  kbps: z.number().min(0).max(10_000_000).nullish(),
  lastFrameAt: epochMs.nullable(),
  width: z.number().int().min(0),
  height: z.number().int().min(0),
});
export type CameraHealth = z.infer<typeof cameraHealth>;
export const healthReport = z.object({ agentId: slug, at: epochMs, cameras: z.array(cameraHealth).max(1000) });
export type HealthReport = z.infer<typeof healthReport>;

/** `…/coverage`: what became of one camera's pictures in one minute, as the agent saw it. Sent when the minute is over. */
export const edgeCoverage = z.object({
  cameraId: slug,
  /** Start of the minute. */
  minute: epochMs,
  /** Pictures that should have come (sampleFps × 60). */
  expected: z.number().int().min(0),
  /** Pictures that were decoded. */
  decoded: z.number().int().min(0),
  /**
   * Nothing moved, not sent. Those beyond `decoded - sent - dropped` were not even decoded: the sizes of the coded pictures and the keyframes
   * around them say so.
   */
  quiet: z.number().int().min(0),
  sent: z.number().int().min(0),
  /** Not sent for another reason, by reason. */
  dropped: z.record(z.string().max(40), z.number().int().min(0)),
});
export type EdgeCoverage = z.infer<typeof edgeCoverage>;
export const coverageReport = z.object({ agentId: slug, cameras: z.array(edgeCoverage).max(1000) });
export type CoverageReport = z.infer<typeof coverageReport>;

/** One reading of one sensor. */
export const reading = z.object({
  sensorId: slug,
  at: epochMs,
  value: z.number().min(-1e12).max(1e12),
});
export type Reading = z.infer<typeof reading>;

/** `…/agents/{id}/readings`: numbered within `epoch`, which changes when the agent's store is made anew. */
export const readingsBatch = z.object({
  agentId: slug,
  epoch: z.string().min(1).max(64),
  readings: z
    .array(reading.extend({ seq: z.number().int().min(1) }))
    .min(1)
    .max(1000),
});
export type ReadingsBatch = z.infer<typeof readingsBatch>;

/** `…/agents/{id}/stored`: every reading of `epoch` numbered up to and including `upTo` is committed or refused for good. */
export const storedNotice = z.object({ epoch: z.string().min(1).max(64), upTo: z.number().int().min(0) });
export type StoredNotice = z.infer<typeof storedNotice>;

/** `cw/1/devices/{id}/readings`: a sensor that speaks MQTT itself; its name is in the topic. */
export const deviceReadings = z.object({
  readings: z
    .array(z.object({ at: epochMs, value: z.number().min(-1e12).max(1e12) }))
    .min(1)
    .max(1000),
});

/** Why a reading was not stored. Each is a counter. */
export const readingRefusal = z.enum([
  'not-json',
  'wrong-shape',
  'too-large',
  'unknown-sensor',
  'not-your-sensor',
  'from-the-future',
  'too-old',
]);
export type ReadingRefusal = z.infer<typeof readingRefusal>;

/** How much a stored reading is to be trusted. */
export const quality = z.enum(['good', 'suspect']);
export type Quality = z.infer<typeof quality>;

/** `…/config`, retained: everything the agent has to do. */
export const agentConfig = z.object({
  agentId: slug,
  version: z.number().int().min(0),
  cameras: z
    .array(cameraSettings.pick({ id: true, url: true, sampleFps: true, priority: true, masks: true }))
    .max(1000),
  sensors: z.array(sensorSettings.pick({ id: true, everyS: true }).extend({ url: z.url().max(1000) })).max(1000),
  /** Recordings that are not removed, whatever their age: they belong to a case and are not all copied yet. */
  held: z
    .array(z.object({ cameraId: slug, from: epochMs, to: epochMs }))
    .max(500)
    .default([]),
});
export type AgentConfig = z.infer<typeof agentConfig>;

/** `…/commands`: what the gateway asks of an agent. `uploadUrl` is a path of the gateway the agent already knows. */
export const agentCommand = z.discriminatedUnion('command', [
  z.object({
    command: z.literal('clip'),
    requestId: z.string().min(8).max(64),
    cameraId: slug,
    from: epochMs,
    to: epochMs,
    uploadUrl: z.url({ protocol: /^https?$/ }).max(1000),
    uploadToken: z.string().min(16).max(200),
  }),
  z.object({
    command: z.literal('live'),
    /** The same stream asked for twice is one. */
    streamId: z.string().min(8).max(64),
    cameraId: slug,
    /** Not begun after this: nobody waits any more. How long it goes on the gateway says by closing. */
    until: epochMs,
    /** A WebSocket of the gateway, see live-video.ts. */
    uploadUrl: z.url({ protocol: /^wss?$/ }).max(1000),
    uploadToken: z.string().min(16).max(200),
  }),
  z.object({
    command: z.literal('still'),
    cameraId: slug,
    requestId: z.string().min(8).max(64),
    uploadUrl: z.url().max(1000),
    uploadToken: z.string().min(16).max(200),
  }),
  ...agentQuestions,
]);
export type AgentCommand = z.infer<typeof agentCommand>;

/** `cw/1/cameras/{id}/boxes`: what the tracker sees now, for whoever watches. */
export const liveBoxes = z.object({
  at: epochMs,
  boxes: z
    .array(
      z.object({
        trackId: z.string().max(64),
        class: z.string().max(40),
        score: z.number(),
        x: z.number(),
        y: z.number(),
        w: z.number(),
        h: z.number(),
      }),
    )
    .max(300),
});
export type LiveBoxes = z.infer<typeof liveBoxes>;
