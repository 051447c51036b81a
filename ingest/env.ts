import { z } from 'zod';
import { processSettings, readSettings, wholeNumber, type LogLevel } from '../contracts/process-settings.ts';

/** Settings of ingest. */
export interface IngestConfig {
  /** postgres:// address; holds a password, never logged. */
  readonly databaseUrl: string;
  readonly mqtt: { readonly url: string; readonly username?: string; readonly password?: string };
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly logLevel: LogLevel;
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

/** The same by the names they have in the environment. */
export const environment = z.object({
  CITYWATCH_DATABASE_URL: processSettings.databaseUrl,
  CITYWATCH_MQTT_URL: processSettings.mqttUrl,
  CITYWATCH_MQTT_USERNAME: processSettings.mqttUsername,
  CITYWATCH_MQTT_PASSWORD: processSettings.mqttPassword,
  CITYWATCH_HOST: processSettings.host,
  CITYWATCH_PORT: processSettings.port(8081),
  CITYWATCH_LOG_LEVEL: processSettings.logLevel,
  CITYWATCH_MODEL: z
    .string()
    .min(1)
    .default('yolov8n')
    .describe('Detector: the id of a manifest in `ingest/models/`, or the path of an own manifest (`.json`).'),
  CITYWATCH_MODEL_DIR: z.string().min(1).default('.cache/models').describe('Folder with the files of the models.'),
  CITYWATCH_DETECTOR_WORKERS: wholeNumber(1, 64)
    .optional()
    .describe('Threads that run the detector; when not set, one for each processor.'),
  CITYWATCH_DETECTOR_PROVIDERS: z
    .string()
    .regex(/^[a-z]+(,[a-z]+)*$/, 'must be names separated by commas, such as cuda,cpu')
    .default('cpu')
    .describe('ONNX Runtime’s execution providers in the order to try, separated by commas.'),
  CITYWATCH_REPLICA: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'must be a lower-case name of at most 31 characters')
    .default('one')
    .describe('Name of this ingest where several share a broker; must stay the same over restarts.'),
});

/**
 * Reads the settings of ingest.
 *
 * @param cores processors of this machine: one detector thread each, unless set otherwise.
 * @throws ConfigError naming every fault, never a value.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>, cores: number): IngestConfig {
  const given = readSettings(environment, env);
  return {
    databaseUrl: given.CITYWATCH_DATABASE_URL,
    mqtt: {
      url: given.CITYWATCH_MQTT_URL,
      ...(given.CITYWATCH_MQTT_USERNAME === undefined ? {} : { username: given.CITYWATCH_MQTT_USERNAME }),
      ...(given.CITYWATCH_MQTT_PASSWORD === undefined ? {} : { password: given.CITYWATCH_MQTT_PASSWORD }),
    },
    host: given.CITYWATCH_HOST,
    port: given.CITYWATCH_PORT,
    logLevel: given.CITYWATCH_LOG_LEVEL,
    model: given.CITYWATCH_MODEL,
    modelDir: given.CITYWATCH_MODEL_DIR,
    detectorWorkers: given.CITYWATCH_DETECTOR_WORKERS ?? Math.max(1, cores),
    providers: given.CITYWATCH_DETECTOR_PROVIDERS.split(','),
    replica: given.CITYWATCH_REPLICA,
  };
}
