import { connectAsync, type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import { openMqttInbox, type InboxMessage, type MqttInbox } from '../../../ingest/edges/mqtt-inbox.ts';
import { undoLater } from '../../support/cleanup.ts';
import { brokers } from '../rig/brokers.ts';
import { startGate } from '../../support/gate.ts';

interface Open {
  readonly inbox: MqttInbox;
  readonly got: InboxMessage[];
  readonly texts: () => string[];
}

async function open(
  url: string,
  options: {
    readonly keepSession?: boolean;
    readonly hasRoom?: () => boolean;
    readonly whenRoom?: (callback: () => void) => void;
  } = {},
): Promise<Open> {
  const got: InboxMessage[] = [];
  let connected = false;
  const inbox = openMqttInbox({
    name: 'test',
    broker: { url },
    clientId: 'inbox',
    keepSession: options.keepSession ?? true,
    filters: ['in/+'],
    take: (message) => got.push(message),
    hasRoom: options.hasRoom ?? (() => true),
    whenRoom: options.whenRoom ?? ((callback) => callback()),
    connection: (now) => {
      connected = now;
    },
    log: pino({ level: 'silent' }),
  });
  undoLater(() => inbox.stop());
  await vi.waitFor(() => expect(connected).toBe(true));
  // The subscription stands when something published comes back.
  return { inbox, got, texts: () => got.map(({ payload }) => payload.toString()) };
}

async function aSender(url: string): Promise<MqttClient> {
  const client = await connectAsync(url, { clientId: 'sender' });
  undoLater(() => client.endAsync(true));
  return client;
}

/** Sends a message again and again until the inbox has it: so its subscription stands. */
async function settled(sender: MqttClient, { got }: Open): Promise<void> {
  await vi.waitFor(async () => {
    await sender.publishAsync('in/probe', 'probe', { qos: 0 });
    expect(got.length).toBeGreaterThan(0);
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  got.length = 0;
}

const send = async (sender: MqttClient, texts: readonly string[]): Promise<void> => {
  await Promise.all(texts.map((text) => sender.publishAsync('in/a', text, { qos: 1 })));
};

describe.each(brokers)('at $name', ({ start }) => {
  test('many messages are taken without any being acknowledged', async () => {
    const url = await start();
    const sender = await aSender(url);
    const open1 = await open(url);
    await settled(sender, open1);
    const texts = Array.from({ length: 300 }, (_, at) => `m${at}`);
    await send(sender, texts);
    await vi.waitFor(() => expect(open1.texts()).toEqual(texts));
    expect(open1.inbox.unacknowledged()).toBe(300);
  });

  test('what was not acknowledged comes again after a restart, what was does not', async () => {
    const url = await start();
    const sender = await aSender(url);
    const before = await open(url);
    await settled(sender, before);
    await send(sender, ['a', 'b', 'c', 'd']);
    await vi.waitFor(() => expect(before.got).toHaveLength(4));
    for (const message of before.got) if (message.payload.toString() !== 'c') message.done();
    expect(before.inbox.unacknowledged()).toBe(1);
    await before.inbox.stop();
    const after = await open(url);
    await vi.waitFor(() => expect(after.texts()).toEqual(['c']));
    after.got[0]?.done();
    await send(sender, ['e']);
    await vi.waitFor(() => expect(after.texts()).toEqual(['c', 'e']));
  });

  test('what is sent while we are away is kept for us', async () => {
    const url = await start();
    const sender = await aSender(url);
    const before = await open(url);
    await settled(sender, before);
    await before.inbox.stop();
    await send(sender, ['while away']);
    await vi.waitFor(async () => expect((await open(url)).texts()).toEqual(['while away']));
  });

  test('without a kept session it is not: the sender has it and sends it again', async () => {
    const url = await start();
    const sender = await aSender(url);
    const before = await open(url, { keepSession: false });
    await settled(sender, before);
    await before.inbox.stop();
    await send(sender, ['while away']);
    const after = await open(url, { keepSession: false });
    await settled(sender, after);
    expect(after.texts()).toEqual([]);
  });

  test('while there is no room nothing more is read, and nothing is lost', async () => {
    const url = await start();
    const sender = await aSender(url);
    let room = true;
    let makeRoom = (): void => undefined;
    const inbox = await open(url, {
      hasRoom: () => room,
      whenRoom: (callback) => {
        makeRoom = callback;
      },
    });
    await settled(sender, inbox);
    room = false;
    const texts = Array.from({ length: 200 }, (_, at) => `m${at}`);
    await send(sender, texts);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(inbox.got).toHaveLength(0);
    room = true;
    makeRoom();
    await vi.waitFor(() => expect(inbox.texts()).toEqual(texts));
  });

  test('an acknowledgement from before a broken connection acknowledges nothing on the new one', async () => {
    const url = await start();
    const sender = await aSender(url);
    const gate = await startGate(url);
    const first = await open(gate.url);
    await settled(sender, first);
    await send(sender, ['old']);
    await vi.waitFor(() => expect(first.got).toHaveLength(1));
    gate.cut();
    await vi.waitFor(() => expect(first.inbox.connected()).toBe(false));
    gate.open();
    await vi.waitFor(() => expect(first.texts()).toEqual(['old', 'old']), { timeout: 5_000 });
    first.got[0]?.done();
    expect(first.inbox.unacknowledged()).toBe(1);
    first.got[1]?.done();
    expect(first.inbox.unacknowledged()).toBe(0);
  });

  test('what the broker kept from before is told apart', async () => {
    const url = await start();
    const sender = await aSender(url);
    await sender.publishAsync('in/kept', 'from before', { qos: 1, retain: true });
    const inbox = await open(url);
    await vi.waitFor(() => expect(inbox.got).toMatchObject([{ retained: true }]));
  });

  test('what is published while the link is down is dropped and said to be', async () => {
    const url = await start();
    const { inbox } = await open(url);
    expect(inbox.publish('out/a', 'x', 1)).toBe(true);
    await inbox.stop();
    expect(inbox.publish('out/a', 'x', 1)).toBe(false);
  });
});
