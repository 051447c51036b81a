import { z } from 'zod';
import { box } from './geometry.ts';
import { epochMs, slug } from './ids.ts';

/** socket.io namespace on ingest to which agents connect. */
export const FRAMES_NAMESPACE = '/frames';

/** Largest JPEG ingest accepts, bytes. */
export const FRAME_MAX_BYTES = 4 * 1024 * 1024;

/** What an agent presents when it opens the socket. */
export const frameAuth = z.object({ agentId: slug, token: z.string().min(1).max(200) });

/** Travels before each JPEG: event `frame`, arguments (header, jpeg, acknowledge). */
export const frameHeader = z.object({
  cameraId: slug,
  /** Counts up by one per frame sent by this agent for this camera since `streamId` began. */
  seq: z.number().int().min(0),
  /** Changes whenever the stream was opened anew. */
  streamId: z.string().min(1).max(64),
  capturedAt: epochMs,
  sentAt: epochMs,
  width: z.number().int().min(16).max(8192),
  height: z.number().int().min(16).max(8192),
  /** Why it was sent: something moves, or a still scene is looked at again. */
  reason: z.enum(['motion', 'still-check']),
  /** Where something moves, at most 32. */
  motion: z.array(box).max(32),
});
export type FrameHeader = z.infer<typeof frameHeader>;

/** Why a frame was not looked at. Each is a counter in coverage. */
export const frameRefusal = z.enum([
  'bad-header',
  'too-large',
  'not-jpeg',
  'damaged',
  'unknown-camera',
  'stale',
  'duplicate',
  'overload',
  'superseded',
  'detector-failed',
]);
export type FrameRefusal = z.infer<typeof frameRefusal>;

/**
 * Ingest's answer to one frame. It is the credit for the next frame of that camera: given when ingest takes the frame
 * up for inference (`accepted`; from a camera that is slowed down, when it has been looked at) or refuses it.
 * `minIntervalMs` asks the agent to slow this camera down (0: full rate).
 */
export const frameAck = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), minIntervalMs: z.number().min(0) }),
  z.object({ ok: z.literal(false), reason: frameRefusal, minIntervalMs: z.number().min(0) }),
]);
export type FrameAck = z.infer<typeof frameAck>;
