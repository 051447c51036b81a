import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import type { Logger } from 'pino';

/** One message on its way in. */
export interface InboxMessage {
  readonly topic: string;
  readonly payload: Buffer;
  /** The broker kept it from before we subscribed: no sign that the sender lives. */
  readonly retained: boolean;
  /** The broker says that it sends it again because we did not acknowledge it; not every broker says so. */
  readonly redelivered: boolean;
  /** Acknowledges to the broker: call it once whatever the message led to is safe. */
  readonly done: () => void;
}

/** A connection to the broker on which nothing is acknowledged before it is safe. */
export interface MqttInbox {
  readonly name: string;
  readonly connected: () => boolean;
  /** Sends a message if the connection stands; else it is dropped and false returned. */
  readonly publish: (topic: string, payload: string, qos: 0 | 1) => boolean;
  /** Messages taken and not acknowledged. */
  readonly unacknowledged: () => number;
  /** Reads nothing more. What was taken can still be acknowledged. */
  readonly pause: () => void;
  /** Ends the connection; what is not acknowledged stays with the broker. */
  readonly stop: () => Promise<void>;
}

/** Where the broker is and who we are there. */
export interface BrokerAddress {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. Never logged: it may hold a password. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

const RECONNECT_MS = 1_000;
const PUBACK = 0x40;
const BYTES_OF_PUBACK = 4;

/**
 * Connects and stays connected for ever. Messages are handed to `take` as they come, many at once without waiting for
 * each other, and are acknowledged only when `done` is called: mqtt.js itself acknowledges one message before it hands
 * over the next, which would cost a commit each. While `hasRoom` says no, nothing more is read from the socket, and
 * `whenRoom` is asked to call back.
 *
 * @param clientId fixed, when the session is to be kept by the broker while we are away (`keepSession`).
 */
export function openMqttInbox(options: {
  /** For the metrics. */
  readonly name: string;
  readonly broker: BrokerAddress;
  readonly clientId: string;
  readonly keepSession: boolean;
  readonly filters: readonly string[];
  readonly take: (message: InboxMessage) => void;
  readonly hasRoom: () => boolean;
  readonly whenRoom: (callback: () => void) => void;
  readonly connection: (connected: boolean) => void;
  readonly log: Logger;
}): MqttInbox {
  const { broker, clientId, log } = options;
  const settings: IClientOptions = {
    clientId,
    clean: !options.keepSession,
    protocolVersion: 4,
    keepalive: 30,
    reconnectPeriod: RECONNECT_MS,
    connectTimeout: 10_000,
    queueQoSZero: false,
    resubscribe: false,
    ...(broker.username === undefined ? {} : { username: broker.username }),
    ...(broker.password === undefined ? {} : { password: broker.password }),
  };
  const client = connect(broker.url, settings);
  const inbox = { paused: false };
  let unacknowledged = 0;
  /** Counts connections: an acknowledgement belongs to the connection on which its message came. */
  let connection = 0;
  let acknowledged: number[] = [];

  client.on('packetreceive', (packet) => {
    // With the quality lowered to 0, mqtt.js hands the message over and goes on; the acknowledgement is ours.
    if (packet.cmd === 'publish' && packet.qos === 1) packet.qos = 0;
  });

  client.handleMessage = (packet: IPublishPacket, callback) => {
    if (inbox.paused) return;
    if (options.hasRoom()) {
      takeIn(packet);
      callback();
      return;
    }
    const mine = connection;
    options.whenRoom(() => {
      // On another connection it comes again.
      if (mine === connection && !inbox.paused) takeIn(packet);
      callback();
    });
  };

  function takeIn(packet: IPublishPacket): void {
    const { messageId } = packet;
    const mine = connection;
    let open = messageId !== undefined;
    if (open) unacknowledged++;
    options.take({
      topic: packet.topic,
      payload: Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload),
      retained: packet.retain,
      redelivered: packet.dup,
      done() {
        if (!open || messageId === undefined || mine !== connection) return;
        open = false;
        unacknowledged--;
        if (acknowledged.length === 0) queueMicrotask(sendAcknowledgements);
        acknowledged.push(messageId);
      },
    });
  }

  /** All acknowledgements of one commit go out in one piece (MQTT 3.1.1, section 3.4). */
  function sendAcknowledgements(): void {
    const ids = acknowledged;
    acknowledged = [];
    if (!client.connected || ids.length === 0) return;
    const bytes = Buffer.allocUnsafe(ids.length * BYTES_OF_PUBACK);
    for (const [at, id] of ids.entries()) {
      bytes.writeUInt16BE((PUBACK << 8) | 2, at * BYTES_OF_PUBACK);
      bytes.writeUInt16BE(id, at * BYTES_OF_PUBACK + 2);
    }
    client.stream.write(bytes);
  }

  let lastProblem = '';
  client.on('connect', () => {
    lastProblem = '';
    log.info({ clientId }, 'connected to the broker');
    subscribe(client, options.filters, log);
    options.connection(true);
  });
  client.on('close', () => {
    connection++;
    unacknowledged = 0;
    acknowledged = [];
    options.connection(false);
  });
  client.on('error', (error) => {
    // The same refusal every second would drown the log.
    if (error.message !== lastProblem) log.warn({ clientId, reason: error.message }, 'the broker cannot be reached');
    lastProblem = error.message;
  });

  return {
    name: options.name,
    connected: () => client.connected,
    publish(topic, payload, qos) {
      if (!client.connected) return false;
      client.publish(topic, payload, { qos }, (error) => {
        if (error) log.debug({ topic, reason: error.message }, 'message was not delivered');
      });
      return true;
    },
    unacknowledged: () => unacknowledged,
    pause() {
      inbox.paused = true;
    },
    async stop() {
      inbox.paused = true;
      sendAcknowledgements();
      // A broker that hangs would keep the process from stopping.
      const patience = setTimeout(() => client.end(true), 2_000);
      await client.endAsync(!client.connected);
      clearTimeout(patience);
    },
  };
}

function subscribe(client: MqttClient, filters: readonly string[], log: Logger): void {
  client.subscribe([...filters], { qos: 1 }, (error, granted) => {
    if (error) {
      log.error({ filters, reason: error.message }, 'could not subscribe');
      return;
    }
    const refused = (granted ?? []).filter(({ qos }) => qos > 2).map(({ topic }) => topic);
    if (refused.length > 0) log.error({ refused }, 'the broker refuses to let us read');
  });
}
