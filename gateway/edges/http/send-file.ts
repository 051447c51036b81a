import { once } from 'node:events';
import type { Request, Response } from 'express';
import { TAKEN_FROM_HEADER } from '../../../contracts/taken-from.ts';
import type { FileReply } from './route.ts';

/** Read from the store at once. */
const PART_BYTES = 1024 * 1024;

/**
 * Sends a file part by part: ETag is its sha256, 304 when the browser has it, and single ranges so that a clip can be
 * sought in. The browser may keep it but asks each time: whoever lost the right to see it does not get it again.
 */
export async function sendFile(request: Request, response: Response, file: FileReply): Promise<void> {
  const etag = `"${file.sha256.toString('hex')}"`;
  response.set({
    'Content-Type': file.mime,
    'Cache-Control': 'private, no-cache',
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Content-Disposition': file.saveAs === undefined ? 'inline' : `attachment; filename="${file.saveAs}"`,
  });
  if (file.takenAt) response.set(TAKEN_FROM_HEADER, String(file.takenAt.getTime()));
  if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag)) {
    response.status(304).end();
    return;
  }
  const range = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const asked = range ? request.range(file.size, { combine: true }) : undefined;
  if (asked === -1) {
    response.status(416).set('Content-Range', `bytes */${file.size}`).end();
    return;
  }
  const [part] = Array.isArray(asked) && asked.type === 'bytes' && asked.length === 1 ? asked : [];
  const { start, end } = part ?? { start: 0, end: file.size - 1 };
  if (part) response.set('Content-Range', `bytes ${start}-${end}/${file.size}`);
  response.status(part ? 206 : 200).set('Content-Length', String(end - start + 1));
  for (let at = start; at <= end && request.method !== 'HEAD'; at += PART_BYTES) {
    const bytes = await file.read(at, Math.min(PART_BYTES, end + 1 - at));
    if (response.destroyed) return;
    // A browser that stopped to look at what it has does not make us read on.
    if (!response.write(bytes)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}
