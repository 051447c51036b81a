import { z } from 'zod';

/** Settings of analytics. */
export type AnalyticsConfig = {
  /** postgres:// address. */
  readonly databaseUrl: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** IANA name of the zone in which rules' hours are meant. */
  readonly timeZone: string;
  /** Facts judged per step at most. */
  readonly batch: number;
};

/** Settings the operator must mend; lists all faults at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const environment = z.object({
  CITYWATCH_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }),
  CITYWATCH_HOST: z.string().min(1).default('127.0.0.1'),
  CITYWATCH_PORT: z.coerce.number().int().min(0).max(65_535).default(8082),
  CITYWATCH_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CITYWATCH_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be the IANA name of a time zone, such as Asia/Ho_Chi_Minh')
    .default('Asia/Ho_Chi_Minh'),
  CITYWATCH_ANALYTICS_BATCH: z.coerce.number().int().min(1).max(100_000).default(2_000),
});

/**
 * Reads the settings of analytics; `DATABASE_URL` serves where `CITYWATCH_DATABASE_URL` is not set.
 *
 * @throws ConfigError naming every fault, never a value.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): AnalyticsConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse({ CITYWATCH_DATABASE_URL: given['DATABASE_URL'], ...given });
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  return {
    databaseUrl: parsed.data.CITYWATCH_DATABASE_URL,
    host: parsed.data.CITYWATCH_HOST,
    port: parsed.data.CITYWATCH_PORT,
    logLevel: parsed.data.CITYWATCH_LOG_LEVEL,
    timeZone: parsed.data.CITYWATCH_TIME_ZONE,
    batch: parsed.data.CITYWATCH_ANALYTICS_BATCH,
  };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}
