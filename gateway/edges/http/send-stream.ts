import type { Response } from 'express';
import type { StreamReply } from './route.ts';

/** A client that takes nothing for so long is gone, whatever its socket says. */
const STALLED_MS = 60_000;

/**
 * Sends a file while it is made, no faster than the client takes it. When making it fails midway the connection is
 * broken off, so that nobody takes half a file for a whole one.
 *
 * @throws what making it throws, while somebody is there to be told
 */
export async function sendStream(response: Response, { mime, fileName, parts }: StreamReply): Promise<void> {
  response.set({
    'Content-Type': mime,
    'Cache-Control': 'no-store',
    'Content-Disposition': `attachment; filename="${fileName.replace(/[^\w.-]/g, '-')}"`,
  });
  try {
    for await (const part of parts) {
      if (response.destroyed) return;
      if (part.length > 0 && !response.write(part)) await room(response);
    }
    response.end();
  } catch (error) {
    // Whoever left ended what was read for them.
    if (response.destroyed && error instanceof Error && error.name === 'AbortError') return;
    // Before anything was sent, the answer can still say what went wrong.
    if (response.headersSent) response.destroy();
    else response.removeHeader('Content-Disposition');
    throw error;
  }
}

/** Waits until the client has taken what was written, or is gone. */
function room(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), STALLED_MS);
    // Nothing of a part may be left behind: a file has thousands of them.
    const settled = (): void => {
      clearTimeout(timer);
      response.off('drain', settled).off('close', settled);
      resolve();
    };
    response.on('drain', settled).on('close', settled);
  });
}
