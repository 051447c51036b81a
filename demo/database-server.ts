import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readlink, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { DatabasePlace } from './database-place.ts';

/** What setup/postgres.mjs says about the tree it has put together. Paths are relative to the tree. */
export interface PostgresTree {
  readonly postgres: string;
  readonly timescale: string | null;
  readonly reason?: string;
  readonly loader?: string;
  readonly libraryPath?: readonly string[];
}

/** The server could not be started for a reason the person at the terminal can act upon. */
export class DatabaseStartError extends Error {
  override name = 'DatabaseStartError';
}

/** A running server. `exited` settles with the exit code, however it ends. */
export interface DatabaseServer {
  readonly port: number;
  readonly exited: Promise<number | null>;
  readonly stop: () => Promise<void>;
}

const START_LIMIT_MS = 60_000;
const FAST_STOP_LIMIT_MS = 30_000;
/** After a kill -9 the dead server's children hold its memory until they notice. */
const CHILDREN_LEAVE_WITHIN_MS = 15_000;

/** Creates a cluster in `data`: UTF-8, with a collation that is the same on every machine, and a password. */
export async function createCluster(place: DatabasePlace, data: string, passwordFile: string): Promise<void> {
  const child = spawn(
    path.join(place.tree, 'bin', 'initdb'),
    [
      `--pgdata=${data}`,
      `--pwfile=${passwordFile}`,
      '--username=citywatch',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      '--no-instructions',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], cwd: place.dir, env: cleanEnvironment(), ...identity(place) },
  );
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const [code] = await Promise.race([
    once(child, 'close'),
    once(child, 'error').then(([error]) => Promise.reject(error)),
  ]);
  if (code !== 0) throw startError(said, 'The database could not be created');
}

/**
 * Starts the server on a cluster and waits until it takes connections.
 *
 * @param port a TCP port on loopback; a free one is taken when it is undefined
 * @throws {DatabaseStartError} port in use, disk full, or whatever the server says
 */
export async function startServer(
  place: DatabasePlace,
  data: string,
  options: {
    readonly tree: PostgresTree;
    readonly port: number | undefined;
    readonly settings: Readonly<Record<string, string>>;
    readonly log: Logger;
  },
): Promise<DatabaseServer> {
  await endLastServer(data, options.log);
  const giveUpAt = performance.now() + CHILDREN_LEAVE_WITHIN_MS;
  for (;;) {
    const port = options.port ?? (await freeLoopbackPort());
    const server = launch(place, data, { ...options, port });
    const failure = await server.ready;
    if (failure === undefined) return server;
    const said = failure.join('\n');
    const worthAnotherTry =
      /pre-existing shared memory block/.test(said) || (options.port === undefined && portIsInUse(said));
    if (!worthAnotherTry || performance.now() > giveUpAt) {
      if (portIsInUse(said)) throw new DatabaseStartError(`Port ${port} for the database is in use.`);
      throw startError(failure, 'The database did not start');
    }
    await sleep(200);
  }
}

const portIsInUse = (said: string): boolean => /could not (?:bind|create any TCP).*/.test(said);

function launch(
  place: DatabasePlace,
  data: string,
  {
    tree,
    port,
    settings,
    log,
  }: { tree: PostgresTree; port: number; settings: Readonly<Record<string, string>>; log: Logger },
): DatabaseServer & { readonly ready: Promise<string[] | undefined> } {
  const inTree = (relative: string): string => path.join(place.tree, relative);
  const program = inTree('bin/postgres');
  const [command, ...loaderArguments] =
    tree.loader === undefined
      ? [program]
      : [inTree(tree.loader), '--library-path', (tree.libraryPath ?? []).map(inTree).join(':'), program];
  const child: ChildProcess = spawn(
    command ?? program,
    [
      ...loaderArguments,
      '-D',
      data,
      '-p',
      `${port}`,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: place.dir,
      env: cleanEnvironment(),
      // A process group of its own: Ctrl-C in the terminal must not reach it before those who still write to it.
      detached: true,
      ...identity(place),
    },
  );
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve(null));
  });
  const said: string[] = [];
  const ready = new Promise<string[] | undefined>((resolve) => {
    const limit = setTimeout(() => {
      said.push(`not ready after ${START_LIMIT_MS / 1000} s`);
      child.kill('SIGQUIT');
    }, START_LIMIT_MS);
    limit.unref();
    const settle = (failure?: string[]): void => {
      clearTimeout(limit);
      resolve(failure);
    };
    child.once('error', (error) => settle([error.message]));
    child.once('close', () => settle(said));
    if (child.stderr === null) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (said.length > 50) said.shift();
      logLine(log, line);
      if (line.includes('database system is ready to accept connections')) settle();
    });
  });
  return { port, exited, ready, stop: () => stopServer(child, exited) };
}

/** Fast shutdown: open transactions are rolled back, sessions ended, a checkpoint written. */
async function stopServer(child: ChildProcess, exited: Promise<number | null>): Promise<void> {
  child.kill('SIGINT');
  const inTime = await Promise.race([exited.then(() => true), sleep(FAST_STOP_LIMIT_MS, false, { ref: false })]);
  if (inTime) return;
  child.kill('SIGQUIT');
  await exited;
}

/**
 * Ends the server a killed run has left on this data, and removes the note of one that is gone:
 * its process number may belong to somebody else by now, which PostgreSQL would take for itself.
 */
export async function endLastServer(data: string, log: Logger): Promise<void> {
  const note = path.join(data, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(note, 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const isOurs = async (): Promise<boolean> => (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === data;
  if (!(await isOurs())) {
    await rm(note, { force: true });
    return;
  }
  log.warn({ pid }, 'the database of a run that was killed is still there and is stopped');
  process.kill(pid, 'SIGINT');
  for (let waitedMs = 0; await isOurs(); waitedMs += 50) {
    if (waitedMs === FAST_STOP_LIMIT_MS) process.kill(pid, 'SIGQUIT');
    await sleep(50);
  }
}

function logLine(log: Logger, line: string): void {
  const isOrderlyEnd = /due to administrator command|database system is shutting down/.test(line);
  if (/^(?:FATAL|PANIC):/.test(line) && !isOrderlyEnd) log.error({ line }, 'database says');
  else if (line.startsWith('WARNING:')) log.warn({ line }, 'database says');
  else log.debug({ line }, 'database says');
}

function startError(said: readonly string[], what: string): DatabaseStartError {
  const text = said.join('\n');
  if (/No space left on device|Disk quota exceeded/.test(text)) {
    return new DatabaseStartError(`${what}: the disk is full.`);
  }
  const reason = said.find((line) => /(?:FATAL|PANIC|error):/.test(line)) ?? said.at(-1) ?? 'it said nothing';
  return new DatabaseStartError(`${what}: ${reason.replace(/^.*?(?:FATAL|PANIC|error):\s*/, '')}`);
}

const identity = ({ user }: DatabasePlace): { uid?: number; gid?: number } =>
  user === undefined ? {} : { uid: user.uid, gid: user.gid };

/** The server's messages are read here, so they must be in English; nothing else of our environment concerns it. */
const cleanEnvironment = (): NodeJS.ProcessEnv => ({ PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' });

async function freeLoopbackPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
