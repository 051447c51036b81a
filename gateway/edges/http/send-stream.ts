import { once } from 'node:events';
import type { Response } from 'express';
import type { StreamReply } from './route.ts';

/** A client that takes nothing for so long is gone, whatever its socket says. */
const STALLED_MS = 60_000;

/**
 * Sends a file while it is made, no faster than the client takes it. When making it fails midway the connection is
 * broken off, so that nobody takes half a file for a whole one.
 *
 * @throws what making it throws
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
      if (part.length === 0 || response.write(part)) continue;
      await Promise.race([once(response, 'drain'), once(response, 'close'), stalled(response)]);
    }
    response.end();
  } catch (error) {
    // Before anything was sent, the answer can still say what went wrong.
    if (response.headersSent) response.destroy();
    else response.removeHeader('Content-Disposition');
    throw error;
  }
}

async function stalled(response: Response): Promise<void> {
  const over = new AbortController();
  const settled = (): void => over.abort();
  response.once('drain', settled).once('close', settled);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      response.destroy();
      resolve();
    }, STALLED_MS);
    over.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  response.off('drain', settled).off('close', settled);
}
