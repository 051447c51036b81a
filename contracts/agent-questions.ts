import { z } from 'zod';
import { streamUrl } from './devices.ts';
import { epochMs } from './ids.ts';

/**
 * What an admin asks the agent beside the cameras while setting one up. Asked by MQTT like clips; answered by HTTP PUT of
 * JSON to `uploadUrl` with `uploadToken` as a bearer token: the answer, or an {@link questionRefusal}.
 */
const asked = {
  requestId: z.string().min(8).max(64),
  uploadUrl: z.url({ protocol: /^https?$/ }).max(1000),
  uploadToken: z.string().min(16).max(200),
};

/** Address of a camera's ONVIF device service. */
export const deviceAddress = z.url({ protocol: /^https?$/ }).max(500);
/** Name and password of an account on the camera itself. */
export const cameraLogin = z.object({ username: z.string().max(100), password: z.string().max(200) });
export type CameraLogin = z.infer<typeof cameraLogin>;

/** The questions, members of `agentCommand`. */
export const agentQuestions = [
  /** Which ONVIF cameras answer on the agent's networks (WS-Discovery). */
  z.object({ command: z.literal('discover'), ...asked, forMs: z.number().int().min(200).max(10_000) }),
  /** What an ONVIF camera is, and its streams. */
  z.object({ command: z.literal('inspect'), ...asked, address: deviceAddress, login: cameraLogin.nullable() }),
  /** Whether a stream can be read, and one picture of it. */
  z.object({ command: z.literal('try'), ...asked, url: streamUrl }),
] as const;
export type AgentQuestion = z.infer<(typeof agentQuestions)[number]>;

/** Largest answer, bytes: a picture of 1280 pixels' width in base64. */
export const ANSWER_MAX_BYTES = 3 * 1024 * 1024;

const shortText = z.string().max(200);

/** A camera that answered on the network. What it says of itself is its own word. */
export const foundDevice = z.object({
  /** Its name for itself, usually `urn:uuid:…`: the same whichever address it has. */
  endpoint: shortText,
  address: deviceAddress,
  name: shortText.nullable(),
  hardware: shortText.nullable(),
  location: shortText.nullable(),
});
export type FoundDevice = z.infer<typeof foundDevice>;

/** Answer to `discover`. */
export const discoverAnswer = z.object({
  found: z.array(foundDevice).max(500),
  /** Answers that were no ONVIF camera's, or could not be read. */
  ignored: z.number().int().min(0),
});
export type DiscoverAnswer = z.infer<typeof discoverAnswer>;

/** One stream a camera offers. */
export const offeredStream = z.object({
  token: shortText,
  name: shortText,
  codec: shortText.nullable(),
  width: z.number().int().min(0).nullable(),
  height: z.number().int().min(0).nullable(),
  fps: z.number().min(0).nullable(),
  /** Without credentials. */
  url: streamUrl,
});
export type OfferedStream = z.infer<typeof offeredStream>;

/** Answer to `inspect`. */
export const inspectAnswer = z.object({
  manufacturer: shortText.nullable(),
  model: shortText.nullable(),
  firmware: shortText.nullable(),
  serial: shortText.nullable(),
  /** How far the camera's clock is ahead of the agent's, ms; null: it does not say. */
  clockAheadMs: z.number().nullable(),
  streams: z.array(offeredStream).max(16),
});
export type InspectAnswer = z.infer<typeof inspectAnswer>;

/** Answer to `try`. */
export const tryAnswer = z.object({
  codec: shortText,
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  /** As the stream announces it; null: it does not. */
  fps: z.number().min(0).nullable(),
  takenAt: epochMs,
  /** A JPEG in base64. */
  picture: z.base64(),
});
export type TryAnswer = z.infer<typeof tryAnswer>;

/** Why there is no answer. */
export const questionRefusal = z.enum([
  'unreachable',
  'unauthorized',
  'not-found',
  'bad-stream',
  'stalled',
  'no-ffmpeg',
  'no-onvif',
  'certificate',
  'busy',
  'failed',
]);
export type QuestionRefusal = z.infer<typeof questionRefusal>;
export const refusedQuestion = z.object({ error: z.object({ code: questionRefusal }) });
