import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { makeTemplate, startCluster } from './cluster.ts';
import { makeOwner } from './database-owner.ts';
import { onServer } from './on-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test/support/shared.ts asks for what the tests of a run share. */
    oncePerRun: string;
  }
}

/** What the tests of a run share, by name; each is made when the first test asks for it, and told as a text. */
export type Shared =
  /** Address of the database server; `TEST_DATABASE_URL` names another one to use instead of our own. */
  | 'database-server'
  /** Name of the database on it that is copied where a test wants the schema. */
  | 'database-template'
  /** Folder of the processes and the console, built from the sources as they are now. */
  | 'build';

/** Vitest's global set-up. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const undo: (() => Promise<unknown>)[] = [];
  const making = new Map<Shared, Promise<string>>();
  const makers: Readonly<Record<Shared, () => Promise<string>>> = {
    async 'database-server'() {
      const elsewhere = process.env['TEST_DATABASE_URL'];
      const own = elsewhere === undefined ? await startCluster() : null;
      if (own) undo.push(own.stop);
      const url = elsewhere ?? own?.url ?? '';
      await onServer(url, (client) => makeOwner(client, url));
      return url;
    },
    async 'database-template'() {
      const serverUrl = await made('database-server');
      const name = await makeTemplate(serverUrl);
      undo.push(() => onServer(serverUrl, (client) => client.query(`drop database ${name}`)));
      return name;
    },
    async build() {
      const script = "const { build } = await import('./setup/build.mjs'); await build();";
      await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
      return path.resolve('dist');
    },
  };
  const made = (what: Shared): Promise<string> => {
    const promise = making.get(what) ?? makers[what]();
    making.set(what, promise);
    return promise;
  };

  const server = createServer((request, response) => {
    const what = request.url?.slice(1) ?? '';
    if (!isShared(what)) return void response.writeHead(404).end(what);
    made(what).then(
      (text) => response.end(text),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  project.provide('oncePerRun', `http://127.0.0.1:${port}`);
  function isShared(what: string): what is Shared {
    return Object.hasOwn(makers, what);
  }

  return async () => {
    server.close();
    server.closeAllConnections();
    await Promise.allSettled(making.values());
    for (const step of undo.reverse()) await step();
  };
}
