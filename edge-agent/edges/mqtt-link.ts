import mqtt from 'mqtt';
import type { Logger } from 'pino';

/** A connection to the broker that comes back by itself. Nothing is queued while it is down: the agent's own stores do that. */
export type MqttLink = {
  readonly isConnected: () => boolean;
  /**
   * QoS 1. Resolves to whether the broker has taken it over; false when the link is down or breaks before
   * (the message may get there all the same then).
   */
  readonly publish: (topic: string, payload: object, retain: boolean) => Promise<boolean>;
  readonly close: () => Promise<void>;
};

/** How to reach the broker, what to listen to, and whom to tell. */
export type MqttLinkOptions = {
  readonly url: string;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  /** What the broker says, retained, when this process is gone. */
  readonly will: { readonly topic: string; readonly payload: object };
  readonly subscriptions: readonly string[];
  readonly onMessage: (topic: string, payload: Buffer) => void;
  /** Subscriptions stand. Comes again after each reconnect. */
  readonly onConnect: () => void;
  readonly onDisconnect: () => void;
  /** 0..1 */
  readonly random: () => number;
  readonly log: Logger;
};

/** Starts to connect; the link is there when `onConnect` comes. */
export function openMqttLink(options: MqttLinkOptions): MqttLink {
  const { log } = options;
  let isUp = false;
  let lastProblem = '';
  /** Ends the waiting of messages which the broker has not taken over when the link breaks. */
  const waiting = new Set<() => void>();
  const client = mqtt.connect(options.url, {
    clientId: options.clientId,
    username: options.username,
    password: options.password,
    protocolVersion: 4,
    clean: true,
    keepalive: 15,
    connectTimeout: 10_000,
    reconnectPeriod: 1000 + Math.round(options.random() * 1000),
    resubscribe: false,
    queueQoSZero: false,
    will: {
      topic: options.will.topic,
      payload: Buffer.from(JSON.stringify(options.will.payload)),
      qos: 1,
      retain: true,
    },
  });
  const onProblem = (problem: string): void => {
    // The same refusal every second would drown the log.
    if (problem !== lastProblem) log.warn({ problem }, 'broker cannot be reached');
    lastProblem = problem;
  };

  const subscribe = async (): Promise<void> => {
    if (options.subscriptions.length > 0) await client.subscribeAsync([...options.subscriptions], { qos: 1 });
    isUp = true;
    lastProblem = '';
    log.info('connected to the broker');
    options.onConnect();
  };
  client.on('connect', () => {
    subscribe().catch((error: unknown) => {
      onProblem(`subscription refused: ${String(error)}`);
      client.reconnect();
    });
  });
  client.on('message', options.onMessage);
  client.on('error', (error) => onProblem(error.message));
  client.on('close', () => {
    for (const giveUp of waiting) giveUp();
    if (!isUp) return;
    isUp = false;
    log.warn('connection to the broker is lost');
    options.onDisconnect();
  });

  return {
    isConnected: () => isUp,
    publish(topic, payload, retain) {
      if (!isUp) return Promise.resolve(false);
      return new Promise((resolve) => {
        const settle = (taken: boolean): void => {
          waiting.delete(giveUp);
          resolve(taken);
        };
        const giveUp = (): void => settle(false);
        waiting.add(giveUp);
        client.publish(topic, JSON.stringify(payload), { qos: 1, retain }, (error) => {
          if (error) log.warn({ topic, problem: error.message }, 'message was not taken by the broker');
          settle(!error);
        });
      });
    },
    async close() {
      // A broker that hangs would keep the process from stopping.
      const patience = setTimeout(() => client.end(true), 2000);
      await client.endAsync(!isUp);
      clearTimeout(patience);
    },
  };
}
