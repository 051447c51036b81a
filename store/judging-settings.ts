import type { Queryable } from './database.ts';

/** What judging must know of the devices, in one statement so that it fits together. */
export async function judgingSettings(connection: Queryable): Promise<{
  /** Seconds between readings, by sensor. */
  readonly everyS: ReadonlyMap<string, number>;
  readonly camerasInUse: ReadonlySet<string>;
}> {
  const { rows } = await connection.query<{ every_s: Record<string, number>; cameras: string[] }>(
    `select (select coalesce(jsonb_object_agg(id, every_s), '{}') from sensor) as every_s,
            (select coalesce(jsonb_agg(id), '[]') from camera where enabled) as cameras`,
  );
  const row = rows[0];
  if (!row) throw new Error('a select without from gives one row');
  return { everyS: new Map(Object.entries(row.every_s)), camerasInUse: new Set(row.cameras) };
}
