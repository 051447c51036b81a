import { z } from 'zod';

/** A whole number given as text. */
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const hours = z.coerce
  .number()
  .positive()
  .max(24 * 365);

/** Settings of the gateway, by the names they have in the environment. */
export const gatewaySettings = z
  .object({
    CITYWATCH_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    /** Broker through which agents get their settings. */
    CITYWATCH_MQTT_URL: z.url({ protocol: /^(mqtts?|wss?)$/ }),
    CITYWATCH_MQTT_USERNAME: z.string().optional(),
    CITYWATCH_MQTT_PASSWORD: z.string().optional(),
    CITYWATCH_HOST: z.string().min(1).default('127.0.0.1'),
    CITYWATCH_PORT: whole(0, 65_535).default(8080),
    CITYWATCH_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    /** Where people open the console, e.g. https://citywatch.example. With https cookies are Secure. */
    CITYWATCH_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** Reverse proxies whose word about the client's address is taken: a number of hops, or addresses (express: trust proxy). */
    CITYWATCH_TRUST_PROXY: z.string().min(1).optional(),
    /** The built console. */
    CITYWATCH_WEB_DIR: z.string().min(1).default('dist/web'),
    /** A session ends when it was not used for so long. */
    CITYWATCH_SESSION_IDLE_HOURS: hours.default(12),
    /** A session ends in any case after so long. */
    CITYWATCH_SESSION_HOURS: hours.default(24 * 7),
    /** Who reads /metrics from outside presents it as a bearer token; without it only direct local requests are answered. */
    CITYWATCH_METRICS_TOKEN: z.string().min(16).optional(),
  })
  .transform((env, ctx) => {
    const databaseUrl = env.CITYWATCH_DATABASE_URL ?? env.DATABASE_URL;
    if (databaseUrl === undefined) {
      ctx.addIssue({ code: 'custom', path: ['CITYWATCH_DATABASE_URL'], message: 'is missing' });
      return z.NEVER;
    }
    return {
      databaseUrl,
      mqtt: {
        url: env.CITYWATCH_MQTT_URL,
        username: env.CITYWATCH_MQTT_USERNAME ?? null,
        password: env.CITYWATCH_MQTT_PASSWORD ?? null,
      },
      host: env.CITYWATCH_HOST,
      port: env.CITYWATCH_PORT,
      logLevel: env.CITYWATCH_LOG_LEVEL,
      publicOrigin: env.CITYWATCH_PUBLIC_URL === undefined ? null : new URL(env.CITYWATCH_PUBLIC_URL).origin,
      trustProxy: env.CITYWATCH_TRUST_PROXY === undefined ? null : trustProxy(env.CITYWATCH_TRUST_PROXY),
      webDir: env.CITYWATCH_WEB_DIR,
      sessions: {
        idleMs: env.CITYWATCH_SESSION_IDLE_HOURS * 3_600_000,
        absoluteMs: env.CITYWATCH_SESSION_HOURS * 3_600_000,
      },
      metricsToken: env.CITYWATCH_METRICS_TOKEN ?? null,
    };
  });

/** The gateway's settings as the rest of it takes them. */
export type GatewayConfig = z.output<typeof gatewaySettings>;

/** The operator must act: lists every fault of the settings at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the settings from an environment.
 *
 * @throws ConfigError naming every fault.
 */
export function parseEnvironment(env: Readonly<Record<string, string | undefined>>): GatewayConfig {
  // An empty variable is one that is not set: compose files write them so.
  const parsed = gatewaySettings.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`the gateway's settings are not right:\n  ${faults.join('\n  ')}`);
}

function trustProxy(text: string): number | string[] {
  return /^\d+$/.test(text) ? Number(text) : text.split(/\s*,\s*/);
}
