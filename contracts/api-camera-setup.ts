import { z } from 'zod';
import {
  cameraLogin,
  deviceAddress,
  discoverAnswer,
  inspectAnswer,
  questionRefusal,
  tryAnswer,
} from './agent-questions.ts';
import { streamUrl } from './devices.ts';
import { slug } from './ids.ts';

const refused = z.object({ is: z.literal('refused'), why: questionRefusal });

/** POST /api/agents/:id/discover: which cameras answer on the agent's networks. */
export const discovery = z.discriminatedUnion('is', [
  z.object({ is: z.literal('answered'), answer: discoverAnswer }),
  refused,
]);
export type Discovery = z.infer<typeof discovery>;

/** POST /api/agents/:id/inspect: what a camera is. Name and password are used this once and kept nowhere. */
export const inspectQuestion = z.object({ address: deviceAddress, login: cameraLogin.nullable() });
export const inspection = z.discriminatedUnion('is', [
  z.object({ is: z.literal('answered'), answer: inspectAnswer }),
  refused,
]);
export type Inspection = z.infer<typeof inspection>;

/**
 * POST /api/agents/:id/try: opens a stream once. `cameraId`: whose stored password stands for the masked one when the address
 * came back as it was read.
 */
export const tryQuestion = z.object({ url: streamUrl, cameraId: slug.nullable().default(null) });
export const trial = z.discriminatedUnion('is', [z.object({ is: z.literal('answered'), answer: tryAnswer }), refused]);
export type Trial = z.infer<typeof trial>;
