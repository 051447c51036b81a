import type { Queryable } from './database.ts';

/**
 * What the server is: PostgreSQL alone, TimescaleDB under the Apache licence (Debian's package), or its Community edition
 * (Timescale's own packages and images), which adds compression.
 */
export type Edition = 'postgres' | 'apache' | 'community';

/** Tells the edition of the server this database is on. */
export async function readEdition(connection: Queryable): Promise<Edition> {
  const { rows } = await connection.query<{ installed: boolean; license: string | null }>(
    `select exists (select from pg_extension where extname = 'timescaledb') as installed,
            current_setting('timescaledb.license', true) as license`,
  );
  const row = rows[0];
  if (!row?.installed) return 'postgres';
  return row.license === 'timescale' ? 'community' : 'apache';
}
