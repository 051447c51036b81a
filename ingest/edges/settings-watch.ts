import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import { startListening } from '../../store/listen.ts';
import { readPerceptionSettings } from '../../store/perception-settings.ts';
import { cityOf, EMPTY_CITY, type City } from '../core/city.ts';

/** A copy of the settings that follows the store. */
export interface SettingsWatch {
  readonly city: () => City;
  /** Reads anew, at most once a second: for whoever meets a name it does not know. */
  readonly refresh: () => Promise<void>;
  /** Whether changes are heard of at once. */
  readonly listening: () => boolean;
  readonly stop: () => Promise<void>;
}

const REFRESH_AT_MOST_EVERY_MS = 1_000;
/** Changes come in bursts: several rows of one form. */
const GATHER_MS = 50;
/** In case a notice was lost all the same. */
const REREAD_EVERY_MS = 60_000;

/** Reads the settings once, then whenever the store says they changed. Rejects when the first reading fails. */
export async function watchSettings(options: {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly changed: (city: City) => void;
  readonly clock: () => number;
  readonly log: Logger;
}): Promise<SettingsWatch> {
  const { database, clock, log } = options;
  let city = EMPTY_CITY;
  let readAt = -Infinity;
  let reading: Promise<void> | null = null;
  let again = false;
  let gather: NodeJS.Timeout | undefined;

  async function read(): Promise<void> {
    const settings = await readPerceptionSettings(database);
    readAt = clock();
    city = cityOf(settings);
    options.changed(city);
  }

  /** One reading at a time; a change during a reading means another. */
  function reread(): Promise<void> {
    if (reading) {
      again = true;
      return reading;
    }
    reading = read()
      .catch((error: Error) => log.warn({ reason: error.message }, 'could not read the settings; the old ones stay'))
      .finally(() => {
        reading = null;
        if (!again) return;
        again = false;
        void reread();
      });
    return reading;
  }

  await read();
  const listener = startListening({
    url: options.databaseUrl,
    name: 'ingest',
    channels: ['settings'],
    heard: () => {
      clearTimeout(gather);
      gather = setTimeout(() => void reread(), GATHER_MS);
    },
    connected: () => void reread(),
    failed: (error, retryInMs) => log.warn({ reason: error.message, retryInMs }, 'not hearing of changed settings'),
  });
  const timer = setInterval(() => void reread(), REREAD_EVERY_MS);

  return {
    city: () => city,
    async refresh() {
      if (clock() - readAt >= REFRESH_AT_MOST_EVERY_MS) await reread();
    },
    listening: listener.connected,
    async stop() {
      clearInterval(timer);
      clearTimeout(gather);
      await listener.stop();
      await reading;
    },
  };
}
