import { hostname } from 'node:os';
import type { Database } from './database.ts';
import { forgetProcess, saveProcessState, type ToldState } from './process-states.ts';

const EVERY_MS = 5_000;
/** A database that hangs does not keep a process from stopping. */
const STOP_MS = 2_000;

/** A name that stays when the process is started again in the same place. */
export function instanceName(port: number): string {
  return `${hostname()}:${port}`.slice(0, 100);
}

/**
 * Writes how a process is into the store, every few seconds, until it stops in order. One write at a time: where the
 * database is slow they become fewer.
 *
 * @param failed told once when writing begins to fail
 */
export function startProcessReport({
  database,
  describe,
  failed,
  everyMs = EVERY_MS,
}: {
  readonly database: Database;
  readonly describe: () => Promise<ToldState>;
  readonly failed: (error: unknown) => void;
  readonly everyMs?: number;
}): { readonly stop: () => Promise<void> } {
  let isFailing = false;
  let working: Promise<void> | null = null;
  const tell = async (): Promise<void> => {
    try {
      await saveProcessState(database, await describe());
      isFailing = false;
    } catch (error) {
      if (!isFailing) failed(error);
      isFailing = true;
    }
  };
  const tick = (): void => {
    working ??= tell().finally(() => (working = null));
  };
  const leave = async (): Promise<void> => {
    await working;
    if (isFailing) return;
    await describe()
      .then((state) => forgetProcess(database, state))
      .catch(failed);
  };
  const timer = setInterval(tick, everyMs);
  tick();
  return {
    stop: async () => {
      clearInterval(timer);
      const patience = new Promise<void>((resolve) => setTimeout(resolve, STOP_MS).unref());
      await Promise.race([leave(), patience]);
    },
  };
}
