import type { Request, Response } from 'express';
import type { FileReply } from './route.ts';

/**
 * Sends a file out of memory: ETag is its sha256, 304 when the browser has it, and single ranges so that a clip can be
 * sought in. The browser may keep it but asks each time: whoever lost the right to see it does not get it again.
 */
export function sendFile(request: Request, response: Response, file: FileReply): void {
  const etag = `"${file.sha256.toString('hex')}"`;
  response.set({
    'Content-Type': file.mime,
    'Cache-Control': 'private, no-cache',
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Content-Disposition': 'inline',
  });
  if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag)) {
    response.status(304).end();
    return;
  }
  const range = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const asked = range ? request.range(file.content.length, { combine: true }) : undefined;
  if (asked === -1) {
    response.status(416).set('Content-Range', `bytes */${file.content.length}`).end();
    return;
  }
  const [first] = Array.isArray(asked) && asked.type === 'bytes' && asked.length === 1 ? asked : [];
  if (!first) {
    response.set('Content-Length', String(file.content.length));
    response.status(200).end(request.method === 'HEAD' ? undefined : file.content);
    return;
  }
  response.set({
    'Content-Range': `bytes ${first.start}-${first.end}/${file.content.length}`,
    'Content-Length': String(first.end - first.start + 1),
  });
  response.status(206).end(request.method === 'HEAD' ? undefined : file.content.subarray(first.start, first.end + 1));
}
