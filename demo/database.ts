import { randomBytes } from 'node:crypto';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { type DatabasePlace, placeDatabase } from './database-place.ts';
import { takeOwnership } from './database-owner.ts';
import { type DatabaseEnded, keepServer } from './database-keeper.ts';
import {
  createCluster,
  type DatabaseServer,
  DatabaseStartError,
  type PostgresTree,
  startServer,
} from './database-server.ts';

/** The database of the demo while it runs. */
export interface EmbeddedDatabase {
  /** A `postgres://` address with the password in it: never log it as it is. */
  readonly url: string;
  /** Whether `create extension timescaledb` works here. */
  readonly timescale: boolean;
  /** Settles when the server has ended, whoever ended it. */
  readonly exited: Promise<number | null>;
  /** Ends sessions, writes a checkpoint, and returns when the server is gone. */
  readonly stop: () => Promise<void>;
}

const MAJOR = '17';

/** The same from demo/database.ts and from the bundle in dist/. */
const PREPARED_TREE = fileURLToPath(new URL('../.cache/postgres-17', import.meta.url));

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '32MB',
  max_wal_size: '512MB',
  synchronous_commit: 'on',
  jit: 'off',
  TimeZone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '',
  // Readers wait for the oldest open transaction; a forgotten one must not hold them for ever.
  idle_in_transaction_session_timeout: '60s',
} as const;

const TIMESCALE_SETTINGS = {
  shared_preload_libraries: 'timescaledb',
  'timescaledb.telemetry_level': 'off',
  'timescaledb.max_background_workers': '8',
  max_worker_processes: '24',
} as const;

/**
 * Starts the embedded PostgreSQL with TimescaleDB on loopback; creates its cluster the first time.
 * It outlives nothing: a server left by a killed run is stopped first, its data recovered.
 *
 * @param options.dir keeps cluster and password between runs
 * @param options.port TCP port; a free one is taken without it
 * @param options.settings for postgresql.conf, over ours (tests turn fsync off)
 * @param options.onEnded keeps it running: a server that ends by itself is started again, each time this is told. Without
 *   it whoever started the database looks at `exited`
 * @param options.tree the PostgreSQL that setup/postgres.mjs has put together
 * @throws {DatabaseStartError} one sentence: not prepared, port in use, disk full, data of another version or user
 */
export async function startDatabase(options: {
  readonly dir: string;
  readonly port?: number;
  readonly log: Logger;
  readonly settings?: Readonly<Record<string, string>>;
  readonly tree?: string;
  readonly onEnded?: DatabaseEnded;
}): Promise<EmbeddedDatabase> {
  const { log } = options;
  const wanted = { dir: path.resolve(options.dir), tree: options.tree ?? PREPARED_TREE };
  const tree = await readTree(wanted.tree);
  const place = await placeDatabase(wanted, (sentence) => log.warn(sentence)).catch(explainAccess);
  const release = await takeOwnership(place.dir).catch(explainAccess);
  try {
    const server = await openServer(place, { tree, log, port: options.port, settings: options.settings ?? {} });
    const stop = options.onEnded ? keepServer(server, server.again, options.onEnded) : server.stop;
    log.info({ port: server.port, timescale: tree.timescale }, 'database started');
    return {
      url: server.url,
      timescale: tree.timescale !== null,
      exited: server.exited,
      async stop() {
        await stop();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function openServer(
  place: DatabasePlace,
  { tree, log, port, settings }: Parameters<typeof startServer>[2],
): Promise<DatabaseServer & { readonly url: string; readonly again: () => Promise<DatabaseServer> }> {
  const data = path.join(place.dir, 'data');
  const password = await openCluster(place, data).catch(explainAccess);
  const options = {
    tree,
    settings: { ...SETTINGS, ...(tree.timescale === null ? {} : TIMESCALE_SETTINGS), ...settings },
    log,
  };
  const server = await startServer(place, data, { ...options, port });
  const url = (database: string): string => `postgres://citywatch:${password}@127.0.0.1:${server.port}/${database}`;
  try {
    await createDatabaseOnce(url('postgres'));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    ...server,
    url: url('citywatch'),
    again: () => startServer(place, data, { ...options, port: server.port }),
  };
}

async function readTree(tree: string): Promise<PostgresTree> {
  const text = await readFile(path.join(tree, 'tree.json'), 'utf8').catch(() => {
    throw new DatabaseStartError('The embedded PostgreSQL is not prepared: run `node setup/run.mjs prepare`.');
  });
  return JSON.parse(text) as PostgresTree; // written by setup/postgres.mjs alone
}

/** Makes the cluster if there is none, and returns its password. */
async function openCluster(place: DatabasePlace, data: string): Promise<string> {
  const passwordFile = path.join(place.dir, 'password');
  const major = await readFile(path.join(data, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (major === undefined) {
    await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (place.user !== undefined) await chown(passwordFile, place.user.uid, place.user.gid);
    // Made aside and renamed, so that being killed half-way never leaves half a cluster.
    const unfinished = `${data}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await createCluster(place, unfinished, passwordFile);
    await rename(unfinished, data);
  } else if (major.trim() !== MAJOR) {
    throw new DatabaseStartError(
      `${data} was made by PostgreSQL ${major.trim()}, this is ${MAJOR}: start afresh or move it away.`,
    );
  }
  return readFile(passwordFile, 'utf8');
}

function explainAccess(error: NodeJS.ErrnoException): never {
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    throw new DatabaseStartError(
      `${error.path ?? 'The data folder'} belongs to another user: start as that user or remove it.`,
    );
  }
  throw error;
}

async function createDatabaseOnce(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'citywatch'");
    if (rowCount === 0) await client.query('create database citywatch template template0');
  } finally {
    await client.end();
  }
}
