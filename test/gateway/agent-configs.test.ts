import { connectAsync } from 'mqtt';
import { beforeAll, describe, expect, test } from 'vitest';
import { agentConfig, type AgentConfig } from '../../contracts/telemetry.ts';
import { brokerRights } from '../../contracts/topics.ts';
import { createAgent, deleteAgent } from '../../store/agents.ts';
import { saveCamera } from '../../store/cameras.ts';
import { deleteSensor, saveSensor } from '../../store/sensors.ts';
import { anybody, startTestBroker } from '../support/broker.ts';
import { undoLater } from '../support/cleanup.ts';
import { freePort } from '../support/places.ts';
import { until } from '../support/until.ts';
import { withSession } from './support/browser.ts';
import { aCamera, aSensor, buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

const login = { username: 'gateway', password: 'gateway-secret', ...brokerRights.gateway };
let gateway: TestGateway;
let port: number;
let broker: Awaited<ReturnType<typeof startTestBroker>>;
beforeAll(async () => {
  port = await freePort();
  broker = await startTestBroker([login, anybody], { port });
  gateway = await startTestGateway({
    CITYWATCH_MQTT_URL: `mqtt://127.0.0.1:${port}`,
    CITYWATCH_MQTT_USERNAME: login.username,
    CITYWATCH_MQTT_PASSWORD: login.password,
  });
  await buildCity(gateway.database);
}, 60_000);

/** Hears what the broker keeps for an agent, and what comes. `null`: taken back. */
async function hear(agentId: string): Promise<(AgentConfig | null)[]> {
  const heard: (AgentConfig | null)[] = [];
  const client = await connectAsync(broker.urlFor(anybody));
  undoLater(() => client.endAsync(true));
  client.on('message', (_topic, payload) =>
    heard.push(payload.length === 0 ? null : agentConfig.parse(JSON.parse(String(payload)))),
  );
  await client.subscribeAsync(`cw/1/agents/${agentId}/config`, { qos: 1 });
  return heard;
}

describe('an agent is told its tasks', () => {
  test('whenever it comes, with the addresses in full', async () => {
    const heard = await hear('agent-1');
    await until(() => heard.at(-1)?.sensors.length === 2);
    expect(heard.at(-1)).toMatchObject({
      agentId: 'agent-1',
      cameras: [
        {
          id: 'cam-north',
          url: 'rtsp://admin:s3cret@10.0.0.5:554/stream1',
          sampleFps: 5,
          priority: 'normal',
          masks: [],
        },
        { id: 'cam-south' },
      ],
      sensors: [{ id: 'water-north', url: 'http://user:s3cret@10.0.0.9/value', everyS: 10 }, { id: 'water-south' }],
    });
  });

  test('anew when they change, under another version; what concerns others changes nothing', async () => {
    const heard = await hear('agent-1');
    await until(() => heard.length > 0);
    const before = heard.at(-1);
    await createAgent(gateway.database, { id: 'agent-2', name: 'A', tokenHash: Buffer.alloc(32) });
    await saveCamera(gateway.database, aCamera({ id: 'other', agentId: 'agent-2' }), new Date());
    const other = await hear('agent-2');
    await until(() => other.at(-1)?.cameras.length === 1);
    expect(other.at(-1)?.cameras[0]?.id).toBe('other');
    expect(heard.at(-1)).toEqual(before);
    await saveCamera(gateway.database, aCamera({ sampleFps: 2.5 }), new Date());
    await until(() => heard.at(-1)?.cameras[0]?.sampleFps === 2.5);
    expect(heard.at(-1)?.version).not.toBe(before?.version);
  });

  test('only what is switched on, and only sensors that must be polled', async () => {
    const heard = await hear('agent-1');
    const at = new Date();
    await saveSensor(gateway.database, aSensor({ id: 'own', agentId: null, url: null }), at);
    await saveSensor(gateway.database, aSensor({ id: 'off', enabled: false }), at);
    await saveSensor(gateway.database, aSensor({ id: 'on' }), at);
    await until(() => heard.at(-1)?.sensors.some(({ id }) => id === 'on') ?? false);
    expect(heard.at(-1)?.sensors.map(({ id }) => id)).toEqual(['on', 'water-north', 'water-south']);
    for (const id of ['own', 'off', 'on']) await deleteSensor(gateway.database, id);
    await until(() => heard.at(-1)?.sensors.length === 2);
  });

  test('the same by every gateway: the second adds nothing', async () => {
    const heard = await hear('agent-1');
    await until(() => heard.length > 0);
    const other = await gateway.another();
    const admin = await withSession(other.url, gateway.database, 'admin');
    const connected = async () =>
      ((await admin.send('GET', '/api/state')).body as { broker: { connected: boolean } }).broker.connected;
    await until(connected);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(new Set(heard.map((config) => config?.version)).size).toBe(1);
  });

  test('nothing any more once it was removed', async () => {
    await createAgent(gateway.database, { id: 'short', name: 'A', tokenHash: Buffer.alloc(32) });
    const heard = await hear('short');
    await until(() => heard.length > 0);
    await deleteAgent(gateway.database, 'short');
    await until(() => heard.at(-1) === null);
  });

  test('anew after the broker was away and forgot', async () => {
    await broker.stop();
    await until(async () => {
      const admin = await withSession(gateway.url, gateway.database, 'admin');
      const state = (await admin.send('GET', '/api/state')).body as { broker: { connected: boolean } };
      return !state.broker.connected;
    });
    broker = await startTestBroker([login, anybody], { port });
    const heard = await hear('agent-1');
    await until(() => heard.at(-1)?.cameras.some(({ id }) => id === 'cam-north') ?? false);
  });
});
