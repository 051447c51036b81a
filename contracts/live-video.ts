import { z } from 'zod';
import { liveBoxes } from './telemetry.ts';

/**
 * Live video over WebSockets of the gateway. Text messages are JSON, binary ones a picture each (live-fragment.ts).
 *
 * `LIVE_CAMERAS_PATH/{cameraId}`: a console watches, signed in by the session's cookie. `?video=no`: boxes only.
 * `LIVE_STREAMS_PATH/{streamId}`: an agent brings what the command `live` asked for, with its token as a bearer token. Closed by
 * the gateway when nobody watches any more.
 */
export const LIVE_CAMERAS_PATH = '/api/live/cameras';
export const LIVE_STREAMS_PATH = '/api/live/streams';

/**
 * Agent → gateway → console: a film begins, the first time or anew. Its pictures follow as binary messages, a keyframe first.
 * `codec` is for `MediaSource.isTypeSupported`, `init` the initialization segment of a fragmented MP4 as base64.
 */
export const liveStart = z.object({
  type: z.literal('start'),
  codec: z.string().regex(/^(?:avc1|hvc1)\.[0-9A-Za-z.]{1,60}$/),
  width: z.number().int().min(1).max(16_384),
  height: z.number().int().min(1).max(16_384),
  init: z.base64().min(1).max(16_384),
});

/** Agent → gateway: it has no coded pictures of this camera; the agent closes. */
export const liveRefusal = z.object({ type: z.literal('refused'), reason: z.literal('no-video') });

/** Everything an agent says in words. */
export const agentLiveMessage = z.discriminatedUnion('type', [liveStart, liveRefusal]);
export type AgentLiveMessage = z.infer<typeof agentLiveMessage>;

/** Gateway → console, in words. */
export const consoleLiveMessage = z.discriminatedUnion('type', [
  liveStart,
  /** The agent was asked; nothing has come yet, or it broke off. */
  z.object({ type: z.literal('waiting') }),
  /** There is no video to be had, now or at all: look at stills. */
  z.object({ type: z.literal('no-video'), reason: z.enum(['no-video', 'agent-away', 'busy']) }),
  /** So many pictures were left out because this console does not take them as fast as they come. */
  z.object({ type: z.literal('skipped'), pictures: z.number().int().min(1) }),
  liveBoxes.extend({ type: z.literal('boxes') }),
]);
export type ConsoleLiveMessage = z.infer<typeof consoleLiveMessage>;

/** Codes with which the gateway closes a console's socket. */
export const LIVE_CLOSE = {
  /** The session is over, or its rights no longer reach this camera. */
  noRight: 4403,
  /** The console sends, which it has no reason to. */
  abuse: 4400,
} as const;
