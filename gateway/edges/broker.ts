import { randomUUID } from 'node:crypto';
import { connect } from 'mqtt';
import type { Logger } from 'pino';

/** Where the broker is and who the gateway is there. */
export type BrokerLogin = { readonly url: string; readonly username: string | null; readonly password: string | null };

/** The connection to the broker, made again for ever. */
export type Broker = {
  readonly connected: () => boolean;
  /** Publishes with QoS 1. Rejects when there is no connection: nothing is kept for later. */
  readonly publish: (topic: string, payload: string, options?: { readonly retain?: boolean }) => Promise<void>;
  /**
   * Hears one topic, as long as somebody wants to (QoS 0; heard again after a reconnect). Only one listener a topic.
   * @returns what ends it
   */
  readonly listen: (topic: string, heard: (payload: Buffer) => void) => () => void;
  /** Calls back with each (re)connection; it may be another broker, or one that forgot. */
  readonly onConnect: (listener: () => void) => void;
  readonly stop: () => Promise<void>;
};

const RECONNECT_MS = 2000;

/** Opens the connection; returns at once. */
export function openBroker({ url, username, password }: BrokerLogin, log: Logger): Broker {
  const client = connect(url, {
    clientId: `citywatch-gateway-${randomUUID()}`,
    reconnectPeriod: RECONNECT_MS,
    connectTimeout: 10_000,
    ...(username !== null && { username }),
    ...(password !== null && { password }),
  });
  const listeners = new Map<string, (payload: Buffer) => void>();
  let stopped = false;
  let outage = false;
  const broke = (error: Error | null): void => {
    // Once per outage: it tries again every two seconds.
    if (!outage && !stopped) log.warn({ err: error }, 'no connection to the broker; trying again');
    outage = true;
  };
  client.on('connect', () => {
    outage = false;
    log.info('connected to the broker');
  });
  client.on('error', broke);
  client.on('offline', () => broke(null));
  client.on('message', (topic, payload) => listeners.get(topic)?.(payload));
  return {
    connected: () => client.connected,
    publish: async (topic, payload, { retain = false } = {}) => {
      if (!client.connected) throw new Error('no connection to the broker');
      await client.publishAsync(topic, payload, { qos: 1, retain });
    },
    listen: (topic, heard) => {
      listeners.set(topic, heard);
      // Without a connection it is subscribed to when there is one.
      client.subscribe(topic, { qos: 0 }, (error) => {
        if (error && !stopped) log.warn({ err: error, topic }, 'a topic cannot be heard');
      });
      return () => {
        listeners.delete(topic);
        if (!stopped) client.unsubscribe(topic);
      };
    },
    onConnect: (listener) => client.on('connect', listener),
    stop: async () => {
      stopped = true;
      await client.endAsync(true);
    },
  };
}
