import { z } from 'zod';
import { timeZone } from './time-zone.ts';

/** Settings the operator must mend: names every fault on a line of its own, and never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A whole number, written as text in the environment. */
export const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/**
 * Settings that several processes have, under the names `CITYWATCH_…` has for them. The description of each is one
 * sentence, from which docs/settings.md is made.
 */
export const processSettings = {
  databaseUrl: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' })
    .describe('`postgres://` address of TimescaleDB; `DATABASE_URL` serves where this is not set.'),
  mqttUrl: z
    .url({ protocol: /^(mqtts?|wss?)$/, error: 'must be an mqtt:// or mqtts:// address' })
    .describe('Address of the MQTT broker, `mqtt://` or `mqtts://`.'),
  mqttUsername: z.string().optional().describe('Name of this process at the broker.'),
  mqttPassword: z.string().optional().describe('Its password there.'),
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on; `0.0.0.0` lets other machines in, or other containers.'),
  port: (usual: number) =>
    wholeNumber(0, 65_535)
      .default(usual)
      .describe('Port of `/healthz`, `/metrics` and whatever else is served; 0: any.'),
  logLevel: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('What is logged: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.'),
  timeZone: z
    .string()
    .refine(
      (name) => timeZone.safeParse(name).success,
      'must be the IANA name of a time zone, such as Asia/Ho_Chi_Minh',
    )
    .default('Asia/Ho_Chi_Minh')
    .describe('IANA name of the time zone in which the hours of rules are meant.'),
} as const;

/** How much a process logs. */
export type LogLevel = z.output<typeof processSettings.logLevel>;

/**
 * Reads a process's settings from its environment. A variable that is empty counts as not set: compose files write them
 * so. `DATABASE_URL` serves where `CITYWATCH_DATABASE_URL` is not set.
 *
 * @throws ConfigError naming every fault at once.
 */
export function readSettings<Environment extends z.ZodObject>(
  environment: Environment,
  env: Readonly<Record<string, string | undefined>>,
): z.output<Environment> {
  const given = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '').trim() !== ''),
  );
  const { DATABASE_URL: otherName, CITYWATCH_DATABASE_URL: databaseUrl = otherName } = given;
  const parsed = environment.safeParse({ ...given, CITYWATCH_DATABASE_URL: databaseUrl });
  if (parsed.success) return parsed.data;
  const fault = ({ path, message }: z.core.$ZodIssue): string => {
    const name = path.join('.');
    if (name in given) return `${name}: ${message}`;
    const isUnderOtherName = name === 'CITYWATCH_DATABASE_URL' && otherName !== undefined;
    return isUnderOtherName ? `DATABASE_URL: ${message}` : `${name}: is missing`;
  };
  throw new ConfigError(parsed.error.issues.map(fault).join('\n'));
}
