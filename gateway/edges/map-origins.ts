import type { Logger } from 'pino';
import type { Queryable } from '../../store/database.ts';
import { readCitySettings } from './city-settings.ts';

/** Where the base map comes from, kept up to date: the one foreign origin pages may load from. */
export async function watchMapOrigins(
  connection: Queryable,
  log: Logger,
): Promise<{ readonly get: () => readonly string[]; readonly reload: () => void }> {
  let origins: readonly string[] = [];
  const read = async (): Promise<void> => {
    const { baseMap } = await readCitySettings(connection);
    origins = baseMap === null || !URL.canParse(baseMap.url) ? [] : [new URL(baseMap.url).origin];
  };
  await read();
  return {
    get: () => origins,
    reload: () => {
      read().catch((error: unknown) => log.warn({ err: error }, 'the base map setting could not be read'));
    },
  };
}
