import type { Logger } from 'pino';
import type { DeltaFlush } from '../../store/delta-mark.ts';

/** Writes counters every now and then, each exactly once. */
export interface DeltaFlusher {
  /** Writes what is there now. Never rejects. Returns whether everything is written. */
  readonly flush: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts writing what `take` hands over. What could not be written is kept, with its number, and tried again before
 * anything newer is taken: so a commit whose answer was lost is not counted twice.
 *
 * @param writer names the counting process; two flushers must not share it.
 */
export function startDeltaFlusher<T>(options: {
  readonly writer: string;
  readonly everyMs: number;
  readonly take: () => readonly T[];
  readonly write: (flush: DeltaFlush, rows: readonly T[]) => Promise<void>;
  readonly isFaultOf: (error: unknown) => boolean;
  readonly log: Logger;
}): DeltaFlusher {
  const { writer, log } = options;
  let number = 0;
  let pending: readonly T[] = [];
  let running: Promise<boolean> | null = null;

  async function write(): Promise<boolean> {
    if (pending.length === 0) {
      pending = options.take();
      if (pending.length === 0) return true;
      number++;
    }
    try {
      await options.write({ writer, number }, pending);
      pending = [];
      return true;
    } catch (error) {
      if (options.isFaultOf(error)) {
        log.error({ writer, err: error, rows: pending.length }, 'the database refuses counters; they are lost');
        pending = [];
        return true;
      }
      log.warn({ writer, err: error, rows: pending.length }, 'could not write counters, keeping them');
      return false;
    }
  }

  function flush(): Promise<boolean> {
    running ??= write().finally(() => {
      running = null;
    });
    return running;
  }

  const timer = setInterval(() => void flush(), options.everyMs);
  return {
    flush,
    async stop() {
      clearInterval(timer);
      if (running) await running;
      // Once for what was pending, once for what was counted since.
      if (await flush()) await flush();
    },
  };
}
