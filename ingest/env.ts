import { z } from 'zod';

/** Settings of ingest. */
export interface IngestConfig {
  /** postgres:// address; holds a password, never logged. */
  readonly databaseUrl: string;
  readonly mqtt: { readonly url: string; readonly username?: string; readonly password?: string };
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Id of a shipped model manifest, or the path of an own one. */
  readonly model: string;
  /** Folder with the files of shipped models. */
  readonly modelDir: string;
  /** Threads that infer. */
  readonly detectorWorkers: number;
  /** ONNX Runtime's execution providers in the order to try. */
  readonly providers: readonly string[];
  /** Name of this ingest among others on the same broker. */
  readonly replica: string;
}

/** Settings the operator must mend; lists all faults at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const environment = z.object({
  CITYWATCH_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }),
  CITYWATCH_MQTT_URL: z.url({ protocol: /^(mqtts?|wss?)$/, error: 'must be an mqtt:// or mqtts:// address' }),
  CITYWATCH_MQTT_USERNAME: z.string().optional(),
  CITYWATCH_MQTT_PASSWORD: z.string().optional(),
  CITYWATCH_HOST: z.string().min(1).default('127.0.0.1'),
  CITYWATCH_PORT: z.coerce.number().int().min(0).max(65_535).default(8081),
  CITYWATCH_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CITYWATCH_MODEL: z.string().min(1).default('yolov8n'),
  CITYWATCH_MODEL_DIR: z.string().min(1).default('.cache/models'),
  CITYWATCH_DETECTOR_WORKERS: z.coerce.number().int().min(1).max(64).optional(),
  CITYWATCH_DETECTOR_PROVIDERS: z
    .string()
    .regex(/^[a-z]+(,[a-z]+)*$/, 'must be names separated by commas, such as cuda,cpu')
    .default('cpu'),
  CITYWATCH_REPLICA: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'must be a lower-case name of at most 31 characters')
    .default('one'),
});

/**
 * Reads the settings of ingest; `DATABASE_URL` serves where `CITYWATCH_DATABASE_URL` is not set.
 *
 * @param cores processors of this machine: one detector thread each, unless set otherwise.
 * @throws ConfigError naming every fault, never a value.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>, cores: number): IngestConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse({ CITYWATCH_DATABASE_URL: given['DATABASE_URL'], ...given });
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  }
  const { data } = parsed;
  return {
    databaseUrl: data.CITYWATCH_DATABASE_URL,
    mqtt: {
      url: data.CITYWATCH_MQTT_URL,
      ...(data.CITYWATCH_MQTT_USERNAME === undefined ? {} : { username: data.CITYWATCH_MQTT_USERNAME }),
      ...(data.CITYWATCH_MQTT_PASSWORD === undefined ? {} : { password: data.CITYWATCH_MQTT_PASSWORD }),
    },
    host: data.CITYWATCH_HOST,
    port: data.CITYWATCH_PORT,
    logLevel: data.CITYWATCH_LOG_LEVEL,
    model: data.CITYWATCH_MODEL,
    modelDir: data.CITYWATCH_MODEL_DIR,
    detectorWorkers: data.CITYWATCH_DETECTOR_WORKERS ?? Math.max(1, cores),
    providers: data.CITYWATCH_DETECTOR_PROVIDERS.split(','),
    replica: data.CITYWATCH_REPLICA,
  };
}
