import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { undoLater } from './cleanup.ts';

/** An empty database of its own on the server that all tests of a run share. */
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
  const answer = await fetch(inject('testCluster'));
  const serverUrl = await answer.text();
  if (!answer.ok) throw new Error(`no database server for tests: ${serverUrl}`);
  const name = `test_${randomBytes(6).toString('hex')}`;
  const timescale = await onServer(serverUrl, async (client) => {
    // Not template1: TimescaleDB's launcher may be connected to it, and then it cannot be copied.
    await client.query(`create database ${name} template template0`);
    const { rowCount } = await client.query("select 1 from pg_available_extensions where name = 'timescaledb'");
    return rowCount === 1;
  });
  const drop = async (): Promise<void> => {
    await onServer(serverUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
  };
  undoLater(drop);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, timescale, drop };
}

async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
