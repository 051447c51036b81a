import type { Queryable } from './database.ts';

/** What judging must know of the devices, in one statement so that it fits together. */
export async function judgingSettings(connection: Queryable): Promise<{
  /** Seconds between readings, by sensor. */
  readonly everyS: ReadonlyMap<string, number>;
  readonly camerasInUse: ReadonlySet<string>;
  /** Days that count as Sundays, where something is compared with the usual. */
  readonly holidays: readonly string[];
}> {
  const { rows } = await connection.query<{ every_s: Record<string, number>; cameras: string[]; holidays: string[] }>(
    `select (select coalesce(jsonb_object_agg(id, every_s), '{}') from sensor) as every_s,
            (select coalesce(jsonb_agg(id), '[]') from camera where enabled) as cameras,
            coalesce((select jsonb_path_query_array(value, '$.holidays[*].date') from setting where key = 'planning'), '[]') as holidays`,
  );
  const row = rows[0];
  if (!row) throw new Error('a select without from gives one row');
  return { everyS: new Map(Object.entries(row.every_s)), camerasInUse: new Set(row.cameras), holidays: row.holidays };
}
