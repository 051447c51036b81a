import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const secretsFile = z.object({ accounts: z.record(z.string(), z.string()), camera: z.string() });

/** The demo as a person starts it, with data of its own. */
export type RunningDemo = {
  readonly url: string;
  readonly pid: number;
  readonly passwords: Readonly<Record<string, string>>;
  /** Of the simulated cameras; their user is `citywatch`. */
  readonly cameraPassword: string;
  readonly output: () => string;
  /** Its data folder. */
  readonly data: string;
  /** Ctrl-C, then everything it kept is removed. */
  readonly stop: () => Promise<number | null>;
};

/**
 * Starts the built demo (`dist/demo.js`) in a temporary folder and waits until it says that it is ready.
 *
 * @throws Error with everything it printed when it ends before
 */
export async function runDemo(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningDemo> {
  const root = await mkdtemp(join(tmpdir(), 'citywatch-demo-'));
  await symlink(join(REPOSITORY, '.cache'), join(root, '.cache'));
  const port = await freePort();
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', join(REPOSITORY, 'dist/demo.js'), '--port', String(port), ...args],
    {
      cwd: root,
      env: { ...process.env, ...env, CITYWATCH_ROOT: root, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const hear = (piece: string) => {
    output += piece;
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  await ready(child, () => output).catch(async (error: unknown) => {
    await rm(root, { recursive: true, force: true });
    throw error;
  });
  const { accounts, camera } = secretsFile.parse(JSON.parse(await readFile(join(root, '.data/secrets.json'), 'utf8')));
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    passwords: accounts,
    cameraPassword: camera,
    output: () => output,
    data: join(root, '.data'),
    stop: async () => {
      const exit = once(child, 'close');
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGINT');
        await exit;
      }
      await rm(root, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

async function ready(child: ChildProcess, output: () => string): Promise<void> {
  for (;;) {
    if (/ready after/.test(output()) && /--fresh starts anew/.test(output())) return;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the demo ended:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}
