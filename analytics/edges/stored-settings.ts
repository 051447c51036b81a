import type { Logger } from 'pino';
import { z } from 'zod';
import type { Database } from '../../store/database.ts';
import { readSetting } from '../../store/settings.ts';

const seconds = z
  .number()
  .min(1)
  .max(30 * 86_400)
  .nullable();

/**
 * Setting `escalation`: seconds after which an alert that nobody has acted on is escalated, by severity; null: never.
 */
export const escalationSetting = z.object({
  critical: seconds.default(300),
  warning: seconds.default(900),
  info: seconds.default(null),
});

/** Reads a setting. One that is not there, or does not meet its schema (logged), counts as its defaults. */
export async function storedSetting<Schema extends z.ZodType>(
  database: Database,
  key: string,
  schema: Schema,
  log: Logger,
): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse((await readSetting(database, key)) ?? {});
  if (parsed.success) return parsed.data;
  log.error(
    { key, reason: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') },
    'setting does not meet its schema; its defaults are used',
  );
  return schema.parse({});
}
