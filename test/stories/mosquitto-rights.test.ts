import { readFile } from 'node:fs/promises';
import { connect, connectAsync, type MqttClient } from 'mqtt';
import { beforeAll, describe, expect, test } from 'vitest';
import { brokerRights, topics } from '../../contracts/topics.ts';
import { noMosquittoReason, startDeployedBroker, type DeployedBroker } from '../deploy/deployed-broker.ts';
import { someEnvironment } from '../edge-agent/agent.ts';
import { undoLater } from '../support/cleanup.ts';
import { startBuilt } from '../support/program.ts';
import { tempDir } from '../support/places.ts';

const reason = noMosquittoReason();
const because = reason === null ? '' : ` (skipped: ${reason})`;

async function client(url: string): Promise<MqttClient> {
  const one = await connectAsync(url, { reconnectPeriod: 0 });
  undoLater(() => one.endAsync(true));
  return one;
}

describe.skipIf(reason !== null)(`Mosquitto with the rights of deploy/mosquitto${because}`, () => {
  const ACCOUNTS = ['tram-1', 'tram-2', 'cam-bien-7', 'ingest', 'gateway'] as const;
  const kindOf = (account: string): keyof typeof brokerRights =>
    account === 'ingest' || account === 'gateway' ? account : account.startsWith('tram') ? 'agent' : 'device';
  /** Every topic of every device. */
  const all = Object.values(topics).flatMap((topicOf) =>
    ['tram-1', 'tram-2', 'cam-bien-7', 'camera-3'].map((id) => topicOf(id)),
  );
  const allowed = (account: string, right: 'publish' | 'subscribe'): string[] => {
    // Mosquitto knows one pattern for all who are not named: agents and devices may each use both kinds of own topics.
    const kinds =
      kindOf(account) === 'agent' || kindOf(account) === 'device' ? (['agent', 'device'] as const) : [kindOf(account)];
    const filters = kinds.flatMap((kind) => brokerRights[kind][right].map((filter) => filter.replace('{id}', account)));
    return all.filter((topic) => filters.some((filter) => new RegExp(`^${filter.replace('+', '[^/]+')}$`).test(topic)));
  };
  let broker: DeployedBroker;
  beforeAll(async () => {
    broker = await startDeployedBroker({
      accounts: [...ACCOUNTS, 'watcher'],
      moreRights: 'user watcher\ntopic readwrite #\n',
    });
  });

  test('lets nobody in without an account or with a wrong password', async () => {
    const { host, port } = broker;
    for (const login of ['', 'tram-1:guessed@', 'stranger:stranger-password@', 'ingest:@']) {
      await expect(connectAsync(`mqtt://${login}${host}:${port}`, { reconnectPeriod: 0 })).rejects.toThrow(
        /Not authorized/i,
      );
    }
  });

  test('passes on only what somebody may publish', async () => {
    const heard: string[] = [];
    const watcher = await client(broker.urlFor('watcher'));
    watcher.on('message', (topic, payload) => heard.push(`${payload.toString()} ${topic}`));
    await watcher.subscribeAsync('#', { qos: 1 });
    for (const account of ACCOUNTS) {
      const sender = await client(broker.urlFor(account));
      for (const topic of all) await sender.publishAsync(topic, account, { qos: 1 });
    }
    // What is published last by somebody who may is heard last.
    await watcher.publishAsync('over', 'watcher', { qos: 1 });
    await expect.poll(() => heard.at(-1)).toBe('watcher over');
    const expected = ACCOUNTS.flatMap((account) => allowed(account, 'publish').map((topic) => `${account} ${topic}`));
    expect(heard.slice(0, -1).toSorted()).toEqual(expected.toSorted());
  });

  test('hands out only what somebody may read', async () => {
    const heard = new Map<string, string[]>();
    for (const account of ACCOUNTS) {
      const topicsHeard: string[] = [];
      heard.set(account, topicsHeard);
      const reader = await client(broker.urlFor(account));
      reader.on('message', (topic) => topicsHeard.push(topic));
      await reader.subscribeAsync('#', { qos: 1 }).catch(() => undefined);
    }
    const watcher = await client(broker.urlFor('watcher'));
    for (const topic of all) await watcher.publishAsync(topic, 'x', { qos: 1 });
    for (const account of ACCOUNTS) {
      const expected = allowed(account, 'subscribe').toSorted();
      await expect.poll(() => [account, heard.get(account)?.toSorted()]).toEqual([account, expected]);
    }
  });

  test('ends the connection of somebody who sends more than a message may have', async () => {
    const sender = await client(broker.urlFor('tram-1'));
    const ended = new Promise<void>((resolve) => sender.once('close', () => resolve()));
    sender.publish(topics.agentReadings('tram-1'), Buffer.alloc(300 * 1024), { qos: 1 });
    await ended;
    expect(broker.log()).toMatch(/tram-1|oversize|too large|protocol error/i);
  });

  test('has no TLS listener without a certificate', async () => {
    await expect(connectAsync(`mqtts://localhost:${broker.tlsPort}`, { reconnectPeriod: 0 })).rejects.toThrow(
      /ECONNREFUSED/,
    );
  });
});

describe.skipIf(reason !== null)(`Mosquitto with a certificate${because}`, () => {
  test('lets agents of other hosts in by TLS, and nobody who does not speak it', async () => {
    const broker = await startDeployedBroker({ accounts: ['tram-1'], certificate: true });
    const agent = await startBuilt('edge-agent', {
      env: {
        ...process.env,
        ...someEnvironment('http://127.0.0.1:9', `mqtts://localhost:${broker.tlsPort}`, await tempDir()),
        CITYWATCH_MQTT_USERNAME: 'tram-1',
        CITYWATCH_MQTT_PASSWORD: 'tram-1-password',
        CITYWATCH_LOG_LEVEL: 'info',
        NODE_EXTRA_CA_CERTS: broker.certificateFile,
      },
    });
    await agent.printed(/connected to the broker/);
    const plain = connect(broker.urlFor('tram-1').replace(`:${broker.port}`, `:${broker.tlsPort}`), {
      reconnectPeriod: 0,
    });
    undoLater(() => plain.endAsync(true));
    let isIn = false;
    plain.on('connect', () => (isIn = true));
    plain.on('error', () => undefined);
    await new Promise<void>((resolve) => plain.once('close', () => resolve()));
    expect(isIn).toBe(false);
  });

  test('lets nobody outside take the place of ingest, whatever client id is told', async () => {
    const broker = await startDeployedBroker({ accounts: ['tram-1', 'ingest'], certificate: true });
    const clientId = 'citywatch-ingest-one-kept';
    const ingest = await connectAsync(broker.urlFor('ingest'), { clientId, clean: false, reconnectPeriod: 0 });
    undoLater(() => ingest.endAsync(true));
    const outside = await connectAsync(`mqtts://tram-1:tram-1-password@localhost:${broker.tlsPort}`, {
      clientId,
      ca: await readFile(broker.certificateFile),
      reconnectPeriod: 0,
    });
    undoLater(() => outside.endAsync(true));
    await outside.publishAsync(topics.agentStatus('tram-1'), '{}', { qos: 1 });
    await ingest.subscribeAsync(topics.agentStatus('tram-1'), { qos: 1 });
    expect(ingest.connected).toBe(true);
  });
});

describe.skipIf(reason !== null)(`Mosquitto with accounts that clash${because}`, () => {
  test('does not start: an agent called ingest would have the rights of ingest', async () => {
    await expect(startDeployedBroker({ accounts: ['ingest', 'tram-1', 'ingest'] })).rejects.toThrow(
      'ingest is in MQTT_ACCOUNTS more than once',
    );
  });
});
