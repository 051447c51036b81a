import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { type EmbeddedDatabase, startDatabase } from '../../demo/database.ts';
import { endLastServer } from '../../demo/database-server.ts';
import { openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { OWNER, ownersUrl } from './database-owner.ts';
import { onServer } from './on-server.ts';

const PREFIX = 'citywatch-test-cluster-';
const silent = pino({ level: 'silent' });

/**
 * Many small databases, gone after the run: nothing needs to survive a power cut. TimescaleDB's workers would cost each
 * of them a session more, and have nothing to do: only its other edition has jobs.
 */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
  'timescaledb.max_background_workers': '0',
};

/** The database server of a run, in a folder that is gone when it is stopped. */
export async function startCluster(): Promise<EmbeddedDatabase> {
  await removeClustersOfKilledRuns();
  const dir = path.join(tmpdir(), `${PREFIX}${process.pid}`);
  await mkdir(dir, { recursive: true });
  const database = await startDatabase({ dir, log: silent, settings: SETTINGS });
  return {
    ...database,
    async stop() {
      await database.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Makes the database with the schema that others are copied from, and returns its name: to migrate each of them takes seconds. */
export async function makeTemplate(serverUrl: string): Promise<string> {
  const name = `test_template_${process.pid}`;
  await onServer(serverUrl, (client) => client.query(`create database ${name} owner ${OWNER} template template0`));
  const database = openDatabase({ url: ownersUrl(serverUrl, name), name: 'test', onError: () => undefined });
  await migrate(database);
  await database.end();
  await onServer(serverUrl, async (client) => {
    // What anybody is connected to cannot be copied, and TimescaleDB's workers connect by themselves.
    await client.query(`alter database ${name} allow_connections false`);
    await client.query('select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = $1', [name]);
  });
  return name;
}

async function removeClustersOfKilledRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX) || isAlive(Number(name.slice(PREFIX.length)))) continue;
    const dir = path.join(tmpdir(), name);
    await endLastServer(path.join(dir, 'data'), silent);
    await rm(dir, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
