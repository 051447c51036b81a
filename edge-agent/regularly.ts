import type { Logger } from 'pino';

/**
 * Runs a task again and again, never twice at a time; a failure is logged and the next run comes all the same.
 * @returns ends it
 */
export function every(ms: number, log: Logger, task: () => unknown): () => void {
  let busy = false;
  const run = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      await task();
    } catch (error) {
      log.error({ err: error }, 'a regular task failed');
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void run(), ms);
  return () => clearInterval(timer);
}
