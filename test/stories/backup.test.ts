import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import pino from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { startDatabase } from '../../demo/database.ts';
import { openDatabase, type Database } from '../../store/database.ts';
import { everywhere, removeOlder } from '../../store/housekeeping.ts';
import { migrate } from '../../store/migrate.ts';
import { writeObservations } from '../../store/observations-write.ts';
import { OBSERVATION_ROLLUP } from '../../store/rollup-definitions.ts';
import { refreshRollups } from '../../store/rollup-refresh.ts';
import { adoptTimeZone } from '../../store/rollup-zone.ts';
import { aCity, anObservation } from '../analytics/city.ts';
import { cameraIs, measure } from '../analytics/facts.ts';
import { undoLater } from '../support/cleanup.ts';
import { makeOwner, OWNER, ownersUrl } from '../support/database-owner.ts';
import { repository, tempDir } from '../support/places.ts';

const tools = process.env['CITYWATCH_PG_CLIENT'] ?? path.join(repository, '.cache/postgres-client-17/bin');
const isHere = tools !== '' && existsSync(path.join(tools, 'pg_dump'));
const DAY_MS = 86_400_000;
const ZONE = 'Asia/Ho_Chi_Minh';

/** A script of deploy/database as `docker compose exec -T database` runs it; resolves with what it writes. */
async function script(
  name: 'backup.sh' | 'restore.sh',
  url: string,
  input?: Buffer,
): Promise<{ readonly out: Buffer; readonly said: string }> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const running = promisify(execFile)('sh', [path.join(repository, 'deploy/database', name)], {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: `${tools}:${process.env['PATH'] ?? ''}`,
      PGHOST: hostname,
      PGPORT: port,
      PGUSER: username,
      PGPASSWORD: decodeURIComponent(password),
      POSTGRES_USER: username,
      POSTGRES_DB: pathname.slice(1),
      CITYWATCH_DATABASE_OWNER: OWNER,
    },
  });
  running.child.stdin?.on('error', () => undefined);
  running.child.stdin?.end(input);
  const { stdout, stderr } = await running;
  return { out: stdout, said: stderr.toString() };
}

/** Every row of every table of ours, as one checksum a table. */
async function contents(database: Database): Promise<Readonly<Record<string, string>>> {
  const { rows } = await database.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'transaction_base' order by 1",
  );
  const all: Record<string, string> = {};
  for (const { name } of rows) {
    const summed = await database.query<{ text: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, e'\\n' order by t::text)), '') as text from ${name} t`,
    );
    all[name] = summed.rows[0]?.text ?? '';
  }
  return all;
}

async function crossings(database: Database): Promise<number> {
  await refreshRollups(database, ZONE, [OBSERVATION_ROLLUP]);
  const { rows } = await database.query<{ count: number }>('select sum(count)::int as count from crossing_daily');
  return rows[0]?.count ?? 0;
}

const cross = async (database: Database, at: number) =>
  void (await writeObservations(
    database,
    [anObservation({ kind: 'crossed', zoneId: 'kerb', direction: 'forward', capturedAt: at })],
    [],
  ));

describe.skipIf(!isHere)(`a backup${isHere ? '' : ' (skipped: there is no pg_dump of version 17)'}`, () => {
  let dump: Buffer;
  let before: Readonly<Record<string, string>>;
  let newServer: string;

  beforeAll(async () => {
    const { database, url } = await aCity();
    await adoptTimeZone(database, [OBSERVATION_ROLLUP], ZONE);
    for (const days of [0, 1, 30]) await cross(database, Date.now() - days * DAY_MS);
    await measure(database, [Date.now(), 1.5]);
    await cameraIs(database, 'gate', 'online', Date.now());
    expect(await crossings(database)).toBe(3);
    // The cluster of a city has given out more numbers than a new one.
    await database.query('do $$ begin for i in 1..5000 loop perform pg_current_xact_id(); commit; end loop; end $$');
    await cross(database, Date.now());
    expect(await crossings(database)).toBe(4);
    ({ out: dump } = await script('backup.sh', url));
    before = await contents(database);
    const server = await startDatabase({
      dir: await tempDir(),
      log: pino({ level: 'silent' }),
      settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' },
    });
    undoLater(server.stop);
    newServer = server.url;
    const client = new Client({ connectionString: newServer });
    await client.connect();
    await makeOwner(client, newServer);
    await client.end();
  });

  const open = (): Database => {
    const database = openDatabase({
      url: ownersUrl(newServer, new URL(newServer).pathname.slice(1)),
      name: 'test',
      onError: () => undefined,
    });
    undoLater(() => database.end());
    return database;
  };

  test('restored into a new server is the same in every row, counts nothing twice and goes on', async () => {
    const { said } = await script('restore.sh', newServer, dump);
    expect(said).toContain('is restored');
    const database = open();
    expect(await contents(database)).toEqual(before);
    expect(await migrate(database)).toMatchObject({ applied: [], restored: true });
    expect(await crossings(database)).toBe(4);
    await cross(database, Date.now());
    expect(await crossings(database)).toBe(5);
    // Still hypertables: old chunks go as a whole.
    const cut = everywhere(new Date(Date.now() - 10 * DAY_MS));
    const { chunks, rows } = await removeOlder(database, 'observation', cut, new AbortController().signal);
    expect(chunks + rows).toBe(1);
    expect(await crossings(database)).toBe(5);
  });

  test('is not restored over processes that still run', async () => {
    const database = open();
    await database.query('select 1');
    await expect(script('restore.sh', newServer, dump)).rejects.toThrow('still connected: citywatch-test');
  });

  test('that is not whole leaves what was there', async () => {
    await expect(script('restore.sh', newServer, dump.subarray(0, dump.length / 2))).rejects.toThrow();
    const database = open();
    expect(await crossings(database)).toBeGreaterThanOrEqual(4);
  });
});
