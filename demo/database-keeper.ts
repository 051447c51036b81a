import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseServer } from './database-server.ts';

/** Told each time a server has ended by itself, or could not be started again. */
export type DatabaseEnded = (ended: { readonly problem: string; readonly againInMs: number }) => void;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** One that ran so long did not fall over its own start. */
const STEADY_AFTER_MS = 60_000;

/**
 * Keeps a database server running: one that ends without being asked is started again after ½, 1, 2 … 30 s, on the same
 * port, so that whoever was connected finds it again.
 *
 * @param again starts it on the data that is there
 * @returns stops it, also in the middle of being started again
 */
export function keepServer(
  first: DatabaseServer,
  again: () => Promise<DatabaseServer>,
  onEnded: DatabaseEnded,
): () => Promise<void> {
  const stopping = new AbortController();
  const run = async (): Promise<DatabaseServer | null> => {
    let server = first;
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const startedAt = performance.now();
      let problem = await endOf(server, stopping.signal);
      if (stopping.signal.aborted) return server;
      if (performance.now() - startedAt > STEADY_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      for (let next: DatabaseServer | null = null; next === null;) {
        onEnded({ problem, againInMs: pauseMs });
        await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return null;
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
        next = await again().catch((error: unknown) => {
          problem = error instanceof Error ? error.message : String(error);
          return null;
        });
        if (next) server = next;
      }
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await (await running)?.stop();
  };
}

/** Resolves when it has ended, or when nobody waits any more. */
async function endOf({ exited }: DatabaseServer, signal: AbortSignal): Promise<string> {
  const aborted = new Promise<string>((resolve) => {
    if (signal.aborted) resolve('stopped');
    signal.addEventListener('abort', () => resolve('stopped'));
  });
  return Promise.race([exited.then((code) => `it ended with ${code ?? 'a signal'}`), aborted]);
}
