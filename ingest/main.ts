import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import { ConfigError } from '../contracts/process-settings.ts';
import { runProcess } from '../process/run-process.ts';
import { startIngest, type Ingest } from './app.ts';
import { ModelError } from './edges/detector-errors.ts';
import { createDetectorPool, type DetectorPool } from './edges/detector-pool.ts';
import { openModel } from './edges/model-file.ts';
import { readEnvironment, type IngestConfig } from './env.ts';

runProcess({ name: 'ingest', readConfig: () => readEnvironment(process.env, availableParallelism()), start });

async function start(config: IngestConfig, log: Logger): Promise<Ingest> {
  return startIngest({ config, detector: await openDetector(config, log), log, clock: Date.now });
}

async function openDetector(config: IngestConfig, log: Logger): Promise<DetectorPool> {
  try {
    const model = await openModel(config.model, config.modelDir);
    const { detectorWorkers: workers, providers } = config;
    return await createDetectorPool({ model, workers, threadsPerSession: 1, providers, log });
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new ConfigError(error.message, { cause: error });
  }
}
