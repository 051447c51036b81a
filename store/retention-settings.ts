import { retentionSettings, type RetentionSettings } from '../contracts/retention.ts';
import type { Queryable } from './database.ts';
import { readSetting } from './settings.ts';

/** Key of the times of keeping in the store. */
export const RETENTION_SETTING = 'retention';

/** For how long what is kept; null: what is stored does not meet its schema, and nobody should remove anything by it. */
export async function readRetentionSettings(connection: Queryable): Promise<RetentionSettings | null> {
  const parsed = retentionSettings.safeParse((await readSetting(connection, RETENTION_SETTING)) ?? {});
  return parsed.success ? parsed.data : null;
}

/** Parent of each area as it is or was last; null: none. */
export async function areaParents(connection: Queryable): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await connection.query<{ id: string; parent_id: string | null }>(
    'select distinct on (id) id, parent_id from area order by id, valid_from desc',
  );
  return new Map(rows.map(({ id, parent_id }) => [id, parent_id]));
}
