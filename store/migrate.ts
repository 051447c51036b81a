import { readdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { transaction, type Database } from './database.ts';
import { goOnNumbering } from './transaction-numbers.ts';

/** Key of the advisory lock under which migrations run, so that any number of processes may start at once. */
const MIGRATION_LOCK = 0x43_57_01;

/** What to say where {@link MigrationReport.restored}. */
export const RESTORED = 'the database was restored from a dump: facts are numbered on from there';

/** What a run of {@link migrate} did. */
export type MigrationReport = {
  /** Names of the migrations applied by this call. */
  readonly applied: readonly string[];
  /** Version of the TimescaleDB extension, or null on plain PostgreSQL. */
  readonly timescale: string | null;
  /** The database comes from a dump of another cluster, and this call was the first to notice. */
  readonly restored: boolean;
};

/**
 * Brings the schema up to date: numbered files of `migrations/`, each once, in order, in its own transaction.
 * Files ending in `.timescale.sql` run only where the extension is available; a database that gets the extension later
 * runs them then.
 *
 * @throws Error when a migration that already ran was changed since, or when the server refuses one.
 */
export async function migrate(
  database: Database,
  directory: URL = new URL('./migrations/', import.meta.url),
): Promise<MigrationReport> {
  const files = (await readdir(directory)).filter((name) => /^\d{4}-[a-z0-9-]+(\.timescale)?\.sql$/.test(name)).sort();
  const lock = await database.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const timescale = await enableTimescale(database);
    await database.query(
      'create table if not exists migration (name text primary key, sha256 text not null, at timestamptz not null default now())',
    );
    const done = new Map(
      (await database.query<{ name: string; sha256: string }>('select name, sha256 from migration')).rows.map((row) => [
        row.name,
        row.sha256,
      ]),
    );
    const applied: string[] = [];
    for (const name of files) {
      if (name.endsWith('.timescale.sql') && timescale === null) continue;
      const sql = await readFile(new URL(name, directory), 'utf8');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      const before = done.get(name);
      if (before === sha256) continue;
      if (before !== undefined) throw new Error(`migration ${name} was changed after it had run here`);
      await transaction(database, async (connection) => {
        await connection.query(sql);
        await connection.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256]);
      });
      applied.push(name);
    }
    return { applied, timescale, restored: await goOnNumbering(database) };
  } finally {
    await lock.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    lock.release();
  }
}

async function enableTimescale(database: Database): Promise<string | null> {
  const { rows } = await database.query<{ installed: string | null }>(
    "select installed_version as installed from pg_available_extensions where name = 'timescaledb'",
  );
  const offered = rows[0];
  if (!offered) return null;
  if (offered.installed) return offered.installed;
  try {
    await database.query('create extension if not exists timescaledb');
  } catch {
    // Offered but not preloaded, or not ours to create: the same queries run on plain tables.
    return null;
  }
  const after = await database.query<{ version: string }>(
    "select extversion as version from pg_extension where extname = 'timescaledb'",
  );
  return after.rows[0]?.version ?? null;
}
