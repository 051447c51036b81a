import { once } from 'node:events';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { type EmbeddedDatabase, startDatabase } from '../../demo/database.ts';
import { endLastServer } from '../../demo/database-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test/support/database.ts asks for the database server of this run. */
    testCluster: string;
  }
}

const PREFIX = 'citywatch-test-cluster-';
const silent = pino({ level: 'silent' });

/** Many small databases, gone after the run: nothing needs to survive a power cut. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
  max_worker_processes: '80',
  'timescaledb.max_background_workers': '64',
};

/**
 * Vitest's global set-up: one database server for the whole run, started when the first test asks for a database,
 * so that runs without any pay nothing. `TEST_DATABASE_URL` names another server to use instead.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeClustersOfKilledRuns();
  const dir = path.join(tmpdir(), `${PREFIX}${process.pid}`);
  let starting: Promise<EmbeddedDatabase> | undefined;
  const start = async (): Promise<EmbeddedDatabase> => {
    await mkdir(dir, { recursive: true });
    return startDatabase({ dir, log: silent, settings: SETTINGS });
  };
  const server = createServer((_, response) => {
    const external = process.env['TEST_DATABASE_URL'];
    const answer = external === undefined ? (starting ??= start()).then(({ url }) => url) : Promise.resolve(external);
    answer.then(
      (url) => response.end(url),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  project.provide('testCluster', `http://127.0.0.1:${port}`);

  return async () => {
    server.close();
    server.closeAllConnections();
    const database = await starting?.catch(() => undefined);
    await database?.stop();
    await rm(dir, { recursive: true, force: true });
  };
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
