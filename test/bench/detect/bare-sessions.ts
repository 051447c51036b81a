import { Worker } from 'node:worker_threads';
import type { Size } from '../../../ingest/core/detection/letterbox.ts';
import type { ModelManifest } from '../../../ingest/edges/model-manifest.ts';
import type { BareOrder } from './bare-session.ts';

/** Sessions that run the model over and over on the same input, each in its own thread: the ceiling of the machine. */
export interface BareSessions {
  /** How many runs all of them together did in the time. */
  run(durationMs: number): Promise<number>;
  stop(): Promise<void>;
}

/** Loads `sessions` copies of the model with the settings ingest gives its own. */
export async function startBareSessions(setup: {
  readonly manifest: ModelManifest;
  readonly bytes: Uint8Array;
  readonly size: Size;
  readonly sessions: number;
  readonly threads: number;
}): Promise<BareSessions> {
  const { manifest, bytes, size, sessions, threads } = setup;
  const { name, layout } = manifest.input;
  const dims = layout === 'NCHW' ? [1, 3, size.height, size.width] : [1, size.height, size.width, 3];
  const workers = Array.from(
    { length: sessions },
    () =>
      new Worker(new URL('./bare-session-source.mjs', import.meta.url), {
        execArgv: [],
        workerData: { bytes, name, dims, threads } satisfies BareOrder,
      }),
  );
  await Promise.all(workers.map(reportOf));
  return {
    async run(durationMs) {
      const reports = workers.map(reportOf);
      for (const worker of workers) worker.postMessage(durationMs);
      const runs = await Promise.all(reports);
      return runs.reduce((sum, each) => sum + each, 0);
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function reportOf(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
