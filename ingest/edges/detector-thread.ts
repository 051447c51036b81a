import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './detector-messages.ts';

/** What happens to a detector thread. `ended` comes once, whatever the cause. */
export interface ThreadEvents {
  message(message: FromWorker): void;
  ended(cause: string): void;
}

/** One detector thread as the pool sees it. */
export interface DetectorThread {
  post(message: ToWorker, transfer: readonly ArrayBuffer[]): void;
  /** Ends it at once; a run under way is given up. */
  kill(): Promise<void>;
}

/** How the pool gets its threads. */
export type StartThread = (events: ThreadEvents) => DetectorThread;

/** Starts the real thread: through tsx when running from source, the .js file beside this one in a bundle. */
export const startDetectorThread: StartThread = (events) => {
  const entry = import.meta.url.endsWith('.ts') ? './detector-worker-source.mjs' : './detector-worker.js';
  // From 1.29 on ONNX Runtime reports to its maker over the internet, under a number that names this machine, unless it is
  // told not to before it is loaded. It looks into the process's environment, of which a thread has only a copy.
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  const worker = new Worker(new URL(entry, import.meta.url), { execArgv: [] });
  let cause = '';
  worker.on('message', (message: FromWorker) => events.message(message));
  worker.on('error', (error) => {
    cause = error instanceof Error ? error.message : String(error);
  });
  worker.on('exit', (code) => events.ended(cause || `exit code ${code}`));
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    kill: async () => {
      await worker.terminate();
    },
  };
};
