import { Socket } from 'node:net';
import { Client } from 'pg';

/** Channels the database wakes readers on. A notice says only "look"; what happened is read by cursor. */
export type Channel =
  | 'observation'
  | 'measurement'
  | 'health'
  | 'device_state'
  | 'alert'
  | 'settings'
  | 'account'
  | 'session'
  | 'trial';

/** An ear on the database. */
export type Listener = {
  /** Whether the connection stands now. */
  readonly connected: () => boolean;
  readonly stop: () => Promise<void>;
};

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;
const PROBE_EVERY_MS = 15_000;
const PROBE_TIMEOUT_MS = 5_000;
const GOODBYE_MS = 1_000;

/**
 * Listens on a connection of its own, connected again for ever with a growing pause. Returns at once.
 *
 * @param url postgres:// address; never logged.
 * @param connected called whenever the connection stands (again): notices sent meanwhile are lost, so look at everything.
 * @param failed called for each connection that broke or could not be made, with the pause before the next try.
 */
export function startListening({
  url,
  name,
  channels,
  heard,
  connected,
  failed,
}: {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  readonly channels: readonly Channel[];
  readonly heard: (channel: Channel, payload: string) => void;
  readonly connected: () => void;
  readonly failed: (error: Error, retryInMs: number) => void;
}): Listener {
  let stopped = false;
  let standing = false;
  let tries = 0;
  let client: Client | undefined;
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const mine = new Client({
      connectionString: url,
      application_name: `citywatch-${name}-listen`,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      query_timeout: PROBE_TIMEOUT_MS,
      stream: () => (socket = new Socket()),
    });
    client = mine;
    let over = false;
    const lose = (cause: Error): void => {
      if (over) return;
      over = true;
      standing = false;
      clearTimeout(timer);
      mine.end().catch(() => undefined);
      if (stopped) return;
      const pause = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries++);
      const retryInMs = Math.round(pause * (0.75 + Math.random() / 2));
      failed(cause, retryInMs);
      timer = setTimeout(() => void connect(), retryInMs);
    };
    mine.on('error', lose);
    mine.on('end', () => lose(new Error('the database closed the connection')));
    mine.on('notification', ({ channel, payload }) => heard(channel as Channel, payload ?? ''));
    // A peer that vanished without a word is only found out by asking it.
    const probe = (): void => {
      mine.query('select 1').then(() => {
        if (!over && !stopped) timer = setTimeout(probe, PROBE_EVERY_MS);
      }, lose);
    };
    try {
      await mine.connect();
      // Names of channels are our own words, never data.
      await mine.query(channels.map((channel) => `listen ${channel}`).join(';'));
    } catch (error) {
      lose(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (over || stopped) return;
    standing = true;
    tries = 0;
    timer = setTimeout(probe, PROBE_EVERY_MS);
    connected();
  };
  void connect();

  return {
    connected: () => standing,
    stop: async () => {
      stopped = true;
      standing = false;
      clearTimeout(timer);
      // A peer that does not answer is not waited for.
      const patience = setTimeout(() => socket?.destroy(), GOODBYE_MS);
      await client?.end().catch(() => undefined);
      clearTimeout(patience);
    },
  };
}
