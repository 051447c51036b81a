import { connectAsync } from 'mqtt';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import type { StoredNotice } from '../../contracts/telemetry.ts';
import { topics } from '../../contracts/topics.ts';
import { startDatabase, type EmbeddedDatabase } from '../../demo/database.ts';
import { openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { registerCity } from '../ingest/rig/city.ts';
import { startIngestProcess, untilListening } from '../ingest/rig/ingest-process.ts';
import { anybody, startTestBroker } from '../support/broker.ts';
import { undoLater } from '../support/cleanup.ts';
import { freePort, tempDir } from '../support/places.ts';
import { startBuilt } from '../support/program.ts';

const READINGS = 3_000;
const PER_MESSAGE = 50;
const DEVICE_MESSAGES = 300;
const START = Math.floor(Date.now() / 1_000) * 1_000 - 7_200_000;

test('ingest is killed again and again, the database is stopped in between: every reading is stored, and stored once', async () => {
  const place = { dir: await tempDir(), port: await freePort(), log: pino({ level: 'silent' }) };
  let server: EmbeddedDatabase = await startDatabase(place);
  undoLater(() => server.stop());
  const database = openDatabase({ url: server.url, name: 'test', onError: () => undefined });
  undoLater(() => database.end());
  await migrate(database);
  await registerCity(database);
  const broker = await startTestBroker();

  const start = () => startIngestProcess(server.url, broker.urlFor(anybody));
  let ingest = await start();
  const kill = async (): Promise<void> => {
    ingest.child.kill('SIGKILL');
    await ingest.ended;
    ingest = await start();
    await untilListening(ingest);
  };
  // The broker keeps for us only from the first connection on.
  await untilListening(ingest);

  // An agent as they are: numbered readings, a bounded number ahead of what is stored, sent again when nothing is heard.
  const agent = await connectAsync(broker.urlFor(anybody), { clientId: 'gate' });
  undoLater(() => agent.endAsync(true));
  const heard = { stored: 0, at: Date.now() };
  agent.on('message', (_, payload) => {
    const { upTo } = JSON.parse(payload.toString()) as StoredNotice; // ingest's own words
    heard.stored = Math.max(heard.stored, upTo);
    heard.at = Date.now();
  });
  await agent.subscribeAsync(topics.agentStored('gate'), { qos: 1 });
  const send = async (): Promise<void> => {
    let sent = 0;
    while (heard.stored < READINGS) {
      if (Date.now() - heard.at > 1_500) {
        sent = heard.stored;
        heard.at = Date.now();
      }
      if (sent >= READINGS || sent - heard.stored >= 500) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        continue;
      }
      const readings = Array.from({ length: Math.min(PER_MESSAGE, READINGS - sent) }, (_, at) => {
        const seq = sent + at + 1;
        return { seq, sensorId: 'pm', at: START + seq * 1_000, value: seq % 1_000 };
      });
      await agent.publishAsync(
        topics.agentReadings('gate'),
        JSON.stringify({ agentId: 'gate', epoch: 'killed', readings }),
        { qos: 1 },
      );
      sent += readings.length;
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  };
  // A sensor that sends each reading once and trusts the broker.
  const speak = async (): Promise<void> => {
    for (let n = 0; n < DEVICE_MESSAGES; n++) {
      const reading = { at: START + n * 1_000, value: n };
      await agent.publishAsync(topics.deviceReadings('sky'), JSON.stringify({ readings: [reading] }), { qos: 1 });
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  const disturb = async (): Promise<void> => {
    for (const afterMs of [400, 150, 700]) {
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await kill();
    }
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    server = await startDatabase(place);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await kill();
  };
  await Promise.all([send(), speak(), disturb()]);

  const count = async (sensorId: string): Promise<unknown> =>
    (
      await database.query(
        'select count(*) as rows, count(distinct at) as times, min(value) as least from measurement where sensor_id = $1',
        [sensorId],
      )
    ).rows[0];
  expect(await count('pm')).toEqual({ rows: READINGS, times: READINGS, least: 0 });
  await vi.waitFor(
    async () => expect(await count('sky')).toEqual({ rows: DEVICE_MESSAGES, times: DEVICE_MESSAGES, least: 0 }),
    20_000,
  );
});

test('ingest asked to stop ends in order with what it has taken written', async () => {
  const server = await startDatabase({ dir: await tempDir(), log: pino({ level: 'silent' }) });
  undoLater(() => server.stop());
  const database = openDatabase({ url: server.url, name: 'test', onError: () => undefined });
  undoLater(() => database.end());
  await migrate(database);
  await registerCity(database);
  const broker = await startTestBroker();
  const ingest = await startIngestProcess(server.url, broker.urlFor(anybody));
  await untilListening(ingest);
  const sensor = await connectAsync(broker.urlFor(anybody), { clientId: 'sky' });
  undoLater(() => sensor.endAsync(true));
  for (let n = 0; n < 50; n++) {
    const reading = { at: START + n * 1_000, value: n };
    await sensor.publishAsync(topics.deviceReadings('sky'), JSON.stringify({ readings: [reading] }), { qos: 1 });
  }
  ingest.child.kill('SIGTERM');
  expect(await ingest.ended).toBe(0);
  const { rows } = await database.query<{ rows: number }>('select count(*) as rows from measurement');
  const written = rows[0]?.rows ?? 0;
  // What was not taken any more waits at the broker for the next one.
  const next = await startIngestProcess(server.url, broker.urlFor(anybody));
  await next.printed(/ingest is up/);
  await vi.waitFor(async () => {
    const now = await database.query<{ rows: number }>('select count(*) as rows from measurement');
    expect(now.rows).toEqual([{ rows: 50 }]);
  }, 20_000);
  expect(written).toBeLessThanOrEqual(50);
});

test.each([
  ['no settings', {}, /CITYWATCH_DATABASE_URL[^]*CITYWATCH_MQTT_URL/],
  [
    'a model that is not there',
    {
      CITYWATCH_DATABASE_URL: 'postgres://x',
      CITYWATCH_MQTT_URL: 'mqtt://127.0.0.1:1',
      CITYWATCH_MODEL_DIR: '/nowhere',
    },
    /the model file \/nowhere\/yolov8n.onnx cannot be read/,
  ],
])('with %s it says what is wrong and ends', async (_, env, sentence) => {
  const ingest = await startBuilt('ingest', { env: { PATH: process.env['PATH'], ...env } });
  expect(await ingest.ended).toBe(1);
  expect(ingest.output()).toMatch(sentence);
  expect(ingest.output()).not.toMatch(/\n\s+at /);
});
