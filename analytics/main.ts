import { pino } from 'pino';
import { ConfigError } from '../contracts/process-settings.ts';
import { startAnalytics } from './app.ts';
import { readEnvironment, type AnalyticsConfig } from './env.ts';

const config = settings();
const log = pino({ level: config.logLevel, base: { process: 'analytics' } });
const started = startAnalytics({ config, log, clock: { now: Date.now } });
started.catch((error: unknown) => {
  if (error instanceof ConfigError) refuse(error);
  log.fatal({ err: error }, 'analytics could not start');
  process.exit(1);
});

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Told twice: whoever waits for it will not wait longer.
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'analytics stops');
    started
      .then((analytics) => analytics.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.fatal({ err: error }, 'analytics did not stop in order');
          process.exit(1);
        },
      );
  });
}

function settings(): AnalyticsConfig {
  try {
    return readEnvironment(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    refuse(error);
  }
}

function refuse(error: ConfigError): never {
  process.stderr.write(`analytics cannot start:\n${error.message}\n`);
  process.exit(1);
}
