import pino from 'pino';
import { connectAsync, type MqttClient } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { topicMessages } from '../../contracts/topic-messages.ts';
import { topics } from '../../contracts/topics.ts';
import { startSensorServer } from '../../demo/sensors/sensor-server.ts';
import { startGateway } from '../../gateway/app.ts';
import { readEnvironment } from '../../gateway/env.ts';
import { startIngest } from '../../ingest/app.ts';
import type { Database } from '../../store/database.ts';
import { noMosquittoReason, startDeployedBroker, type DeployedBroker } from '../deploy/deployed-broker.ts';
import { someEnvironment } from '../edge-agent/agent.ts';
import { registerAgent, registerSensor } from '../ingest/rig/city.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { scriptedDetector } from '../ingest/rig/scripted-detector.ts';
import { migratedDatabase } from '../support/database.ts';
import { undoLater } from '../support/cleanup.ts';
import { startBuilt, type TestProgram } from '../support/program.ts';
import { tempDir } from '../support/places.ts';

const reason = noMosquittoReason();
const because = reason === null ? '' : ` (skipped: ${reason})`;
const silent = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
const SENSORS = ['muc-nuoc', 'bui-1', 'bui-2', 'on', 'nhiet'] as const;
type TopicName = keyof typeof topics;
const TOPICS = Object.keys(topics) as TopicName[]; // the keys of an `as const` object

async function client(url: string): Promise<MqttClient> {
  const one = await connectAsync(url, { reconnectPeriod: 0 });
  undoLater(() => one.endAsync(true));
  return one;
}

/** Database, ingest and gateway with their accounts at a deployed Mosquitto; agent tram-1 with five sensors polled every second. */
async function startCity(broker: DeployedBroker): Promise<{
  readonly database: Database;
  readonly databaseGate: Gate;
  readonly environment: Record<string, string>;
  readonly startAgain: () => Promise<void>;
  readonly ingestMetric: (name: string) => Promise<number>;
}> {
  const { database, url } = await migratedDatabase();
  const sensors = await startSensorServer({
    port: 0,
    sensors: SENSORS.map((id, seed) => ({ id, quantity: 'water-level' as const, seed })),
  });
  undoLater(() => sensors.stop());
  await registerAgent(database, 'tram-1');
  for (const id of SENSORS) {
    await registerSensor(database, id, 'tram-1');
    await database.query('update sensor set url = $2, every_s = 1 where id = $1', [id, sensors.urlOf(id)]);
  }
  await registerSensor(database, 'cam-bien-7', null);
  const databaseGate = await startGate(url);
  const mqtt = { url: `mqtt://${broker.host}:${broker.port}` };
  const start = () =>
    startIngest({
      config: {
        databaseUrl: databaseGate.url,
        mqtt: { ...mqtt, username: 'ingest', password: 'ingest-password' },
        host: '127.0.0.1',
        port: 0,
        replica: 'one',
      },
      detector: scriptedDetector(),
      log: silent,
      clock: Date.now,
    });
  let ingest = await start();
  undoLater(() => ingest.stop());
  const gateway = await startGateway({
    config: readEnvironment({
      CITYWATCH_DATABASE_URL: url,
      CITYWATCH_MQTT_URL: mqtt.url,
      CITYWATCH_MQTT_USERNAME: 'gateway',
      CITYWATCH_MQTT_PASSWORD: 'gateway-password',
      CITYWATCH_PORT: '0',
      CITYWATCH_WEB_DIR: 'test/gateway/support/console',
    }),
    log: silent,
    clock: Date.now,
  });
  undoLater(() => gateway.stop());
  const environment = {
    ...someEnvironment(`http://127.0.0.1:${ingest.port}`, mqtt.url, await tempDir()),
    CITYWATCH_AGENT_ID: 'tram-1',
    CITYWATCH_AGENT_TOKEN: 'tram-1-token',
    CITYWATCH_MQTT_USERNAME: 'tram-1',
    CITYWATCH_MQTT_PASSWORD: 'tram-1-password',
  };
  return {
    database,
    databaseGate,
    environment,
    async startAgain() {
      await ingest.stop();
      ingest = await start();
    },
    async ingestMetric(name) {
      const text = await (await fetch(`http://127.0.0.1:${ingest.port}/metrics`)).text();
      return Number(new RegExp(`^citywatch_ingest_${name.replace(/[{}]/g, '\\$&')} (.+)$`, 'm').exec(text)?.[1] ?? 0);
    },
  };
}

function startAgent(environment: NodeJS.ProcessEnv): Promise<TestProgram> {
  return startBuilt('edge-agent', {
    env: { ...process.env, CITYWATCH_LOG_LEVEL: 'info', ...environment },
  });
}

/** How far readings are stored as the agent is told, and how many rows there are. */
async function stored(database: Database): Promise<{ upTo: number; rows: number; sensors: number }> {
  const { rows } = await database.query<{ upTo: number; rows: number; sensors: number }>(
    `select coalesce((select max(up_to) from readings_stored), 0)::int as "upTo", count(*)::int as rows,
       count(distinct sensor_id)::int as sensors from measurement where sensor_id <> 'cam-bien-7'`,
  );
  return rows[0] ?? { upTo: 0, rows: 0, sensors: 0 };
}

describe.skipIf(reason !== null)(`a city at Mosquitto${because}`, () => {
  const PATIENT = { timeout: 30_000, interval: 100 };
  const accounts = ['ingest', 'gateway', 'tram-1', 'cam-bien-7'];

  test('readings go from the sensors to the database, and each message is as docs/topics.md says', async () => {
    const broker = await startDeployedBroker({ accounts });
    const { database, environment } = await startCity(broker);
    const device = await client(broker.urlFor('cam-bien-7'));
    const agent = await startAgent(environment);
    await expect.poll(() => stored(database), PATIENT).toMatchObject({ sensors: SENSORS.length });
    await device.publishAsync(
      topics.deviceReadings('cam-bien-7'),
      JSON.stringify({ readings: [{ at: Date.now(), value: 7 }] }),
      {
        qos: 1,
      },
    );
    const ofDevice = async () =>
      (await database.query("select value from measurement where sensor_id = 'cam-bien-7'")).rows;
    await expect.poll(ofDevice, PATIENT).toEqual([{ value: 7 }]);
    agent.child.kill('SIGTERM');
    expect(await agent.ended).toBe(0);
    const state = async () =>
      (await database.query("select state ->> 'state' as state from device_state where device_kind = 'agent'")).rows;
    await expect.poll(state, PATIENT).toEqual([{ state: 'offline' }]);

    // `Received PUBLISH from agent-tram-1 (d0, q1, r1, m3, 'cw/1/agents/tram-1/status', ... (99 bytes))`
    const lines = [...broker.log().matchAll(/Received PUBLISH from \S+ \(d\d, q(\d), r(\d), m\d+, '([^']+)'/g)];
    const seen = new Set(lines.map(([, qos, retained, topic]) => `${topic} q${qos} r${retained}`));
    const expected = TOPICS.filter((name) => !['agentCommands', 'agentCoverage', 'cameraBoxes'].includes(name)).map(
      (name) => {
        const { qos, retained } = topicMessages[name];
        return `${topics[name](name === 'deviceReadings' ? 'cam-bien-7' : 'tram-1')} q${qos} r${retained ? 1 : 0}`;
      },
    );
    expect([...seen].filter((line) => !line.includes('/coverage')).toSorted()).toEqual(expected.toSorted());
  });

  test('a reading is acknowledged to the broker only when it is committed, and kept by the broker until then', async () => {
    const broker = await startDeployedBroker({ accounts });
    const { database, databaseGate, startAgain, ingestMetric } = await startCity(broker);
    const device = await client(broker.urlFor('cam-bien-7'));
    const say = (value: number) =>
      device.publishAsync(
        topics.deviceReadings('cam-bien-7'),
        JSON.stringify({ readings: [{ at: Date.now() - 1000 + value, value }] }),
        { qos: 1 },
      );
    const values = async () =>
      (await database.query<{ value: number }>('select value from measurement order by value')).rows.map(
        ({ value }) => value,
      );
    const logged = (what: string) => () => broker.log().split(`${what} citywatch-ingest-one-kept`).length - 1;
    const [handedOut, acknowledged] = [logged('Sending PUBLISH to'), logged('Received PUBACK from')];
    await expect.poll(() => ingestMetric('unacknowledged_messages{inbox="kept"}')).toBe(0);
    await say(1);
    await expect.poll(acknowledged, PATIENT).toBe(1);
    expect(await values()).toEqual([1]);
    databaseGate.cut();
    await say(2);
    await expect.poll(handedOut, PATIENT).toBe(2);
    await say(3);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([acknowledged(), await values()]).toEqual([1, [1]]);
    databaseGate.open();
    await startAgain();
    await expect.poll(values, PATIENT).toEqual([1, 2, 3]);
    await expect.poll(acknowledged, PATIENT).toBe(3);
  });

  test('a broker that is killed again and again loses no reading and doubles none', async () => {
    const broker = await startDeployedBroker({ accounts });
    const { database, environment } = await startCity(broker);
    const agent = await startAgent({ ...environment, CITYWATCH_PORT: '0' });
    let least = 0;
    for (let round = 0; round < 2; round++) {
      await expect.poll(async () => (await stored(database)).upTo, PATIENT).toBeGreaterThan(least);
      await broker.kill();
      // Taken while nobody listens.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await broker.start();
      least = (await stored(database)).upTo + SENSORS.length;
    }
    await expect.poll(async () => (await stored(database)).upTo, PATIENT).toBeGreaterThan(least);
    agent.child.kill('SIGTERM');
    await agent.ended;
    // The next agent polls nothing any more, and only has delivered what the first one left.
    await database.query("update sensor set enabled = false; notify settings, ''");
    await startAgent(environment);
    await expect
      .poll(async () => {
        const { upTo, rows } = await stored(database);
        return rows === upTo && upTo > least;
      }, PATIENT)
      .toBe(true);
    const { rows } = await database.query(
      'select sensor_id, at from measurement group by sensor_id, at having count(*) > 1',
    );
    expect(rows).toEqual([]);
  });
});
