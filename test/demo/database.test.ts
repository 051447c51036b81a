import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { Client } from 'pg';
import pino from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedDatabase, startDatabase } from '../../demo/database.ts';
import { undoLater } from '../support/cleanup.ts';
import { createDatabase } from '../support/database.ts';
import { freePort, repository, tempDir } from '../support/places.ts';
import { startProgram } from '../support/program.ts';
import { makeCluster } from './made-cluster.ts';

const log = pino({ level: 'silent' });
let usedDir: () => Promise<string>;
beforeAll(async () => {
  usedDir = await makeCluster();
});

async function start(dir: string, port?: number): Promise<EmbeddedDatabase> {
  const database = await startDatabase({ dir, log, ...(port === undefined ? {} : { port }) });
  undoLater(database.stop);
  return database;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that starts the database in `dir` and prints its address. */
const startElsewhere = (dir: string) =>
  startProgram('node', ['--import', 'tsx', 'test/demo/database-holder.ts', dir], { detached: true });

describe('the embedded database', () => {
  it('has TimescaleDB, and keeps rows and password over a stop and a start', async () => {
    const dir = await tempDir();
    const first = await start(dir);
    expect(first.timescale).toBe(true);
    await query(first.url, 'create extension timescaledb');
    await query(first.url, 'create table reading (at timestamptz not null, value double precision)');
    await query(first.url, "select create_hypertable('reading', by_range('at'))");
    await query(first.url, "insert into reading values ('2026-01-01T00:00:00Z', 61)");
    await first.stop();
    expect(await first.exited).toBe(0);

    const second = await start(dir);
    expect(await query(second.url, 'select value from reading')).toEqual([{ value: 61 }]);
    expect(await query(second.url, 'select hypertable_name from timescaledb_information.hypertables')).toEqual([
      { hypertable_name: 'reading' },
    ]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
  });

  it('keeps committed rows when it and the process that started it are killed', async () => {
    const dir = await usedDir();
    const holder = startElsewhere(dir);
    const [, url = ''] = await holder.printed(/^(postgres:.*)$/m);
    await query(url, 'create table reading (value int)');
    await query(url, 'insert into reading values (61)');
    const server = Number.parseInt(await readFile(path.join(dir, 'data', 'postmaster.pid'), 'utf8'), 10);
    holder.child.kill('SIGKILL');
    process.kill(server, 'SIGKILL');
    await holder.ended;

    expect(await query((await start(dir)).url, 'select value from reading')).toEqual([{ value: 61 }]);
  });

  it('replaces the server that a killed process has left running', async () => {
    const dir = await usedDir();
    const holder = startElsewhere(dir);
    const [, url = ''] = await holder.printed(/^(postgres:.*)$/m);
    await query(url, 'create table reading (value int)');
    holder.child.kill('SIGKILL');
    await holder.ended;
    expect(await query(url, 'select value from reading')).toEqual([]);

    expect(await query((await start(dir)).url, 'select value from reading')).toEqual([]);
    await expect(query(url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('is started again where it was when it is killed alone, and ends when it is told to, even then', async () => {
    const dir = await usedDir();
    const ended: string[] = [];
    const database = await startDatabase({
      dir,
      log,
      // Its data outlives a killed server without that.
      settings: { fsync: 'off' },
      onEnded: ({ problem }) => ended.push(problem),
    });
    undoLater(database.stop);
    await query(database.url, 'create table reading (value int)');
    await query(database.url, 'insert into reading values (61)');
    const serverNow = async () => Number.parseInt(await readFile(path.join(dir, 'data', 'postmaster.pid'), 'utf8'), 10);
    process.kill(await serverNow(), 'SIGKILL');
    await expect.poll(() => query(database.url, 'select value from reading').catch(() => [])).toEqual([{ value: 61 }]);
    process.kill(await serverNow(), 'SIGKILL');
    await expect.poll(() => ended.length).toBe(2);
    await database.stop();
    await expect(query(database.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
    expect(ended).toHaveLength(2);
  });

  it('is not ended by Ctrl-C before the process that started it wants so', async () => {
    const dir = await usedDir();
    const holder = startElsewhere(dir);
    const [, url = ''] = await holder.printed(/^(postgres:.*)$/m);
    process.kill(-(holder.child.pid ?? Number.NaN), 'SIGINT');
    await holder.printed(/^interrupted$/m);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is not started twice on the same data', async () => {
    const dir = await usedDir();
    const holder = startElsewhere(dir);
    await holder.printed(/^postgres:/m);
    await expect(startDatabase({ dir, log })).rejects.toThrow(`in use by process ${holder.child.pid}`);
  });

  it('starts although the number of its last process belongs to another program now', async () => {
    const dir = await usedDir();
    const first = await start(dir);
    await first.stop();
    const data = path.join(dir, 'data');
    await writeFile(path.join(data, 'postmaster.pid'), `${process.ppid}\n${data}\n1\n1\n\n\n\n\n`);
    expect(await query((await start(dir)).url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says which port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    undoLater(() => taken.close());
    const { port } = taken.address() as AddressInfo; // a TCP server's address is never a string
    await expect(start(await usedDir(), port)).rejects.toThrow(`Port ${port} for the database is in use.`);
  });

  it('takes the port it is given, and nobody without the password', async () => {
    const port = await freePort();
    const { url } = await start(await usedDir(), port);
    expect(new URL(url).port).toBe(`${port}`);
    const wrong = new URL(url);
    wrong.password = randomUUID();
    await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  it('keeps its password where only its owner can read it', async () => {
    const dir = await tempDir();
    await start(dir);
    expect((await stat(path.join(dir, 'password'))).mode & 0o077).toBe(0);
  });

  it('makes its cluster anew when the first attempt was cut short', async () => {
    const dir = await tempDir();
    await mkdir(path.join(dir, 'data.unfinished'));
    await writeFile(path.join(dir, 'data.unfinished', 'PG_VERSION'), '17\n');
    expect(await query((await start(dir)).url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is plain PostgreSQL, and says so, where the extension could not be had', async () => {
    const tree = await tempDir();
    for (const part of ['bin', 'lib', 'share']) {
      // Copied: a link into a checkout that is closed to others is one the server cannot follow.
      await cp(path.join(repository, '.cache', 'postgres-17', part), path.join(tree, part), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
    await writeFile(path.join(tree, 'tree.json'), JSON.stringify({ postgres: '17', timescale: null, reason: 'none' }));
    const database = await startDatabase({ dir: await usedDir(), log, tree });
    undoLater(database.stop);
    expect(database.timescale).toBe(false);
    expect(await query(database.url, 'show shared_preload_libraries')).toEqual([{ shared_preload_libraries: '' }]);
  });

  it('says what to do where PostgreSQL was not prepared', async () => {
    const tree = await tempDir();
    await expect(startDatabase({ dir: await tempDir(), log, tree })).rejects.toThrow(/node setup\/run\.mjs prepare/);
  });

  it('refuses data of another PostgreSQL', async () => {
    const dir = await tempDir();
    await mkdir(path.join(dir, 'data'));
    await writeFile(path.join(dir, 'data', 'PG_VERSION'), '16\n');
    await expect(start(dir)).rejects.toThrow(/was made by PostgreSQL 16, this is 17/);
  });
});

describe('createDatabase', () => {
  it('gives each caller an empty database in which TimescaleDB can be created', async () => {
    const one = await createDatabase();
    const other = await createDatabase();
    await query(one.url, 'create extension timescaledb');
    await query(one.url, 'create table reading (at timestamptz not null)');
    await query(one.url, "select create_hypertable('reading', by_range('at'))");
    await query(other.url, 'create table reading (value int)');
    expect(one.timescale).toBe(true);
    await one.drop();
    await expect(query(one.url, 'select 1')).rejects.toThrow(/does not exist/);
  });
});
