import { pbkdf2 } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** Processor time of this process by what its threads are for, milliseconds since their start (Linux). */
export interface ThreadTimes {
  /** Threads that have come since the last call do this. */
  readonly name: (role: string) => void;
  /** By role; `main` is the event loop, `other` what was never named. */
  readonly read: () => Readonly<Record<string, number>>;
}

/** libuv has so many threads unless told otherwise. */
const POOL = 4;
const BUSY_MS = 15;

/** Call it before anything else runs: what is there already, and is not of libuv's pool, is the engine's own. */
export async function watchThreads(): Promise<ThreadTimes> {
  const roles = new Map<string, string>([[String(process.pid), 'main']]);
  const name = (role: string): void => {
    for (const id of taskIds()) if (!roles.has(id)) roles.set(id, role);
  };
  // Threads do not say whose they are: those of the pool are the ones that work when the pool has work.
  const before = new Map(taskIds().map((id) => [id, onProcessorMs(id)]));
  await Promise.all(
    Array.from({ length: POOL }, () => new Promise((done) => pbkdf2('a', 'b', 60_000, 64, 'sha512', done))),
  );
  for (const id of taskIds()) {
    if (!roles.has(id) && onProcessorMs(id) - (before.get(id) ?? 0) > BUSY_MS) roles.set(id, 'pool');
  }
  name('engine');
  return {
    name,
    read() {
      const times: Record<string, number> = {};
      for (const id of taskIds()) {
        const role = roles.get(id) ?? 'other';
        times[role] = (times[role] ?? 0) + onProcessorMs(id);
      }
      return times;
    },
  };
}

function taskIds(): string[] {
  return readdirSync('/proc/self/task');
}

/** The first number is the time on a processor in nanoseconds. */
function onProcessorMs(id: string): number {
  try {
    return Number(readFileSync(`/proc/self/task/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    // The thread has ended since the list was read.
    return 0;
  }
}
