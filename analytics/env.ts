import { z } from 'zod';
import { processSettings, readSettings, wholeNumber, type LogLevel } from '../contracts/process-settings.ts';

/** Settings of analytics. */
export type AnalyticsConfig = {
  /** postgres:// address. */
  readonly databaseUrl: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly logLevel: LogLevel;
  /** IANA name of the zone in which rules' hours are meant. */
  readonly timeZone: string;
  /** Facts judged per step at most. */
  readonly batch: number;
};

/** The same by the names they have in the environment. */
export const environment = z.object({
  CITYWATCH_DATABASE_URL: processSettings.databaseUrl,
  CITYWATCH_HOST: processSettings.host,
  CITYWATCH_PORT: processSettings.port(8082),
  CITYWATCH_LOG_LEVEL: processSettings.logLevel,
  CITYWATCH_TIME_ZONE: processSettings.timeZone,
  CITYWATCH_ANALYTICS_BATCH: wholeNumber(1, 100_000)
    .default(2_000)
    .describe('How many observations, readings or conditions are judged in one step at most.'),
});

/**
 * Reads the settings of analytics.
 *
 * @throws ConfigError naming every fault, never a value.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): AnalyticsConfig {
  const given = readSettings(environment, env);
  return {
    databaseUrl: given.CITYWATCH_DATABASE_URL,
    host: given.CITYWATCH_HOST,
    port: given.CITYWATCH_PORT,
    logLevel: given.CITYWATCH_LOG_LEVEL,
    timeZone: given.CITYWATCH_TIME_ZONE,
    batch: given.CITYWATCH_ANALYTICS_BATCH,
  };
}
