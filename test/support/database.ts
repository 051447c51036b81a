import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { openDatabase, type Database } from '../../store/database.ts';
import { undoLater } from './cleanup.ts';
import { OWNER, ownersUrl } from './database-owner.ts';
import { shared } from './shared.ts';

/** A database of its own on the server that all tests of a run share. */
export interface TestDatabase {
  readonly url: string;
  /** Whether `create extension timescaledb` works on it. */
  readonly timescale: boolean;
  /** Removes it now, ending all its sessions. It is removed anyway when the test or file ends. */
  readonly drop: () => Promise<void>;
}

/**
 * Makes an empty database; the first call of a run starts the server (about a second).
 * Call it in `beforeAll` for one database per file, or in a test for one per test.
 */
export async function createDatabase(): Promise<TestDatabase> {
  // Not template1: TimescaleDB's launcher may be connected to it, and then it cannot be copied.
  return copyOf('template0', await shared('database-server'));
}

/** A database of its own with the schema in it and connections to it, closed and removed when the test or file ends. */
export async function migratedDatabase({ max = 10 } = {}): Promise<{
  readonly database: Database;
  readonly url: string;
}> {
  const { url } = await copyOf(await shared('database-template'), await shared('database-server'));
  const database = openDatabase({ url, name: 'test', max, onError: () => undefined });
  undoLater(() => database.end());
  return { database, url };
}

async function copyOf(template: string, serverUrl: string): Promise<TestDatabase> {
  const server = connectionTo(serverUrl);
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Files are copied as they are: block by block through the log, which is usual, costs several times as much.
  await server.query(`create database ${name} owner ${OWNER} template ${template} strategy file_copy`);
  const { rowCount } = await server.query("select 1 from pg_available_extensions where name = 'timescaledb'");
  const drop = async (): Promise<void> => {
    await server.query(`drop database if exists ${name} with (force)`);
  };
  undoLater(drop);
  return { url: ownersUrl(serverUrl, name), timescale: rowCount === 1, drop };
}

/** By address; kept as long as the worker lives, which is not kept alive by it: to connect costs more than to ask. */
const connections = new Map<string, Database>();

function connectionTo(serverUrl: string): Database {
  const there = connections.get(serverUrl);
  if (there) return there;
  const opened = new Pool({ connectionString: serverUrl, max: 2, idleTimeoutMillis: 0, allowExitOnIdle: true });
  opened.on('error', () => undefined);
  connections.set(serverUrl, opened);
  return opened;
}
