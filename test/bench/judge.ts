import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Client } from 'pg';
import { pino } from 'pino';
import { startAnalytics } from '../../analytics/app.ts';
import { startDatabase } from '../../demo/database.ts';
import { openDatabase, type Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { writeObservations } from '../../store/observations-write.ts';
import { saveRule } from '../../store/rules.ts';

/**
 * From the commit of an observation to the announcement of its alert, as a gateway hears it, through the real analytics:
 * on a quiet database, on one with a year of daily chunks, and while telemetry is written all the time. Against the
 * least that such a way can cost, in the same run: a statement that inserts one row, committed and announced.
 */
const { values } = parseArgs({
  options: { alerts: { type: 'string', default: '150' }, days: { type: 'string', default: '365' } },
});
const alerts = Number(values.alerts);
const days = Number(values.days);

const log = pino({ level: 'warn' }, pino.destination(2));
const dir = await mkdtemp(path.join(tmpdir(), 'citywatch-bench-judge-'));
const embedded = await startDatabase({ dir, log });
const database = openDatabase({ url: embedded.url, name: 'bench', onError: () => undefined });
const ear = new Client({ connectionString: embedded.url });
const jpeg = Buffer.alloc(40_000, 7);
let serial = 0;

try {
  const { timescale } = await migrate(database);
  console.log(`${alerts} alerts each; TimescaleDB ${timescale ?? 'not there: plain PostgreSQL'}`);
  await prepare(database);
  await ear.connect();
  await ear.query('listen alert; listen bare');
  await database.query('create table bare (id int)');
  const analytics = await startAnalytics({
    config: {
      databaseUrl: embedded.url,
      host: '127.0.0.1',
      port: 0,
      logLevel: 'warn',
      timeZone: 'Asia/Ho_Chi_Minh',
      batch: 2_000,
    },
    log,
    clock: { now: Date.now },
  });
  while (!analytics.leading()) await pause(20);
  await judged(20);

  const bare = await bareCommits(alerts);
  say('one row committed and announced', bare);
  const quiet = await judged(alerts);
  say('quiet', quiet);
  const load = telemetry(embedded.url);
  await pause(2_000);
  const busy = await judged(alerts);
  await load.stop();
  say('while telemetry is written', busy);
  await history(database, days);
  await judged(20);
  const old = await judged(alerts);
  say(`with ${days} days of chunks`, old);
  await analytics.stop();
  console.log(
    JSON.stringify({
      bench: 'judge',
      ratio: round(p(quiet, 0.5) / p(bare, 0.5)),
      p50Ms: {
        bare: round(p(bare, 0.5)),
        quiet: round(p(quiet, 0.5)),
        busy: round(p(busy, 0.5)),
        year: round(p(old, 0.5)),
      },
      p95Ms: {
        bare: round(p(bare, 0.95)),
        quiet: round(p(quiet, 0.95)),
        busy: round(p(busy, 0.95)),
        year: round(p(old, 0.95)),
      },
    }),
  );
} finally {
  await ear.end().catch(() => undefined);
  await database.end();
  await embedded.stop();
  await rm(dir, { recursive: true, force: true });
}

/** One camera with as many closed zones as alerts are to be raised at once, and a rule about them. */
async function prepare(on: Database): Promise<void> {
  await on.query(
    `insert into agent (id, name, token_hash) values ('pole', 'Pole', '\\x00');
     insert into camera (id, agent_id, name, url, lat, lon, heading_deg, field_of_view_deg, range_m, sample_fps, priority)
       values ('gate', 'pole', 'Gate', 'rtsp://127.0.0.1/1', 21, 105, 0, 60, 50, 5, 'normal');
     insert into zone (id, camera_id, name, shape) values ('depot', 'gate', 'Depot', '{}');`,
  );
  await saveRule(
    on,
    {
      id: 'closed',
      name: 'Closed',
      severity: 'critical',
      hours: null,
      recipient: null,
      enabled: true,
      condition: { kind: 'zone-presence', zoneIds: ['depot'], classes: ['person'], forS: 0 },
    },
    null,
  );
}

/** Milliseconds from each observation's commit to the word of its alert. Each alert is closed before the next. */
async function judged(count: number): Promise<readonly number[]> {
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    await database.query("update alert set state = 'resolved' where state = 'raised'");
    await pause(10 + (i % 20));
    serial += 1;
    const at = Date.now();
    const told = once(ear, 'notification');
    await writeObservations(
      database,
      [
        {
          kind: 'entered',
          cameraId: 'gate',
          zoneId: 'depot',
          trackId: `t${serial}`,
          class: 'person',
          direction: null,
          value: null,
          uncertainty: null,
          score: 0.9,
          box: { x: 0.1, y: 0.1, w: 0.2, h: 0.4 },
          capturedAt: at,
          receivedAt: at,
          perceivedAt: at,
          naturalKey: `bench-${serial}`,
          areaId: null,
        },
      ],
      [{ cameraId: 'gate', capturedAt: at, width: 640, height: 480, jpeg }],
    );
    const committed = performance.now();
    await told;
    took.push(performance.now() - committed);
  }
  return took;
}

async function bareCommits(count: number): Promise<readonly number[]> {
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const told = once(ear, 'notification');
    const before = performance.now();
    await database.query("with one as (insert into bare values (1)) select pg_notify('bare', '')");
    await told;
    took.push(performance.now() - before);
    await pause(5);
  }
  return took;
}

/** Writes batches of readings without a pause, on a thread of its own, as ingest does under full load. */
function telemetry(url: string): { readonly stop: () => Promise<void> } {
  const worker = new Worker(
    `const { Client } = require('pg'); const { workerData, parentPort } = require('node:worker_threads');
     let on = true; parentPort.once('message', () => { on = false; });
     (async () => {
       const client = new Client({ connectionString: workerData.url }); await client.connect();
       for (let batch = 0; on; batch++) {
         await client.query("insert into measurement (at, sensor_id, value) select now() + g * interval '1 us', 's' || g % 500, g from generate_series(1, 1000) g on conflict do nothing");
         await new Promise((resolve) => setTimeout(resolve, 20));
       }
       await client.end(); process.exit();
     })();`,
    { eval: true, workerData: { url } },
  );
  return {
    stop: async () => {
      worker.postMessage('stop');
      await once(worker, 'exit');
    },
  };
}

/** Puts a few facts into each of the last days, so that every table has its chunks. */
async function history(on: Database, count: number): Promise<void> {
  for (let day = 1; day <= count; day += 30) {
    const last = Math.min(count, day + 29);
    await on.query(
      `insert into observation (at, kind, camera_id, received_at, perceived_at, natural_key)
       select now() - g * interval '1 day', 'left', 'gate', now(), now(), 'old' || g from generate_series($1::int, $2::int) g`,
      [day, last],
    );
    await on.query(
      "insert into measurement (at, sensor_id, value) select now() - g * interval '1 day', 's', 1 from generate_series($1::int, $2::int) g",
      [day, last],
    );
    process.stdout.write(`\r  history: ${last} of ${count} days`);
  }
  process.stdout.write('\n');
}

function say(what: string, took: readonly number[]): void {
  console.log(`  ${what}: p50 ${p(took, 0.5).toFixed(1)} ms, p95 ${p(took, 0.95).toFixed(1)} ms`);
}

function p(took: readonly number[], share: number): number {
  const sorted = [...took].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
