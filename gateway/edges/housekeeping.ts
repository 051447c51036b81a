import type { Logger } from 'pino';
import { purgeQuestions } from '../../store/agent-questions.ts';
import { restampDevices } from '../../store/areas.ts';
import type { Database } from '../../store/database.ts';
import { purgePushSubscriptions } from '../../store/push-subscriptions.ts';
import { purgeSessions } from '../../store/sessions.ts';
import { purgeTries } from '../../store/sign-in-tries.ts';
import { purgeUploads } from '../../store/uploads.ts';

const EVERY_MS = 10 * 60_000;
/** Nobody waits longer for what an agent was asked for; longer than clips are possible (core/clip-times.ts). */
const UPLOAD_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** A browser whose console was not opened for so long is told nothing more. */
const PUSH_UNUSED_MS = 30 * DAY_MS;

/** Removes now and then what is over, and stamps devices whose area began or ended meanwhile. Any gateway may. */
export function startHousekeeping({
  database,
  sessionIdleMs,
  clock,
  log,
  everyMs = EVERY_MS,
}: {
  readonly database: Database;
  readonly sessionIdleMs: number;
  readonly clock: () => number;
  readonly log: Logger;
  readonly everyMs?: number;
}): { readonly stop: () => void } {
  const keepHouse = async (): Promise<void> => {
    const at = new Date(clock());
    try {
      await purgeSessions(database, at, sessionIdleMs);
      await purgeTries(database, new Date(at.getTime() - DAY_MS));
      await purgeQuestions(database, new Date(at.getTime() - UPLOAD_MS));
      await purgePushSubscriptions(database, new Date(at.getTime() - PUSH_UNUSED_MS));
      await purgeUploads(database, new Date(at.getTime() - UPLOAD_MS));
      const moved = await restampDevices(database, at);
      if (moved > 0) log.info({ moved }, 'devices stand in another area now');
    } catch (error) {
      log.warn({ err: error }, 'housekeeping was cut short; it comes again');
    }
  };
  const timer = setInterval(() => void keepHouse(), everyMs);
  return { stop: () => clearInterval(timer) };
}
