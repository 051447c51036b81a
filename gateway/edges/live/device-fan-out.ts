import type { Logger } from 'pino';
import type { Namespace } from 'socket.io';
import type { Alert } from '../../../contracts/alerts.ts';
import { readSensorAlerts } from '../../../store/alerts.ts';
import { cursorNow, parseCursor } from '../../../store/cursor.ts';
import type { Database } from '../../../store/database.ts';
import { readDeviceChanges } from '../../../store/device-changes.ts';
import { createDeviceBoard } from '../../core/live/device-board.ts';
import { createSensorJudgements } from '../../core/live/sensor-judgements.ts';
import { readBoardLines } from './board-lines.ts';
import { isSlow, type Console, type ConsoleEvents, type PushEvents } from './console-socket.ts';

/** Brings the newest state of devices to consoles, at most twice a second; older states in between are skipped. */
export type DeviceFanOut = {
  /** Devices were set up anew: read all of them with the next turn. */
  readonly reload: () => void;
  /** An alert changed: it may colour a sensor. */
  readonly judged: (alert: Alert) => void;
  /** Sends a console every state that changed since a moment by the server's clock; null: all. */
  readonly greet: (console: Console, sinceMs: number | null) => void;
  /** Sends slow consoles what they are owed once they have drained; called every so often. */
  readonly resume: () => void;
  readonly stop: () => Promise<void>;
};

const TURN_MS = 500;
/** The clients' idea of the server's time is off by so much at most; other gateways' clocks too. */
const CLOCK_MARGIN_MS = 5000;

/** Starts to watch devices. `skipped` counts states that slow consoles did not get. */
export async function startDeviceFanOut({
  database,
  clock,
  namespace,
  consoles,
  log,
  skipped,
}: {
  readonly database: Database;
  readonly clock: () => number;
  readonly namespace: Namespace<ConsoleEvents, PushEvents>;
  readonly consoles: ReadonlySet<Console>;
  readonly log: Logger;
  readonly skipped: (count: number) => void;
}): Promise<DeviceFanOut> {
  const board = createDeviceBoard();
  const judgements = createSensorJudgements();
  let xid = '0';
  let stale = true;
  let stopped = false;
  /** Alerts that came while the board was being read: what was read may not know them. */
  let meanwhile: Alert[] | null = null;
  let endSleep: (() => void) | null = null;

  const judge = (alert: Alert): void => {
    const judged = judgements.take(alert);
    if (judged) board.judged(judged.sensorId, judged.severity);
  };
  const load = async (): Promise<void> => {
    stale = false;
    meanwhile = [];
    try {
      // The position first: what changes while the board is read comes again with the next turn.
      ({ xid } = parseCursor(await cursorNow(database)));
      const [lines, alerts] = await Promise.all([readBoardLines(database), readSensorAlerts(database)]);
      board.load(lines, judgements.load(alerts));
      for (const alert of meanwhile) judge(alert);
    } catch (error) {
      stale = true;
      throw error;
    } finally {
      meanwhile = null;
    }
  };
  const turn = async (): Promise<void> => {
    if (stale) await load();
    const read = await readDeviceChanges(database, xid);
    ({ xid } = read);
    for (const change of read.changes) board.heard(change.kind, change.id, change.state, change.heardAtMs);
    const keys = board.changed(clock());
    if (keys.length > 0) tell(keys);
  };

  const tell = (keys: readonly string[]): void => {
    // Those who see the same and owe nothing get it by one encoding.
    const inStep = new Map<string, { readonly areaIds: readonly string[] | null; readonly ids: string[] }>();
    for (const console of consoles) {
      if (console.mode === 'silent') continue;
      if (isSlow(console)) owe(console, keys);
      else if (console.owedDevices.size > 0) send(console, new Set([...console.owedDevices, ...keys]));
      else {
        const group = inStep.get(console.scopeKey) ?? { areaIds: console.caller.scope.areaIds, ids: [] };
        group.ids.push(console.socket.id);
        inStep.set(console.scopeKey, group);
      }
    }
    for (const { areaIds, ids } of inStep.values()) {
      const push = board.push(keys, areaIds, 0);
      if (push) namespace.to(ids).emit('devices', push);
    }
  };
  const owe = (console: Console, keys: readonly string[]): void => {
    let count = 0;
    for (const key of keys) {
      if (console.owedDevices.has(key)) count++;
      console.owedDevices.add(key);
    }
    console.skippedDevices += count;
    skipped(count);
  };
  const send = (console: Console, keys: Iterable<string>): void => {
    const push = board.push(keys, console.caller.scope.areaIds, console.skippedDevices);
    console.owedDevices.clear();
    if (push === null) return;
    console.skippedDevices = 0;
    console.socket.emit('devices', push);
  };

  const turns = async (): Promise<void> => {
    let failing = false;
    for (;;) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, TURN_MS);
        endSleep = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (stopped) return;
      try {
        await turn();
        if (failing) log.info('states of devices are read again');
        failing = false;
      } catch (error) {
        if (!failing) log.error({ err: error }, 'states of devices cannot be read; trying again');
        failing = true;
      }
    }
  };
  await turn();
  const running = turns();

  return {
    reload: () => {
      stale = true;
    },
    judged: (alert) => {
      if (alert.deviceKind !== 'sensor') return;
      meanwhile?.push(alert);
      judge(alert);
    },
    greet: (console, sinceMs) => send(console, board.since(sinceMs === null ? null : sinceMs - CLOCK_MARGIN_MS)),
    resume: () => {
      for (const console of consoles)
        if (console.owedDevices.size > 0 && !isSlow(console)) send(console, [...console.owedDevices]);
    },
    stop: async () => {
      stopped = true;
      endSleep?.();
      await running;
    },
  };
}
