import type { Queryable } from './database.ts';

/** A setting by key as JSON, or null. Whoever reads it parses it with its schema. */
export async function readSetting(connection: Queryable, key: string): Promise<unknown> {
  const { rows } = await connection.query<{ value: unknown }>('select value from setting where key = $1', [key]);
  return rows[0]?.value ?? null;
}

/** Writes a setting; readers with a copy are woken by the `settings` channel. */
export async function saveSetting(connection: Queryable, key: string, value: unknown): Promise<void> {
  await connection.query(
    `insert into setting (key, value) values ($1, $2)
     on conflict (key) do update set value = excluded.value, changed_at = now()`,
    [key, JSON.stringify(value)],
  );
}
