import { z } from 'zod';

import { slug } from '../contracts/ids.ts';
import { processSettings, readSettings, wholeNumber, type LogLevel } from '../contracts/process-settings.ts';

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
  readonly logLevel: LogLevel;
  /** Width in pixels to which pictures are scaled down. */
  readonly frameWidth: number;
  /** Without a picture for so long a camera's stream is opened anew. */
  readonly stallMs: number;
  /** How long the first picture of a stream may take. */
  readonly startMs: number;
  readonly stillCheckMs: number;
  /** Whether only keyframes are decoded while nothing moves. */
  readonly keyframesWhileQuiet: boolean;
  readonly healthEveryMs: number;
  readonly readingsMaxBytes: number;
  /** How long recordings are kept; 0: nothing is recorded. */
  readonly recordKeepMs: number;
  readonly recordMaxBytes: number;
  /** Recording stops while the disk has less free than this. */
  readonly recordLeaveBytes: number;
  /** Where this host reaches the gateway; undefined: wherever a command says. */
  readonly gatewayUrl: string | undefined;
  /** Hosts that are asked directly when cameras are looked for, `host` or `host:port`. */
  readonly discoveryTargets: readonly string[];
};

const MEGABYTE = 1024 * 1024;

const seconds = (least: number, most: number, usual: number) => z.coerce.number().min(least).max(most).default(usual);

/** The same by the names they have in the environment. */
export const environment = z.object({
  CITYWATCH_AGENT_ID: slug.describe('Id of this agent; its name at the broker is the same.'),
  CITYWATCH_AGENT_TOKEN: z
    .string()
    .min(1)
    .max(200)
    .describe('Token of this agent, shown to ingest; printed once when the agent is added.'),
  CITYWATCH_INGEST_URL: z
    .url({ protocol: /^(https?|wss?)$/, error: 'must be an http:// or https:// address' })
    .describe('Where frames are sent: the address of ingest, or of the proxy before it.'),
  CITYWATCH_MQTT_URL: processSettings.mqttUrl,
  CITYWATCH_MQTT_USERNAME: processSettings.mqttUsername,
  CITYWATCH_MQTT_PASSWORD: processSettings.mqttPassword,
  CITYWATCH_DATA_DIR: z
    .string()
    .min(1)
    .describe('Folder for readings that are not stored yet and for the last configuration; must survive restarts.'),
  CITYWATCH_AGENT_CONFIG: z
    .string()
    .min(1)
    .optional()
    .describe('A file with the cameras and sensors, instead of what the gateway says.'),
  CITYWATCH_FFMPEG: z.string().min(1).default('ffmpeg').describe('The ffmpeg program.'),
  CITYWATCH_HOST: processSettings.host,
  CITYWATCH_PORT: processSettings.port(8084),
  CITYWATCH_LOG_LEVEL: processSettings.logLevel,
  CITYWATCH_FRAME_WIDTH: wholeNumber(160, 3840)
    .default(640)
    .describe('Width in pixels to which wider pictures are scaled down before they are looked at and sent.'),
  CITYWATCH_STALL_S: seconds(1, 60, 5).describe('Without a picture for so many seconds a camera is connected anew.'),
  CITYWATCH_START_S: seconds(1, 120, 12).describe('Seconds the first picture of a stream may take.'),
  CITYWATCH_STILL_CHECK_S: seconds(1, 600, 10).describe(
    'A scene where nothing moves is sent again after so many seconds.',
  ),
  CITYWATCH_DECODE: z
    .enum(['when-needed', 'always'])
    .default('when-needed')
    .describe(
      '`when-needed`: while nothing moves only keyframes are decoded, which takes a fraction of the processor; cameras of high priority and those with a keyframe less than every 4 seconds are decoded always. `always`: every picture of all cameras.',
    ),
  CITYWATCH_HEALTH_S: seconds(1, 60, 4).describe('Seconds between reports of the cameras’ health.'),
  CITYWATCH_READINGS_MAX_MB: z.coerce
    .number()
    .min(1)
    .max(100_000)
    .default(64)
    .describe('Most that readings waiting to be stored may take on disk, in MiB.'),
  CITYWATCH_RECORD_MIN: z.coerce
    .number()
    .min(0)
    .max(10_080)
    .default(5)
    .describe('Minutes of each camera’s video kept on disk, for clips; 0: nothing is recorded.'),
  CITYWATCH_RECORD_MAX_MB: z.coerce
    .number()
    .min(1)
    .max(10_000_000)
    .default(2048)
    .describe('Most that the recordings of all cameras may take on disk, in MiB.'),
  CITYWATCH_RECORD_LEAVE_MB: z.coerce
    .number()
    .min(0)
    .max(10_000_000)
    .default(1024)
    .describe('Nothing is recorded while the disk has less free than this, in MiB.'),
  CITYWATCH_GATEWAY_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .optional()
    .describe(
      'Where this host reaches the gateway: clips, stills, answers and live video are taken there and nowhere else, whatever address people open the console by. Without it to wherever a command says.',
    ),
  CITYWATCH_DISCOVERY_TARGETS: z
    .string()
    .regex(/^[\w.-]+(?::\d{1,5})?(?:,[\w.-]+(?::\d{1,5})?){0,255}$/, 'must be hosts, separated by commas')
    .optional()
    .describe(
      'Hosts asked directly when cameras are looked for, separated by commas, each with a port if it is not 3702: for networks a router keeps from this host.',
    ),
});

/**
 * Reads the settings of an edge-agent.
 * @throws ConfigError naming every fault
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): AgentSettings {
  const given = readSettings(environment, env);
  return {
    agentId: given.CITYWATCH_AGENT_ID,
    token: given.CITYWATCH_AGENT_TOKEN,
    ingestUrl: given.CITYWATCH_INGEST_URL,
    mqttUrl: given.CITYWATCH_MQTT_URL,
    mqttUsername: given.CITYWATCH_MQTT_USERNAME ?? '',
    mqttPassword: given.CITYWATCH_MQTT_PASSWORD ?? '',
    dataDir: given.CITYWATCH_DATA_DIR,
    configFile: given.CITYWATCH_AGENT_CONFIG,
    ffmpeg: given.CITYWATCH_FFMPEG,
    host: given.CITYWATCH_HOST,
    port: given.CITYWATCH_PORT,
    logLevel: given.CITYWATCH_LOG_LEVEL,
    frameWidth: given.CITYWATCH_FRAME_WIDTH,
    stallMs: given.CITYWATCH_STALL_S * 1000,
    startMs: given.CITYWATCH_START_S * 1000,
    stillCheckMs: given.CITYWATCH_STILL_CHECK_S * 1000,
    keyframesWhileQuiet: given.CITYWATCH_DECODE === 'when-needed',
    healthEveryMs: given.CITYWATCH_HEALTH_S * 1000,
    readingsMaxBytes: given.CITYWATCH_READINGS_MAX_MB * MEGABYTE,
    recordKeepMs: given.CITYWATCH_RECORD_MIN * 60_000,
    recordMaxBytes: given.CITYWATCH_RECORD_MAX_MB * MEGABYTE,
    recordLeaveBytes: given.CITYWATCH_RECORD_LEAVE_MB * MEGABYTE,
    gatewayUrl: given.CITYWATCH_GATEWAY_URL,
    discoveryTargets: given.CITYWATCH_DISCOVERY_TARGETS?.split(',') ?? [],
  };
}
