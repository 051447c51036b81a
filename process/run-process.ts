import { pino, type Logger } from 'pino';
import { ConfigError, type LogLevel } from '../contracts/process-settings.ts';

/**
 * The life of a process, the same for all: settings, logger, start, and an end in order at SIGINT or SIGTERM. Told a second
 * time it ends at once: whoever waits for it will not wait longer.
 *
 * It ends with 1 when the operator must act (said in plain lines, before or instead of a log), when it cannot start, when it
 * does not stop in order, and on a bug: an error that nobody caught is logged, and whoever supervises it starts it again.
 *
 * @param readConfig throws a ConfigError that names every fault
 * @param labels what each line of the log says besides the process's name
 */
export function runProcess<Config extends { readonly logLevel: LogLevel }>({
  name,
  readConfig,
  labels = () => ({}),
  start,
}: {
  readonly name: string;
  readonly readConfig: () => Config;
  readonly labels?: (config: Config) => Readonly<Record<string, string>>;
  readonly start: (config: Config, log: Logger) => Promise<{ readonly stop: () => Promise<void> }>;
}): void {
  const config = orRefuse(name, readConfig);
  const log = pino({
    level: config.logLevel,
    base: { process: name, ...labels(config) },
    timestamp: pino.stdTimeFunctions.isoTime,
    // PostgreSQL tells a row it refuses in full: a camera's with its password.
    redact: ['err.detail'],
  });
  const fail = (error: unknown, sentence: string): never => {
    log.fatal({ err: error }, sentence);
    process.exit(1);
  };
  // Rejections that nobody handles come here too.
  process.on('uncaughtException', (error) => fail(error, 'a bug; the process ends to be started again'));

  const started = start(config, log);
  started.catch((error: unknown) => {
    if (error instanceof ConfigError) refuse(name, error);
    fail(error, 'could not start');
  });
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      log.info({ signal }, 'stopping');
      started
        .then((running) => running.stop())
        .then(
          () => process.exit(0),
          (error: unknown) => fail(error, 'did not stop in order'),
        );
    });
  }
}

function orRefuse<Config>(name: string, readConfig: () => Config): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    refuse(name, error);
  }
}

function refuse(name: string, error: ConfigError): never {
  process.stderr.write(`${name} cannot start:\n${error.message}\n`);
  process.exit(1);
}
