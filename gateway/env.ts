import { z } from 'zod';
import { processSettings, readSettings, type LogLevel } from '../contracts/process-settings.ts';
import { isPushService, parsePushServices } from './core/push-services.ts';

/** Settings of the gateway. */
export type GatewayConfig = {
  /** postgres:// address; holds a password, never logged. */
  readonly databaseUrl: string;
  /** Broker through which agents get their settings. */
  readonly mqtt: { readonly url: string; readonly username: string | null; readonly password: string | null };
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly logLevel: LogLevel;
  /** Origin under which people open the console. */
  readonly publicOrigin: string | null;
  /** The same with its path, without a slash at its end. */
  readonly publicUrl: string | null;
  /** Where agents reach the gateway; null: the public address, or where it listens. */
  readonly uploadUrl: string | null;
  /** Where agents reach this very gateway with live video; null: as with uploads. */
  readonly liveUrl: string | null;
  /** Reverse proxies whose word is taken: a number of hops, or addresses (express: trust proxy). */
  readonly trustProxy: number | string[] | null;
  readonly webDir: string;
  readonly sessions: { readonly idleMs: number; readonly absoluteMs: number; readonly rotateMs: number };
  readonly metricsToken: string | null;
  /** A folder on the disk the database lies on, when this machine sees it. */
  readonly databaseDisk: string | null;
  /** Origins of push services messages may be sent to; none: web push is not offered. */
  readonly pushServices: readonly string[];
};

const hours = z.coerce
  .number()
  .positive()
  .max(24 * 365);

/** The same by the names they have in the environment. */
export const environment = z.object({
  CITYWATCH_DATABASE_URL: processSettings.databaseUrl,
  CITYWATCH_MQTT_URL: processSettings.mqttUrl,
  CITYWATCH_MQTT_USERNAME: processSettings.mqttUsername,
  CITYWATCH_MQTT_PASSWORD: processSettings.mqttPassword,
  CITYWATCH_HOST: processSettings.host,
  CITYWATCH_PORT: processSettings.port(8080),
  CITYWATCH_LOG_LEVEL: processSettings.logLevel,
  CITYWATCH_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .optional()
    .describe('Where people open the console; with `https://` cookies are sent over TLS only.'),
  CITYWATCH_UPLOAD_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .optional()
    .describe(
      'Where agents bring clips and pictures they are asked for; without it `CITYWATCH_PUBLIC_URL`, or where the gateway listens.',
    ),
  CITYWATCH_LIVE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .optional()
    .describe(
      'Where agents bring live video to this very gateway: needed where several share one address. Without it `CITYWATCH_UPLOAD_URL`.',
    ),
  CITYWATCH_TRUST_PROXY: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Reverse proxies whose word about the client’s address is taken: a number of hops, or addresses separated by commas.',
    ),
  CITYWATCH_WEB_DIR: z.string().min(1).default('dist/web').describe('Folder of the built console.'),
  CITYWATCH_SESSION_IDLE_HOURS: hours.default(12).describe('A session ends when it was not used for so many hours.'),
  CITYWATCH_SESSION_HOURS: hours.default(24 * 7).describe('A session ends in any case after so many hours.'),
  CITYWATCH_SESSION_ROTATE_HOURS: hours
    .default(1)
    .describe(
      'A session gets a new cookie when the one it has is so many hours old; the old one is soon worth nothing.',
    ),
  CITYWATCH_PUSH_SERVICES: z
    .string()
    .max(2000)
    .refine((text) => text.split(',').every((part) => isPushService(part.trim())), 'must be origins, or known')
    .optional()
    .describe(
      'Push services the gateway may tell of alerts for browsers whose console is closed: `known` for those of the common browsers, or origins such as `https://push.example`, separated by commas. Needs internet; without it push is not offered.',
    ),
  CITYWATCH_DATABASE_DISK: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A folder on the disk the database lies on, where the gateway can see it: the free space is shown and measured. Nothing is read in it.',
    ),
  CITYWATCH_METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('Bearer token for `/metrics`; without it only direct requests from this machine are answered.'),
});

/**
 * Reads the settings of the gateway.
 *
 * @throws ConfigError naming every fault, never a value.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): GatewayConfig {
  const given = readSettings(environment, env);
  return {
    databaseUrl: given.CITYWATCH_DATABASE_URL,
    mqtt: {
      url: given.CITYWATCH_MQTT_URL,
      username: given.CITYWATCH_MQTT_USERNAME ?? null,
      password: given.CITYWATCH_MQTT_PASSWORD ?? null,
    },
    host: given.CITYWATCH_HOST,
    port: given.CITYWATCH_PORT,
    logLevel: given.CITYWATCH_LOG_LEVEL,
    publicOrigin: given.CITYWATCH_PUBLIC_URL === undefined ? null : new URL(given.CITYWATCH_PUBLIC_URL).origin,
    publicUrl: given.CITYWATCH_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    uploadUrl: given.CITYWATCH_UPLOAD_URL?.replace(/\/+$/, '') ?? null,
    liveUrl: given.CITYWATCH_LIVE_URL?.replace(/\/+$/, '') ?? null,
    trustProxy: given.CITYWATCH_TRUST_PROXY === undefined ? null : trustProxy(given.CITYWATCH_TRUST_PROXY),
    webDir: given.CITYWATCH_WEB_DIR,
    sessions: {
      idleMs: given.CITYWATCH_SESSION_IDLE_HOURS * 3_600_000,
      absoluteMs: given.CITYWATCH_SESSION_HOURS * 3_600_000,
      rotateMs: given.CITYWATCH_SESSION_ROTATE_HOURS * 3_600_000,
    },
    metricsToken: given.CITYWATCH_METRICS_TOKEN ?? null,
    databaseDisk: given.CITYWATCH_DATABASE_DISK ?? null,
    pushServices: parsePushServices(given.CITYWATCH_PUSH_SERVICES ?? ''),
  };
}

function trustProxy(text: string): number | string[] {
  return /^\d+$/.test(text) ? Number(text) : text.split(/\s*,\s*/);
}
