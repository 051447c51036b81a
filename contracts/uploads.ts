import { z } from 'zod';

/**
 * What an agent was asked for comes by HTTP PUT to the `uploadUrl` of the command, with its `uploadToken` as a bearer
 * token: a clip as `video/mp4`, a still as `image/jpeg`, or the reason why there is none as JSON. 204: taken. 409: it was
 * answered before. 413: larger than allowed.
 */
export const CLIP_MAX_BYTES = 64 * 1024 * 1024;
export const STILL_MAX_BYTES = 4 * 1024 * 1024;

/** Why there is nothing to send. */
export const uploadRefusal = z.object({ error: z.object({ code: z.string().min(1).max(100) }) });
