import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLogFile } from './log-file.ts';

/** One of CityWatch's processes, started anew whenever it dies. */
export type RunningProcess = {
  readonly name: string;
  readonly pid: () => number | undefined;
  readonly restarts: () => number;
  /** Asks it to stop, waits, and kills it after 10 s. */
  readonly stop: () => Promise<void>;
};

/**
 * Starts a bundled process and keeps it running: a process that dies is started again after 1, 2, 4 … 30 s.
 *
 * @param logFile everything it prints is appended there
 * @param env its whole environment besides PATH and HOME: it inherits no secret it does not need
 */
export function startProcess({
  name,
  script,
  env,
  logFile,
  onExit,
  onLogLost,
}: {
  readonly name: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly onExit: (exit: {
    readonly code: number | null;
    readonly signal: string | null;
    readonly againInMs: number;
  }) => void;
  /** The disk does not take what it prints; it runs on. */
  readonly onLogLost: (error: Error) => void;
}): RunningProcess {
  let child: ChildProcess | undefined;
  let restarts = 0;
  let failuresInARow = 0;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;

  const start = () => {
    const startedAt = performance.now();
    const log = openLogFile(logFile, onLogLost);
    const running = spawn(process.execPath, ['--enable-source-maps', script], {
      // Two arenas: with one per thread glibc keeps what decoders and inference have long given back.
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], MALLOC_ARENA_MAX: '2', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C in a terminal reaches a whole process group: these are stopped in order by `stop`, not all at once.
      detached: true,
    });
    running.stdout.on('data', log.write);
    running.stderr.on('data', log.write);
    running.once('exit', (code, signal) => {
      log.end();
      if (stopping) return;
      failuresInARow = performance.now() - startedAt > 60_000 ? 0 : failuresInARow + 1;
      const againInMs = Math.min(30_000, 500 * 2 ** failuresInARow);
      restarts += 1;
      onExit({ code, signal, againInMs });
      timer = setTimeout(start, againInMs);
    });
    child = running;
  };
  start();

  return {
    name,
    pid: () => child?.pid,
    restarts: () => restarts,
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      const running = child;
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()));
      running.kill('SIGTERM');
      const timeout = new AbortController();
      await Promise.race([
        gone,
        sleep(10_000, undefined, { signal: timeout.signal }).then(
          () => running.kill('SIGKILL'),
          () => false,
        ),
      ]);
      timeout.abort();
      await gone;
    },
  };
}

/**
 * Waits until a process says on `/healthz` that it is well.
 *
 * @throws Error when it is not well after `withinMs`
 */
export async function untilHealthy(url: string, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs;
  for (;;) {
    const well = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
    if (well) return;
    if (performance.now() > until) throw new Error(`${url} is not well after ${Math.round(withinMs / 1000)} s`);
    await sleep(100);
  }
}
