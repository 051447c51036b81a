import type { Logger } from 'pino';
import type { Namespace } from 'socket.io';
import type { Cursor } from '../../../contracts/ids.ts';
import type { HelloAnswer } from '../../../contracts/push.ts';
import { countFeed, readAlertFeed, type FeedBatch } from '../../../store/alert-feed.ts';
import { cursorNow } from '../../../store/cursor.ts';
import type { Database } from '../../../store/database.ts';
import type { Scope } from '../../../store/scope.ts';
import { compareCursors, isPossibleCursor } from '../../core/live/feed-order.ts';
import { boundedTurns } from '../bounded-turns.ts';
import { pushOf } from './alert-push.ts';
import { isSlow, type Console, type ConsoleEvents, type PushEvents } from './console-socket.ts';
import type { DeliveryMarks } from './delivery-marks.ts';

/** Brings alerts to consoles: every change one may see, once, in order, however slow the console is. */
export type AlertFanOut = {
  /** Gives a batch of the hub to everybody. */
  readonly batch: (from: Cursor, batch: FeedBatch) => void;
  /** A console wants everything after a cursor (null: from now on). @returns whether the gap can be filled. */
  readonly begin: (console: Console, since: Cursor | null) => Promise<HelloAnswer['caughtUp']>;
  /** Starts the pushes asked for by `begin`; apart from it so that the answer goes first. */
  readonly go: (console: Console) => void;
  /** Looks whether slow consoles have drained; called every so often. */
  readonly resume: () => void;
  readonly leave: (console: Console) => void;
};

/** More changes than this are not pushed one by one after a gap: loading anew is cheaper. */
const LARGEST_GAP = 2000;
const PAGE = 200;
/** Batches held for a console that catches up; beyond, it reads them from the store as well. */
const MOST_HELD = 500;
/** Consoles reading the store at once: after a restart all of them come at the same moment. */
const READERS = 4;
const READERS_WAITING = 100_000;

/** Sets up the fan-out. `hubCursor`: how far the hub has read. */
export function openAlertFanOut({
  database,
  namespace,
  consoles,
  hubCursor,
  marks,
  log,
}: {
  readonly database: Database;
  readonly namespace: Namespace<ConsoleEvents, PushEvents>;
  readonly consoles: ReadonlySet<Console>;
  readonly hubCursor: () => Cursor;
  readonly marks: DeliveryMarks;
  readonly log: Logger;
}): AlertFanOut {
  const turns = boundedTurns({ atOnce: READERS, waiting: READERS_WAITING });

  const goLive = (console: Console, cursor: Cursor): void => {
    console.cursor = cursor;
    console.mode = 'live';
  };
  const fallBehind = (console: Console): void => {
    console.mode = 'behind';
    console.held = [];
  };

  const deliver = (from: Cursor, batch: FeedBatch): void => {
    // Those who see the same and stand where the hub stood get the batch by one encoding.
    const inStep = new Map<string, { readonly scope: Scope; readonly ids: string[] }>();
    for (const console of consoles) {
      if (console.mode === 'catching-up') hold(console, batch);
      if (console.mode !== 'live') continue;
      if (isSlow(console)) {
        fallBehind(console);
      } else if (compareCursors(console.cursor, from) === 0) {
        const group = inStep.get(console.scopeKey) ?? { scope: console.caller.scope, ids: [] };
        group.ids.push(console.socket.id);
        inStep.set(console.scopeKey, group);
        console.cursor = batch.cursor;
      } else {
        // It joined ahead of the hub: its store read had seen more.
        const push = pushOf(batch, console.caller.scope, console.cursor);
        if (push) console.socket.emit('alerts', push);
        if (compareCursors(console.cursor, batch.cursor) < 0) console.cursor = batch.cursor;
      }
    }
    for (const { scope, ids } of inStep.values()) {
      const push = pushOf(batch, scope, from);
      if (push) namespace.to(ids).emit('alerts', push);
    }
  };

  const catchUp = async (console: Console): Promise<void> => {
    const { turn } = console;
    console.mode = 'catching-up';
    const isOver = (): boolean => console.turn !== turn || console.mode !== 'catching-up';
    try {
      for (;;) {
        console.held = [];
        const read = await turns.take(async () =>
          readAlertFeed(database, { since: console.cursor, limit: PAGE, scope: console.caller.scope }),
        );
        if (isOver()) return;
        if (read === null) return fallBehind(console);
        const batch = marks.stamp(read.value);
        const push = pushOf(batch, console.caller.scope, console.cursor);
        if (push) console.socket.emit('alerts', push);
        console.cursor = batch.cursor;
        if (isSlow(console)) return fallBehind(console);
        if (batch.entries.length === PAGE || console.held === null) continue;
        for (const held of console.held) {
          const rest = pushOf(held, console.caller.scope, console.cursor);
          if (rest) console.socket.emit('alerts', rest);
          if (compareCursors(console.cursor, held.cursor) < 0) console.cursor = held.cursor;
        }
        console.held = [];
        return goLive(console, later(console.cursor, hubCursor()));
      }
    } catch (error) {
      log.warn({ err: error }, 'a console could not catch up; it is tried again');
      if (!isOver()) fallBehind(console);
    }
  };

  return {
    batch: (from, batch) => deliver(from, marks.stamp(batch)),
    begin: async (console, since) => {
      console.turn++;
      console.mode = 'silent';
      const now = await cursorNow(database);
      const caughtUp =
        since === null ||
        (isPossibleCursor(since) &&
          // A cursor from the future belongs to a store that was since replaced by an older copy of itself.
          compareCursors(since, now) <= 0 &&
          (await countFeed(database, { since, limit: LARGEST_GAP + 1, scope: console.caller.scope })) <= LARGEST_GAP);
      console.cursor = since !== null && caughtUp ? since : now;
      return caughtUp;
    },
    go: (console) => {
      if (console.socket.connected) void catchUp(console);
    },
    resume: () => {
      for (const console of consoles) if (console.mode === 'behind' && !isSlow(console)) void catchUp(console);
    },
    leave: (console) => {
      console.turn++;
      console.mode = 'silent';
      console.held = [];
    },
  };
}

function hold(console: Console, batch: FeedBatch): void {
  if (console.held === null) return;
  if (console.held.length < MOST_HELD) console.held.push(batch);
  else console.held = null;
}

function later(a: Cursor, b: Cursor): Cursor {
  return compareCursors(a, b) < 0 ? b : a;
}
