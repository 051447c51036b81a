import type { Logger } from 'pino';
import { markPushed, markShown, type FeedBatch } from '../../../store/alert-feed.ts';
import type { Database } from '../../../store/database.ts';
import type { Scope } from '../../../store/scope.ts';

/** Notes when alerts were first pushed and first painted, a few times a second instead of one by one. */
export type DeliveryMarks = {
  /** A batch with the moment of its push in the alerts that had none, noted for the store if anybody is looking. */
  readonly stamp: (batch: FeedBatch) => FeedBatch;
  /** A console painted these. */
  readonly shown: (alerts: readonly { readonly id: number; readonly at: number }[], scope: Scope) => void;
  readonly flush: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const FLUSH_MS = 200;
/** Marks waiting at most; beyond, further ones are dropped and counted. */
const MOST_WAITING = 20_000;

/** Starts the notebook. `told` gets each leg's milliseconds, for metrics. */
export function startDeliveryMarks({
  database,
  log,
  watchedSinceMs,
  told,
  dropped,
}: {
  readonly database: Database;
  readonly log: Logger;
  /** Since when somebody has been looking; null: nobody is. What was raised before did not wait for the push. */
  readonly watchedSinceMs: () => number | null;
  readonly told: (leg: 'push' | 'show', ms: number) => void;
  readonly dropped: (count: number) => void;
}): DeliveryMarks {
  let pushed = new Map<number, Date>();
  let writing = new Map<number, Date>();
  let shown = new Map<number, { readonly at: Date; readonly scope: Scope }>();
  let busy: Promise<void> = Promise.resolve();

  /** The first moment counts. */
  const note = <T>(marks: Map<number, T>, id: number, mark: T): void => {
    if (marks.has(id)) return;
    if (marks.size >= MOST_WAITING) dropped(1);
    else marks.set(id, mark);
  };
  const write = async (): Promise<void> => {
    writing = pushed;
    pushed = new Map();
    const painted = shown;
    shown = new Map();
    try {
      if (writing.size > 0) {
        const legs = await markPushed(
          database,
          [...writing].map(([id, at]) => ({ id, at })),
        );
        for (const ms of legs) told('push', ms);
        writing = new Map();
      }
      for (const scope of new Set([...painted.values()].map((painting) => painting.scope))) {
        const theirs = [...painted].filter(([, painting]) => painting.scope === scope);
        const legs = await markShown(
          database,
          theirs.map(([id, { at }]) => ({ id, at })),
          scope,
        );
        for (const [id] of theirs) painted.delete(id);
        for (const ms of legs) told('show', ms);
      }
    } catch (error) {
      log.warn({ err: error, alerts: writing.size + painted.size }, 'push and paint times are noted later');
      for (const [id, at] of writing) note(pushed, id, at);
      for (const [id, painting] of painted) note(shown, id, painting);
      writing = new Map();
    }
  };
  const flush = (): Promise<void> => {
    busy = busy.then(write);
    return busy;
  };
  const timer = setInterval(() => {
    if (pushed.size + shown.size > 0) void flush();
  }, FLUSH_MS);

  return {
    stamp: (batch) => ({
      ...batch,
      entries: batch.entries.map((entry) => {
        const { alert } = entry;
        const since = watchedSinceMs();
        if (alert.clock.pushedAt !== null || since === null || Date.parse(alert.clock.raisedAt) < since) return entry;
        const at = pushed.get(alert.id) ?? writing.get(alert.id) ?? batch.readAt;
        if (!writing.has(alert.id)) note(pushed, alert.id, at);
        return { ...entry, alert: { ...alert, clock: { ...alert.clock, pushedAt: at.toISOString() } } };
      }),
    }),
    shown: (alerts, scope) => {
      for (const { id, at } of alerts) note(shown, id, { at: new Date(at), scope });
    },
    flush,
    stop: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}
