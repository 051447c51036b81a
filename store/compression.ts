import type { Database, Queryable } from './database.ts';
import { readEdition, type Edition } from './edition.ts';

/**
 * Tables whose old chunks are compressed where the server can. Ways of objects are the largest rows by far, and nobody
 * reads them by cursor: what is read so (observations, measurements) would be unpacked at each look.
 */
const COMPRESSED = [{ table: 'track', segmentBy: 'camera_id', orderBy: 'first_at' }] as const;

/** A server's edition, and after how many days each table is compressed there now; null: it is not. */
export type CompressionNow = {
  readonly edition: Edition;
  readonly days: ReadonlyMap<string, number | null>;
};

/**
 * Statements that make compression as it is wished; none where the edition has none, or where it is so already.
 *
 * @param days chunks older than so many days are compressed; null: none are from now on, those that are stay so.
 */
export function compressionStatements({ edition, days: now }: CompressionNow, days: number | null): readonly string[] {
  if (edition !== 'community') return [];
  return COMPRESSED.flatMap(({ table, segmentBy, orderBy }) => {
    const before = now.get(table) ?? null;
    if (before === days) return [];
    return [
      ...(before === null ? [] : [`select remove_compression_policy('${table}', if_exists => true)`]),
      ...(days === null
        ? []
        : [
            // Names and numbers are our own words, never text from outside.
            `alter table ${table} set (timescaledb.compress, timescaledb.compress_segmentby = '${segmentBy}', timescaledb.compress_orderby = '${orderBy}')`,
            `select add_compression_policy('${table}', compress_after => interval '${Math.round(days)} days', if_not_exists => true)`,
          ]),
    ];
  });
}

/** How compression stands on this server. */
export async function readCompression(connection: Queryable): Promise<CompressionNow> {
  const edition = await readEdition(connection);
  if (edition !== 'community') return { edition, days: new Map() };
  const { rows } = await connection.query<{ table: string; days: number | null }>(
    `select hypertable_name as table, (extract(epoch from (config ->> 'compress_after')::interval) / 86400)::float8 as days
       from timescaledb_information.jobs
      where proc_name in ('policy_compression', 'policy_columnstore') and hypertable_schema = current_schema()`,
  );
  return { edition, days: new Map(rows.map(({ table, days }) => [table, days])) };
}

/**
 * Makes compression as it is wished.
 *
 * @returns how many statements that took
 */
export async function keepCompression(database: Database, days: number | null): Promise<number> {
  const statements = compressionStatements(await readCompression(database), days);
  for (const statement of statements) await database.query(statement);
  return statements.length;
}
