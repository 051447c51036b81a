import type { Logger } from 'pino';
import type { createDetectorCounters } from './detector-counters.ts';
import { DetectionError, ModelError, type DetectionFault } from './detector-errors.ts';
import type { PoolJob } from './detector-job.ts';
import type { FromWorker, WorkerSetup } from './detector-messages.ts';
import type { DetectorThread, StartThread } from './detector-thread.ts';

/** One worker of the pool: a thread that is started anew whenever it dies. */
export interface DetectorWorker {
  /** Settles when the model is loaded for the first time; rejects with ModelError. */
  readonly opened: Promise<void>;
  /** Gives it a picture. Only while `state().open`. */
  take(job: PoolJob): void;
  state(): {
    readonly open: boolean;
    readonly held: number;
    readonly provider: string;
    readonly refused: readonly { readonly provider: string; readonly reason: string }[];
  };
  stop(): Promise<void>;
}

/** What a worker is started with. */
export interface DetectorWorkerOptions {
  readonly setup: WorkerSetup;
  readonly index: number;
  readonly stuckAfterMs: number;
  readonly counters: ReturnType<typeof createDetectorCounters>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly startThread: StartThread;
  /** Called whenever it can take another picture. */
  readonly free: () => void;
}

const RESTART_FIRST_MS = 100;
const RESTART_LONGEST_MS = 10_000;
const CLOSE_PATIENCE_MS = 5000;

/** Starts a worker and keeps it alive until `stop`. */
export function startDetectorWorker(options: DetectorWorkerOptions): DetectorWorker {
  const { setup, index, stuckAfterMs, counters, log, free } = options;
  const jobs = new Map<number, PoolJob>();
  let thread: DetectorThread | null = null;
  let ready: Extract<FromWorker, { kind: 'ready' }> | null = null;
  let restartDelayMs = RESTART_FIRST_MS;
  let restartTimer: NodeJS.Timeout | undefined;
  let stuckTimer: NodeJS.Timeout | undefined;
  let stopping = false;
  let everOpened = false;
  let threadEnded = (): void => {};
  let settle: { resolve(): void; reject(error: Error): void } | null = null;
  const opened = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });

  function start(): void {
    const mine = options.startThread({
      message: (message) => hear(message),
      ended(cause) {
        if (thread === mine) end('worker-crashed', cause);
        threadEnded();
      },
    });
    thread = mine;
    // handed over, not shared: each session keeps its own copy of the weights anyway
    const bytes = new Uint8Array(setup.model.bytes);
    mine.post({ kind: 'open', setup: { ...setup, model: { ...setup.model, bytes } } }, [bytes.buffer]);
  }

  function hear(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        ready = message;
        everOpened = true;
        settle?.resolve();
        free();
        return;
      case 'refused':
        if (everOpened) log.error({ worker: index, reason: message.message }, 'detector worker cannot load its model');
        else settle?.reject(new ModelError(message.message));
        return;
      case 'done':
        restartDelayMs = RESTART_FIRST_MS;
        answer(message.id)?.done(message.result);
        free();
        return;
      case 'failed':
        answer(message.id)?.fail(new DetectionError(message.code, message.message));
        free();
        return;
    }
  }

  function answer(id: number): PoolJob | undefined {
    const job = jobs.get(id);
    jobs.delete(id);
    watch();
    return job;
  }

  /** Restarts the clock of the picture at hand; a worker at rest has none. */
  function watch(): void {
    clearTimeout(stuckTimer);
    if (jobs.size === 0 || stopping) return;
    stuckTimer = setTimeout(() => {
      const stuck = thread;
      end('worker-stuck', `no answer for ${stuckAfterMs} ms`);
      void stuck?.kill();
    }, stuckAfterMs);
  }

  function end(fault: DetectionFault, cause: string): void {
    thread = null;
    ready = null;
    clearTimeout(stuckTimer);
    const lost = [...jobs.values()];
    jobs.clear();
    for (const job of lost)
      job.fail(new DetectionError(stopping ? 'stopped' : fault, `the detector's worker ended: ${cause}`));
    if (stopping) return;
    if (!everOpened) {
      settle?.reject(new Error(`the detector's worker ended while it loaded the model: ${cause}`));
      return;
    }
    log.error({ worker: index, cause, pictures: lost.length, restartInMs: restartDelayMs }, 'detector worker lost');
    restartTimer = setTimeout(() => {
      counters.restarted();
      start();
    }, restartDelayMs);
    restartDelayMs = Math.min(restartDelayMs * 2, RESTART_LONGEST_MS);
  }

  start();
  return {
    opened,
    take(job) {
      jobs.set(job.message.id, job);
      if (jobs.size === 1) watch();
      const { message } = job;
      const pictures = message.kind === 'parts' ? message.pictures : [message.picture];
      const buffers = pictures.map((picture) => (picture instanceof Uint8Array ? picture : picture.rgb).buffer);
      thread?.post(
        message,
        buffers.filter((buffer) => buffer instanceof ArrayBuffer),
      );
    },
    state: () => ({
      open: ready !== null,
      held: jobs.size,
      provider: ready?.provider ?? '',
      refused: ready?.refused ?? [],
    }),
    async stop() {
      if (stopping) return;
      stopping = true;
      clearTimeout(restartTimer);
      clearTimeout(stuckTimer);
      for (const job of jobs.values()) job.fail(new DetectionError('stopped', 'the detector is stopping'));
      jobs.clear();
      const last = thread;
      if (!last) return;
      const ended = new Promise<void>((resolve) => {
        threadEnded = resolve;
      });
      last.post({ kind: 'close' }, []);
      const patience = setTimeout(() => void last.kill(), CLOSE_PATIENCE_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}
