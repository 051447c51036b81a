import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { connectAsync, type MqttClient } from 'mqtt';
import { from as copyFrom } from 'pg-copy-streams';
import { pino } from 'pino';
import { topics } from '../../contracts/topics.ts';
import { startDatabase } from '../../demo/database.ts';
import { openDatabase, type Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { startChild } from './child.ts';
import { agentReading, AGENTS, deviceReading, registerSenders } from './telemetry/readings.ts';

/**
 * Measurements per second from MQTT publish to committed in the database, through the real ingest process and the demo's
 * broker, against COPY of the same rows into a table of the same kind in the same run. Publisher, broker, ingest and
 * database share this machine. Nothing may be lost: rows are counted at the end.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    batched: { type: 'string', default: '200000' },
    single: { type: 'string', default: '40000' },
    perMessage: { type: 'string', default: '100' },
  },
});
const rounds = Number(values.rounds);
const batched = Number(values.batched);
const single = Number(values.single);
const perMessage = Number(values.perMessage);
const perAgent = Math.floor(batched / AGENTS / perMessage) * perMessage;

const log = pino({ level: 'warn' }, pino.destination(2));
const dir = await mkdtemp(path.join(tmpdir(), 'citywatch-bench-telemetry-'));
const embedded = await startDatabase({ dir, log });
const database = openDatabase({ url: embedded.url, name: 'bench', onError: () => undefined });
const { timescale } = await migrate(database);
await registerSenders(database);
await database.query('create table copied (like measurement including all)');
if (timescale !== null) await database.query("select create_hypertable('copied', by_range('at', interval '1 day'))");
const broker = await startChild('telemetry/broker-process.ts', {});
const { url: mqttUrl } = broker.ready as { url: string }; // said by broker-process.ts
const ingest = await startChild('telemetry/ingest-process.ts', {
  BENCH_DATABASE_URL: embedded.url,
  BENCH_MQTT_URL: mqttUrl,
});
const { port } = ingest.ready as { port: number }; // said by ingest-process.ts
const clients = await Promise.all(
  Array.from({ length: AGENTS }, (_, at) =>
    connectAsync(mqttUrl, { clientId: `bench-${at}`, username: 'bench', password: 'bench' }),
  ),
);
console.log(
  `${rounds} rounds; ${AGENTS} agents send ${perAgent * AGENTS} readings, ${perMessage} a message; ` +
    `${single} readings one a message; TimescaleDB ${timescale ?? 'not there: plain PostgreSQL'}`,
);

interface Round {
  readonly copy: number;
  readonly agents: number;
  readonly devices: number;
}
const results: Round[] = [];
let expected = 0;
try {
  for (let round = 0; round < rounds; round++) {
    // A day of its own for each round, so that each begins with a new chunk, as COPY does.
    const from = (Math.floor(Date.now() / 86_400_000) - 2 - round) * 86_400_000;
    const copy = await measure(perAgent * AGENTS, () => copyRows(database, from));
    const cpuBefore = await ingest.cpuS();
    const agents = await measure(perAgent * AGENTS, () => sendAsAgents(from, `round-${round}`));
    const cpu = (await ingest.cpuS()) - cpuBefore;
    const devices = await measure(single, () => sendAsDevices(from));
    results.push({ copy, agents, devices });
    console.log(
      `  round ${round + 1}: COPY ${rate(copy)}, agents ${rate(agents)} (${(agents / copy).toFixed(2)} of COPY, ` +
        `ingest ${((cpu / (perAgent * AGENTS)) * 1e6).toFixed(1)} µs of processor a reading), one a message ${rate(devices)}`,
    );
  }
} finally {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await ingest.stop();
  await broker.stop();
}
const { rows } = await database.query<{ count: number }>('select count(*) as count from measurement');
const stored = rows[0]?.count ?? 0;
const { rows: refused } = await database.query('select * from refusal');
await database.end();
await embedded.stop();
await rm(dir, { recursive: true, force: true });

const median = (of: (round: Round) => number): number => {
  const sorted = results.map(of).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
const lost = expected - stored;
console.log(`stored ${stored} of ${expected} sent, ${refused.length === 0 ? 'none refused' : JSON.stringify(refused)}`);
console.log(
  JSON.stringify({
    bench: 'telemetry',
    ratio: round2(median(({ agents, copy }) => agents / copy)),
    perSecond: Math.round(median(({ agents }) => agents)),
    copyPerSecond: Math.round(median(({ copy }) => copy)),
    onePerMessagePerSecond: Math.round(median(({ devices }) => devices)),
    readingsPerMessage: perMessage,
    lost,
    timescale,
  }),
);
process.exitCode = lost === 0 ? 0 : 1;

/** Things per second. */
async function measure(things: number, work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return things / ((performance.now() - started) / 1000);
}

async function copyRows(database: Database, from: number): Promise<void> {
  const connection = await database.connect();
  try {
    const stream = connection.query(
      copyFrom('copy copied (sensor_id, at, value, quality, area_id, received_at) from stdin'),
    );
    await pipeline(Readable.from(copyLines(from)), stream);
  } finally {
    connection.release();
  }
}

/** The rows in the order in which they are sent, in pieces of a thousand lines. */
function* copyLines(from: number): Generator<string> {
  const received = new Date().toISOString();
  let lines: string[] = [];
  for (let first = 0; first < perAgent; first += perMessage) {
    for (let agent = 0; agent < AGENTS; agent++) {
      for (let n = first; n < first + perMessage; n++) {
        const { sensorId, at, value } = agentReading(agent, n, from);
        lines.push(`${sensorId}\t${new Date(at).toISOString()}\t${value}\tgood\tward-1\t${received}\n`);
      }
      if (lines.length < 1000) continue;
      yield lines.join('');
      lines = [];
    }
  }
  yield lines.join('');
}

/** All agents at once, each with a bounded number of messages under way, until each has been told that all is stored. */
async function sendAsAgents(from: number, epoch: string): Promise<void> {
  await Promise.all(
    clients.map(async (client, agent) => {
      const stored = untilStored(client, agent, epoch);
      await client.subscribeAsync(topics.agentStored(`agent-${agent}`), { qos: 1 });
      await inWindow(perAgent / perMessage, 8, (message) => {
        const readings = Array.from({ length: perMessage }, (_, at) => {
          const n = message * perMessage + at;
          return { ...agentReading(agent, n, from), seq: n + 1 };
        });
        const batch = { agentId: `agent-${agent}`, epoch, readings };
        return client.publishAsync(topics.agentReadings(`agent-${agent}`), JSON.stringify(batch), { qos: 1 });
      });
      await stored;
    }),
  );
  expected += perAgent * AGENTS;
}

function untilStored(client: MqttClient, agent: number, epoch: string): Promise<void> {
  return new Promise((resolve) => {
    const hear = (topic: string, payload: Buffer): void => {
      if (topic !== topics.agentStored(`agent-${agent}`)) return;
      const notice = JSON.parse(payload.toString()) as { epoch: string; upTo: number }; // sent by ingest
      if (notice.epoch !== epoch || notice.upTo < perAgent) return;
      client.off('message', hear);
      resolve();
    };
    client.on('message', hear);
  });
}

/** Sensors that speak for themselves, until ingest has counted all as stored. */
async function sendAsDevices(from: number): Promise<void> {
  const before = await storedSoFar();
  await Promise.all(
    clients.map((client, at) =>
      inWindow(single / AGENTS, 50, (message) => {
        const { sensorId, ...reading } = deviceReading(message * AGENTS + at, from);
        return client.publishAsync(topics.deviceReadings(sensorId), JSON.stringify({ readings: [reading] }), {
          qos: 1,
        });
      }),
    ),
  );
  while ((await storedSoFar()) - before < single) await new Promise((resolve) => setTimeout(resolve, 20));
  expected += single;
}

async function storedSoFar(): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/citywatch_ingest_readings_total\{outcome="stored"\} (\d+)/.exec(text)?.[1] ?? 0);
}

/** Runs `count` jobs in order with at most `width` under way. */
async function inWindow(count: number, width: number, job: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await job(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

function rate(perSecond: number): string {
  return `${Math.round(perSecond).toLocaleString('en')}/s`;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
