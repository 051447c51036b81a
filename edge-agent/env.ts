import { z } from 'zod';

import { slug } from '../contracts/ids.ts';

/** Settings of an edge-agent. */
export type AgentSettings = {
  readonly agentId: string;
  /** Shown to ingest when frames are sent. */
  readonly token: string;
  readonly ingestUrl: string;
  readonly mqttUrl: string;
  readonly mqttUsername: string;
  readonly mqttPassword: string;
  /** Where readings and the last configuration are kept. */
  readonly dataDir: string;
  /** A configuration file instead of the one by MQTT; undefined: by MQTT. */
  readonly configFile: string | undefined;
  readonly ffmpeg: string;
  /** Where `/healthz` and `/metrics` are served; 0: any free port. */
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Width in pixels to which pictures are scaled down. */
  readonly frameWidth: number;
  /** Without a picture for so long a camera's stream is opened anew. */
  readonly stallMs: number;
  /** How long the first picture of a stream may take. */
  readonly startMs: number;
  readonly stillCheckMs: number;
  readonly healthEveryMs: number;
  readonly readingsMaxBytes: number;
};

/** Settings the operator must mend; lists all faults at once, and no values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const seconds = (least: number, most: number, usual: number) => z.coerce.number().min(least).max(most).default(usual);

const environment = z.object({
  CITYWATCH_AGENT_ID: slug,
  CITYWATCH_AGENT_TOKEN: z.string().min(1).max(200),
  CITYWATCH_INGEST_URL: z.url({ protocol: /^(https?|wss?)$/, error: 'must be an http:// or https:// address' }),
  CITYWATCH_MQTT_URL: z.url({ protocol: /^(mqtts?|wss?)$/, error: 'must be an mqtt:// or mqtts:// address' }),
  CITYWATCH_MQTT_USERNAME: z.string().default(''),
  CITYWATCH_MQTT_PASSWORD: z.string().default(''),
  CITYWATCH_DATA_DIR: z.string().min(1),
  CITYWATCH_AGENT_CONFIG: z.string().min(1).optional(),
  CITYWATCH_FFMPEG: z.string().min(1).default('ffmpeg'),
  CITYWATCH_HOST: z.string().min(1).default('127.0.0.1'),
  CITYWATCH_PORT: z.coerce.number().int().min(0).max(65_535).default(8084),
  CITYWATCH_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CITYWATCH_FRAME_WIDTH: z.coerce.number().int().min(160).max(3840).default(640),
  CITYWATCH_STALL_S: seconds(1, 60, 5),
  CITYWATCH_START_S: seconds(1, 120, 12),
  CITYWATCH_STILL_CHECK_S: seconds(1, 600, 10),
  CITYWATCH_HEALTH_S: seconds(1, 60, 4),
  CITYWATCH_READINGS_MAX_MB: z.coerce.number().min(1).max(100_000).default(64),
});

/**
 * Reads the settings of an edge-agent.
 * @throws ConfigError naming every fault
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): AgentSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  }
  const { data } = parsed;
  return {
    agentId: data.CITYWATCH_AGENT_ID,
    token: data.CITYWATCH_AGENT_TOKEN,
    ingestUrl: data.CITYWATCH_INGEST_URL,
    mqttUrl: data.CITYWATCH_MQTT_URL,
    mqttUsername: data.CITYWATCH_MQTT_USERNAME,
    mqttPassword: data.CITYWATCH_MQTT_PASSWORD,
    dataDir: data.CITYWATCH_DATA_DIR,
    configFile: data.CITYWATCH_AGENT_CONFIG,
    ffmpeg: data.CITYWATCH_FFMPEG,
    host: data.CITYWATCH_HOST,
    port: data.CITYWATCH_PORT,
    logLevel: data.CITYWATCH_LOG_LEVEL,
    frameWidth: data.CITYWATCH_FRAME_WIDTH,
    stallMs: data.CITYWATCH_STALL_S * 1000,
    startMs: data.CITYWATCH_START_S * 1000,
    stillCheckMs: data.CITYWATCH_STILL_CHECK_S * 1000,
    healthEveryMs: data.CITYWATCH_HEALTH_S * 1000,
    readingsMaxBytes: data.CITYWATCH_READINGS_MAX_MB * 1024 * 1024,
  };
}
