import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { undoLater } from './cleanup.ts';

/** The repository's top folder. */
export const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** An empty folder, removed when the test ends (in `beforeAll`: when the file ends). */
export async function tempDir(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'citywatch-test-'));
  // As root, the database runs as another user, who must be able to pass through.
  await chmod(dir, 0o755);
  undoLater(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A TCP port on loopback that was free a moment ago. Prefer port 0 where the code under test takes it. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  server.close();
  await once(server, 'close');
  return port;
}
