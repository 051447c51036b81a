import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What one bare session runs. */
export interface BareOrder {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly dims: readonly number[];
  readonly threads: number;
}

const { bytes, name, dims, threads } = workerData as BareOrder;
const session = await InferenceSession.create(bytes, {
  executionProviders: ['cpu'],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});
const numbers = Float32Array.from(
  { length: dims.reduce((product, dim) => product * dim, 1) },
  (_, at) => (at % 255) / 255,
);
const feeds = { [name]: new Tensor('float32', numbers, dims) };
await session.run(feeds);

async function round(durationMs: number): Promise<number> {
  const started = performance.now();
  let runs = 0;
  while (performance.now() - started < durationMs) {
    await session.run(feeds);
    runs++;
  }
  return runs;
}

parentPort?.on('message', (durationMs: number) => {
  round(durationMs).then(
    (runs) => parentPort?.postMessage(runs),
    (error: unknown) => {
      throw error;
    },
  );
});
parentPort?.postMessage(0);
