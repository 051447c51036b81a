import { availableParallelism } from 'node:os';
import { pino } from 'pino';
import { ConfigError } from '../contracts/process-settings.ts';
import { startIngest, type Ingest } from './app.ts';
import { ModelError } from './edges/detector-errors.ts';
import { createDetectorPool } from './edges/detector-pool.ts';
import { openModel } from './edges/model-file.ts';
import { readEnvironment, type IngestConfig } from './env.ts';

const config = settings();
const log = pino({ level: config.logLevel, base: { process: 'ingest' } });
const started = start();
started.catch((error: unknown) => {
  if (error instanceof ModelError) log.fatal({ reason: error.message }, 'ingest could not start');
  else log.fatal({ err: error }, 'ingest could not start');
  process.exit(1);
});

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'ingest stops');
    started
      .then((ingest) => ingest.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.fatal({ err: error }, 'ingest did not stop in order');
          process.exit(1);
        },
      );
  });
}

async function start(): Promise<Ingest> {
  const model = await openModel(config.model, config.modelDir);
  const pool = await createDetectorPool({
    model,
    workers: config.detectorWorkers,
    threadsPerSession: 1,
    providers: config.providers,
    log,
  });
  return startIngest({ config, detector: pool, log, clock: Date.now });
}

function settings(): IngestConfig {
  try {
    return readEnvironment(process.env, availableParallelism());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`ingest cannot start:\n${error.message}\n`);
    process.exit(1);
  }
}
