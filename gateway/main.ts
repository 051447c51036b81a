import pino from 'pino';
import { ConfigError } from '../contracts/process-settings.ts';
import { startGateway } from './app.ts';
import { readEnvironment, type GatewayConfig } from './env.ts';

function readConfig(): GatewayConfig {
  try {
    return readEnvironment(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`gateway cannot start:\n${error.message}\n`);
    process.exit(1);
  }
}

const config = readConfig();
const log = pino({
  level: config.logLevel,
  name: 'gateway',
  timestamp: pino.stdTimeFunctions.isoTime,
  // PostgreSQL tells a row it refuses in full: a camera's with its password.
  redact: ['err.detail'],
});

process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'a bug; the process ends to be started again');
  process.exit(1);
});
process.on('unhandledRejection', (error) => {
  log.fatal({ err: error }, 'a bug; the process ends to be started again');
  process.exit(1);
});

try {
  const gateway = await startGateway({ config, log, clock: Date.now });
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      gateway.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'did not stop in order');
          process.exit(1);
        },
      );
    });
  }
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`gateway cannot start:\n${error.message}\n`);
  else log.fatal({ err: error }, 'the gateway cannot start');
  process.exit(1);
}
