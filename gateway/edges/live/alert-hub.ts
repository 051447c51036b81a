import type { Logger } from 'pino';
import type { Cursor } from '../../../contracts/ids.ts';
import { readAlertFeed, type FeedBatch } from '../../../store/alert-feed.ts';
import { cursorNow } from '../../../store/cursor.ts';
import type { Database } from '../../../store/database.ts';

/** The one reader of the alert feed in this process. */
export type AlertHub = {
  /** Something may have changed: read as soon as possible. */
  readonly wake: () => void;
  /** Everything up to here was given to `onBatch`. */
  readonly cursor: () => Cursor;
  readonly stop: () => Promise<void>;
};

/** Changes read at once. */
const BATCH = 500;
/**
 * Pause between two reads: so many times as long as the last push took, so that pushing takes at most a fifth of the
 * process. A lone alert is pushed at once; a flood to many consoles goes in fewer and larger pieces.
 */
const PAUSE_SHARE = 4;
const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 50;
/** Safety net below the notices, and pause after a failed read. */
const IDLE_MS = 1000;

/**
 * Starts to read the feed from now on.
 *
 * @param onBatch gets each batch once, in order; must not throw.
 */
export async function startAlertHub({
  database,
  log,
  onBatch,
}: {
  readonly database: Database;
  readonly log: Logger;
  readonly onBatch: (from: Cursor, batch: FeedBatch) => void;
}): Promise<AlertHub> {
  let cursor = await cursorNow(database);
  let stopped = false;
  let woken = false;
  let failing = false;
  let endSleep: (() => void) | null = null;

  const sleep = (ms: number, wakeable: boolean): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endSleep = () => {
        if (!wakeable && !stopped) return;
        clearTimeout(timer);
        resolve();
      };
    });

  const readOn = async (): Promise<void> => {
    for (;;) {
      if (stopped) return;
      woken = false;
      let more = false;
      let pauseMs = SHORTEST_PAUSE_MS;
      try {
        const batch = await readAlertFeed(database, { since: cursor, limit: BATCH });
        if (failing) log.info('the alert feed is read again');
        failing = false;
        more = batch.unsettled || batch.entries.length === BATCH;
        if (batch.entries.length > 0 && !stopped) {
          const from = cursor;
          cursor = batch.cursor;
          const startedAt = performance.now();
          onBatch(from, batch);
          pauseMs = Math.max(pauseMs, Math.min(LONGEST_PAUSE_MS, (performance.now() - startedAt) * PAUSE_SHARE));
        }
      } catch (error) {
        // Nothing is lost: the cursor stays where it is.
        if (!failing) log.error({ err: error }, 'the alert feed cannot be read; trying again');
        failing = true;
        await sleep(IDLE_MS, false);
        continue;
      }
      await sleep(pauseMs, false);
      if (!more && !woken && !stopped) await sleep(IDLE_MS, true);
    }
  };
  const reading = readOn();

  return {
    wake: () => {
      woken = true;
      endSleep?.();
    },
    cursor: () => cursor,
    stop: async () => {
      stopped = true;
      endSleep?.();
      await reading;
    },
  };
}
