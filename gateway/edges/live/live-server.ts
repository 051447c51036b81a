import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import { hello, LIVE_NAMESPACE, shown } from '../../../contracts/push.ts';
import type { Database } from '../../../store/database.ts';
import { findSession } from '../../../store/sessions.ts';
import { createEventBudget } from '../../core/live/event-budget.ts';
import { createWatchSpan } from '../../core/live/watch-span.ts';
import { isOwnOrigin } from '../../core/origin-check.ts';
import type { SessionCookie } from '../http/session-cookie.ts';
import { openAlertFanOut } from './alert-fan-out.ts';
import { startChainWatch } from './chain-watch.ts';
import { startAlertHub } from './alert-hub.ts';
import { consoleDoor, type DoorRefusal } from './console-door.ts';
import { scopeKeyOf, type Console, type ConsoleEvents, type LiveSocket, type PushEvents } from './console-socket.ts';
import { startDeliveryMarks } from './delivery-marks.ts';
import { startDeviceFanOut } from './device-fan-out.ts';

/** The live push to consoles. */
export type LiveServer = {
  /** A notice of the store: something of this kind changed; payload as the store's triggers send it. */
  readonly heard: (channel: 'alert' | 'settings' | 'account' | 'session', payload: string) => void;
  /** The store can be heard again after a silence: anything may have changed. */
  readonly heardAgain: () => void;
  readonly consoles: () => number;
  readonly stop: () => Promise<void>;
};

/** What the live push counts. */
export type LiveCounts = {
  readonly leg: (leg: 'push' | 'show', ms: number) => void;
  readonly skippedDevices: (count: number) => void;
  readonly droppedMarks: (count: number) => void;
  readonly refusedEvents: (reason: 'too-many' | 'wrong-form') => void;
  readonly refusedSockets: (reason: 'origin' | DoorRefusal) => void;
};

const MAX_EVENT_BYTES = 64 * 1024;
const MAX_CONSOLES = 5000;
const RESUME_MS = 200;
const SESSION_SWEEP_MS = 60_000;
/** Several settings saved in a row are one event. */
const SETTINGS_PAUSE_MS = 200;

/** Starts the push on an HTTP server. */
export async function startLiveServer({
  http,
  database,
  cookie,
  sessionIdleMs,
  publicOrigin,
  version,
  brokerConnected,
  clock,
  log,
  counts,
  onAlerts,
}: {
  readonly http: HttpServer;
  readonly database: Database;
  readonly cookie: SessionCookie;
  readonly sessionIdleMs: number;
  readonly publicOrigin: string | null;
  /** Of the console's bundle: a tab that knows another one is stale. */
  readonly version: string;
  readonly brokerConnected: () => boolean;
  readonly clock: () => number;
  readonly log: Logger;
  readonly counts: LiveCounts;
  /** Alerts changed. */
  readonly onAlerts: () => void;
}): Promise<LiveServer> {
  const consoles = new Set<Console>();
  const watch = createWatchSpan();
  let stopping = false;
  const io = new Server<ConsoleEvents, PushEvents, Record<string, never>, LiveSocket['data']>(http, {
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: MAX_EVENT_BYTES,
    perMessageDeflate: false,
    connectTimeout: 10_000,
    // Other WebSockets are live video's, which refuses what nobody knows.
    destroyUpgrade: false,
    allowRequest: (request, decide) => {
      const { origin, host } = request.headers;
      const own = isOwnOrigin(
        { origin: origin ?? null, fetchSite: header(request.headers['sec-fetch-site']), host: host ?? null },
        publicOrigin,
      );
      if (!own) counts.refusedSockets('origin');
      else if (io.engine.clientsCount >= MAX_CONSOLES) counts.refusedSockets('too-many');
      decide(null, own && !stopping && io.engine.clientsCount < MAX_CONSOLES);
    },
  });
  const namespace = io.of(LIVE_NAMESPACE);
  const chain = startChainWatch({ database, brokerConnected, clock, log });

  const marks = startDeliveryMarks({
    database,
    log,
    watchedSinceMs: watch.sinceMs,
    told: counts.leg,
    dropped: counts.droppedMarks,
  });
  const devices = await startDeviceFanOut({
    database,
    clock,
    namespace,
    consoles,
    log,
    skipped: counts.skippedDevices,
  });
  const alerts = openAlertFanOut({ database, namespace, consoles, hubCursor: () => hub.cursor(), marks, log });
  const hub = await startAlertHub({
    database,
    log,
    onBatch: (from, batch) => {
      alerts.batch(from, batch);
      for (const entry of batch.entries) devices.judged(entry.alert);
      onAlerts();
    },
  });

  namespace.use(consoleDoor({ database, cookie, sessionIdleMs, clock, log, consoles, refused: counts.refusedSockets }));

  namespace.on('connection', (socket) => {
    const { caller } = socket.data;
    const console: Console = {
      socket,
      caller,
      scopeKey: scopeKeyOf(caller),
      mode: 'silent',
      cursor: hub.cursor(),
      held: [],
      turn: 0,
      owedDevices: new Set(),
      skippedDevices: 0,
    };
    const budget = createEventBudget();
    let greeting = Promise.resolve();
    consoles.add(console);
    watch.came(clock());
    socket.use((_event, next) => {
      const verdict = budget.spend(clock());
      if (verdict === 'pass') return next();
      counts.refusedEvents('too-many');
      if (verdict === 'cut') {
        log.warn({ username: caller.account.username }, 'a console that sends without end is cut off');
        socket.conn.close();
      }
    });
    socket.on('hello', (request, acknowledge) => {
      const parsed = hello.safeParse(request);
      if (!parsed.success || typeof acknowledge !== 'function') {
        counts.refusedEvents('wrong-form');
        if (typeof acknowledge === 'function') acknowledge(null);
        return;
      }
      const { since, devicesSince } = parsed.data;
      // One after the other: a second hello starts anew when the first is done.
      greeting = greeting.then(async () => {
        try {
          acknowledge({ serverTime: clock(), version, caughtUp: await alerts.begin(console, since) });
          alerts.go(console);
          devices.greet(console, devicesSince ?? null);
        } catch (error) {
          // The client connects again and asks anew.
          log.warn({ err: error }, 'a console could not be greeted');
          socket.conn.close();
        }
      });
    });
    socket.on('shown', (request) => {
      const parsed = shown.safeParse(request);
      if (parsed.success) marks.shown(parsed.data.alerts, caller.scope);
      else counts.refusedEvents('wrong-form');
    });
    socket.on('clock', (acknowledge) => {
      if (typeof acknowledge === 'function') acknowledge(clock(), chain.troubles());
      else counts.refusedEvents('wrong-form');
    });
    socket.on('disconnect', () => {
      consoles.delete(console);
      watch.left(clock());
      alerts.leave(console);
    });
  });

  const closeWhere = (ends: (console: Console) => boolean): void => {
    // The transport, not the namespace: the client connects again by itself and learns at the door what it may see now.
    for (const console of consoles) if (ends(console)) console.socket.conn.close();
  };
  const sweep = async (): Promise<void> => {
    for (const console of consoles) {
      const session = await findSession(database, {
        id: console.caller.sessionId,
        at: new Date(clock()),
        idleMs: sessionIdleMs,
        use: false,
      });
      if (session === null || scopeKeyOf(session) !== console.scopeKey) console.socket.conn.close();
    }
  };
  const sweepLogged = (): void => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'sessions of consoles could not be checked'));
  };
  const resuming = setInterval(() => {
    alerts.resume();
    devices.resume();
  }, RESUME_MS);
  const sweeping = setInterval(sweepLogged, SESSION_SWEEP_MS);
  let settings: NodeJS.Timeout | null = null;
  const settingsChanged = (): void => {
    devices.reload();
    settings ??= setTimeout(() => {
      settings = null;
      for (const console of consoles) if (console.mode !== 'silent') console.socket.emit('settings');
    }, SETTINGS_PAUSE_MS);
  };

  return {
    heard: (channel, payload) => {
      if (channel === 'alert') hub.wake();
      else if (channel === 'settings') settingsChanged();
      else if (channel === 'account') closeWhere((console) => console.caller.account.username === payload);
      else closeWhere((console) => String(console.caller.sessionId) === payload);
    },
    heardAgain: () => {
      hub.wake();
      settingsChanged();
      sweepLogged();
    },
    consoles: () => consoles.size,
    stop: async () => {
      stopping = true;
      clearInterval(resuming);
      clearInterval(sweeping);
      if (settings) clearTimeout(settings);
      chain.stop();
      await hub.stop();
      await devices.stop();
      await marks.stop();
      for (const console of consoles) console.socket.conn.close();
      io.engine.close();
    },
  };
}

function header(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
