import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { brokerRights } from '../../contracts/topics.ts';
import type { BrokerAccount } from '../../demo/broker-rights.ts';
import { startBroker } from '../../demo/broker.ts';
import { anybody, startTestBroker } from '../support/broker.ts';
import { undoLater } from '../support/cleanup.ts';

const forAgent = (id: string): BrokerAccount => {
  const own = (filters: readonly string[]): string[] => filters.map((filter) => filter.replace('{id}', id));
  const { publish, subscribe } = brokerRights.agent;
  return { username: `agent-${id}`, password: `secret of ${id}`, publish: own(publish), subscribe: own(subscribe) };
};
const agentA = forAgent('a');
const agentB = forAgent('b');
const ingest: BrokerAccount = { username: 'ingest', password: 'secret of ingest', ...brokerRights.ingest };
const gateway: BrokerAccount = { username: 'gateway', password: 'secret of gateway', ...brokerRights.gateway };
const device: BrokerAccount = {
  username: 'device-s1',
  password: 'secret of s1',
  publish: ['cw/1/devices/s1/readings'],
  subscribe: [],
};
const accounts = { agentA, ingest, gateway, device };
type Row = [name: keyof typeof accounts, topic: string, allowed: boolean];

async function signIn(
  url: string,
  { username, password }: Pick<BrokerAccount, 'username' | 'password'>,
  options: IClientOptions = {},
): Promise<MqttClient> {
  const client = await connectAsync(url, { username, password, reconnectPeriod: 0, ...options });
  client.on('error', () => undefined);
  undoLater(() => client.endAsync(true));
  return client;
}

/** The next message the client gets, as `topic payload`. */
function nextMessage(client: MqttClient): Promise<string> {
  return new Promise((resolve) => {
    client.once('message', (topic, payload) => resolve(`${topic} ${payload.toString()}`));
  });
}

const cutOff = (client: MqttClient): Promise<string> =>
  new Promise((resolve) => {
    client.once('close', () => resolve('cut off'));
  });

describe('an account of the broker', () => {
  it.each<Row>([
    ['agentA', 'cw/1/agents/a/readings', true],
    ['agentA', 'cw/1/agents/a/status', true],
    ['agentA', 'cw/1/agents/b/readings', false],
    ['agentA', 'cw/1/agents/a/stored', false],
    ['agentA', 'cw/1/agents/a/config', false],
    ['agentA', 'cw/1/devices/s1/readings', false],
    ['agentA', '$SYS/anything', false],
    ['ingest', 'cw/1/agents/a/stored', true],
    ['ingest', 'cw/1/agents/a/config', false],
    ['gateway', 'cw/1/agents/a/config', true],
    ['gateway', 'cw/1/agents/a/readings', false],
    ['device', 'cw/1/devices/s1/readings', true],
    ['device', 'cw/1/devices/s2/readings', false],
  ])('%s publishes on %s: %s', async (name, topic, allowed) => {
    const account = accounts[name];
    const broker = await startTestBroker([anybody, account]);
    const reader = await signIn(broker.url, anybody);
    await reader.subscribeAsync('#', { qos: 1 });
    const writer = await signIn(broker.url, account);
    const outcome = Promise.race([nextMessage(reader), cutOff(writer)]);
    writer.publish(topic, 'x', { qos: 1 });
    expect(await outcome).toBe(allowed ? `${topic} x` : 'cut off');
    expect(broker.stats().refusedPublishes).toBe(allowed ? 0 : 1);
  });

  it.each<Row>([
    ['agentA', 'cw/1/agents/a/config', true],
    ['agentA', 'cw/1/agents/a/commands', true],
    ['agentA', 'cw/1/agents/a/stored', true],
    ['agentA', 'cw/1/agents/b/config', false],
    ['agentA', 'cw/1/agents/+/config', false],
    ['agentA', 'cw/1/agents/a/#', false],
    ['agentA', '#', false],
    ['ingest', 'cw/1/agents/+/readings', true],
    ['ingest', 'cw/1/agents/+/config', false],
    ['gateway', 'cw/1/cameras/+/boxes', true],
    ['gateway', 'cw/1/agents/+/readings', false],
    ['device', 'cw/1/devices/s1/readings', false],
  ])('%s reads %s: %s', async (name, filter, allowed) => {
    const account = accounts[name];
    const broker = await startTestBroker([account]);
    const client = await signIn(broker.url, account);
    const answer = client.subscribeAsync(filter, { qos: 1 }).then(
      () => true,
      () => false,
    );
    expect(await answer).toBe(allowed);
    expect(broker.stats().refusedSubscriptions).toBe(allowed ? 0 : 1);
    expect(client.connected).toBe(true);
  });

  it('with a wrong password, an unknown name or none is refused and counted', async () => {
    const broker = await startTestBroker([agentA]);
    await expect(signIn(broker.url, { ...agentA, password: 'guess' })).rejects.toThrow(/bad username or password/i);
    await expect(signIn(broker.url, { ...agentA, username: 'nobody' })).rejects.toThrow(/bad username or password/i);
    await expect(connectAsync(broker.url, { reconnectPeriod: 0 })).rejects.toThrow(/bad username or password/i);
    expect(broker.stats().refusedLogins).toBe(3);
  });

  it('cannot take over the session of another account', async () => {
    const broker = await startTestBroker([agentA, agentB]);
    const owner = await signIn(broker.url, agentA, { clientId: 'agent-a' });
    await expect(signIn(broker.url, agentB, { clientId: 'agent-a' })).rejects.toThrow(/Identifier rejected/i);
    expect(owner.connected).toBe(true);
  });

  it('takes over its own session', async () => {
    const broker = await startTestBroker([agentA]);
    const first = await signIn(broker.url, agentA, { clientId: 'agent-a' });
    const ended = cutOff(first);
    const second = await signIn(broker.url, agentA, { clientId: 'agent-a' });
    await ended;
    expect(second.connected).toBe(true);
  });

  it('leaves a last will only where it may publish', async () => {
    const broker = await startTestBroker([anybody, agentA]);
    const reader = await signIn(broker.url, anybody);
    await reader.subscribeAsync('#', { qos: 1 });
    const will = (topic: string): IClientOptions => ({ will: { topic, payload: 'gone', qos: 1, retain: false } });
    const message = nextMessage(reader);
    const intruder = await signIn(broker.url, agentA, will('cw/1/agents/b/status'));
    const honest = await signIn(broker.url, agentA, will('cw/1/agents/a/status'));
    intruder.stream.destroy();
    await cutOff(intruder);
    honest.stream.destroy();
    expect(await message).toBe('cw/1/agents/a/status gone');
  });
});

describe('the embedded broker', () => {
  it('refuses shared subscriptions, which it could not deliver, even to those who may read everything', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    const broker = await startBroker({ accounts: [anybody], log });
    undoLater(broker.stop);
    const client = await signIn(broker.url, anybody);
    await expect(client.subscribeAsync('$share/pool/cw/1/agents/+/readings', { qos: 1 })).rejects.toThrow();
    expect(broker.stats().refusedSubscriptions).toBe(1);
    expect(lines.join()).toContain('shared subscription');
  });

  it('keeps a retained message for who comes later', async () => {
    const broker = await startTestBroker();
    const writer = await signIn(broker.url, anybody);
    await writer.publishAsync('cw/1/agents/a/config', '{}', { qos: 1, retain: true });
    const reader = await signIn(broker.url, anybody);
    const message = nextMessage(reader);
    await reader.subscribeAsync('cw/1/agents/a/config', { qos: 1 });
    expect(await message).toBe('cw/1/agents/a/config {}');
  });

  it('cuts off a packet that is too long and goes on serving the others', async () => {
    const broker = await startTestBroker([anybody], { maxPacketBytes: 10_000 });
    const other = await signIn(broker.url, anybody);
    await other.subscribeAsync('#', { qos: 1 });
    const writer = await signIn(broker.url, anybody);
    const ended = cutOff(writer);
    writer.publish('t', Buffer.alloc(20_000), { qos: 1 });
    await ended;
    expect(broker.stats().refusedPackets).toBe(1);
    const message = nextMessage(other);
    await other.publishAsync('t', 'small', { qos: 1 });
    expect(await message).toBe('t small');
  });

  it('does not wait for the content of a huge packet from a stranger', async () => {
    const broker = await startTestBroker();
    const socket = connectTcp(Number(new URL(broker.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    // CONNECT that announces 200 MB and sends ten bytes
    socket.write(Buffer.from([0x10, 0x80, 0x90, 0xaf, 0x5f, 0, 4, 0x4d, 0x51, 0x54, 0x54]));
    await once(socket, 'close');
    expect(broker.stats().refusedPackets).toBe(1);
  });

  it('cuts off who does not speak MQTT', async () => {
    const broker = await startTestBroker();
    const socket = connectTcp(Number(new URL(broker.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'close');
    const client = await signIn(broker.url, anybody);
    expect(client.connected).toBe(true);
  });

  it('says which port is in use', async () => {
    const { url } = await startTestBroker();
    const { port } = new URL(url);
    await expect(startTestBroker([anybody], { port: Number(port) })).rejects.toThrow(
      `Port ${port} for the MQTT broker is in use.`,
    );
  });

  it('stops while clients are connected', async () => {
    const broker = await startTestBroker();
    const client = await signIn(broker.url, anybody);
    const closed = cutOff(client);
    await broker.stop();
    await closed;
    await expect(connectAsync(broker.url, { reconnectPeriod: 0 })).rejects.toThrow();
  });
});
