import { STATUS_CODES, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { FRAGMENT_MAX_BYTES } from '../../../contracts/live-fragment.ts';
import { LIVE_CAMERAS_PATH, LIVE_STREAMS_PATH } from '../../../contracts/live-video.ts';
import { liveBoxes } from '../../../contracts/telemetry.ts';
import { topics } from '../../../contracts/topics.ts';
import { findCamera } from '../../../store/cameras.ts';
import type { Database } from '../../../store/database.ts';
import { findSession } from '../../../store/sessions.ts';
import type { Broker } from '../broker.ts';
import { RESPONDERS } from '../http/route.ts';
import type { SessionCookie } from '../http/session-cookie.ts';
import type { LookLog } from '../look-log.ts';
import { createAgentStreams } from './agent-streams.ts';
import { createCameraRelay, type CameraRelay } from './camera-relay.ts';
import { createViewer, type Viewer } from './viewer.ts';
import { viewerDoor, type Admission, type DoorStatus } from './viewer-door.ts';

/** Live video between agents and consoles. */
export type LiveVideo = {
  /** A notice of the store: somebody's rights, a session or the cameras may have changed. */
  readonly heard: (channel: 'settings' | 'account' | 'session', payload: string) => void;
  readonly heardAgain: () => void;
  readonly viewers: () => number;
  readonly streams: () => number;
  readonly stop: () => void;
};

/** What live video counts. */
export type LiveVideoCounts = {
  readonly skipped: (pictures: number) => void;
  readonly refused: (who: 'console' | 'agent', status: number) => void;
  readonly asked: (outcome: 'asked' | 'agent-away' | 'busy') => void;
};

/** Stands for the host in the addresses of requests. */
const OWN = 'http://gateway';
const MOST_STREAMS = 200;
const SWEEP_MS = 60_000;
const PING_MS = 10_000;
/** Cameras saved in a row are looked at once. */
const SETTINGS_PAUSE_MS = 300;

/** Starts to take live video on an HTTP server; every WebSocket there that nobody knows is refused. */
export function startLiveVideo({
  http,
  database,
  broker,
  cookie,
  sessionIdleMs,
  publicOrigin,
  liveUrl,
  looks,
  addressOf,
  clock,
  counts,
  log,
}: {
  readonly http: HttpServer;
  readonly database: Database;
  readonly broker: Broker;
  readonly cookie: SessionCookie;
  readonly sessionIdleMs: number;
  readonly publicOrigin: string | null;
  /** Where agents reach this very gateway, without a slash at its end. */
  readonly liveUrl: () => string;
  readonly looks: LookLog;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly clock: () => number;
  readonly counts: LiveVideoCounts;
  readonly log: Logger;
}): LiveVideo {
  const viewers = new Set<Viewer>();
  const relays = new Map<string, CameraRelay & { readonly deafen: () => void }>();
  const fromAgents = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: FRAGMENT_MAX_BYTES });
  const fromConsoles = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 1024 });
  const agentStreams = createAgentStreams({ broker, liveUrl, clock });
  const door = viewerDoor({ database, cookie, sessionIdleMs, publicOrigin, looks, clock, addressOf, viewers });
  let stopping = false;

  const streams = (): number => [...relays.values()].filter((relay) => relay.hasSource()).length;
  const drop = (cameraId: string): void => {
    const relay = relays.get(cameraId);
    relays.delete(cameraId);
    relay?.deafen();
    relay?.stop();
  };
  const open = ({ cameraId, agentId }: Admission): CameraRelay => {
    const known = relays.get(cameraId);
    if (known) return known;
    const relay = createCameraRelay({
      cameraId,
      agentId,
      ask: async () => {
        const outcome = streams() >= MOST_STREAMS ? 'busy' : await agentStreams.ask({ cameraId, agentId });
        counts.asked(outcome);
        return outcome;
      },
      onIdle: () => drop(cameraId),
      log,
    });
    const deafen = broker.listen(topics.cameraBoxes(cameraId), (payload) => {
      const boxes = liveBoxes.safeParse(parseJson(payload));
      if (boxes.success) relay.boxes(boxes.data);
    });
    relays.set(cameraId, { ...relay, deafen });
    return relay;
  };

  const refuse = (socket: Duplex, who: 'console' | 'agent', status: DoorStatus): void => {
    counts.refused(who, status);
    const again = status === 429 ? 'Retry-After: 5\r\n' : '';
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${again}Connection: close\r\nContent-Length: 0\r\n\r\n`,
    );
  };
  const takeAgent = (request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void => {
    const asked = agentStreams.admit(request, url);
    if (asked === null) return refuse(socket, 'agent', 401);
    const relay = relays.get(asked.cameraId);
    // Whoever wanted to watch has left meanwhile.
    if (relay === undefined) return refuse(socket, 'agent', 404);
    fromAgents.handleUpgrade(request, socket, head, (line) => relay.source(line));
  };
  const takeConsole = async (request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): Promise<void> => {
    const admission = await door(request, url).catch((error: unknown) => {
      log.warn({ err: error }, 'a console could not be let in to watch');
      return 503 as const;
    });
    if (typeof admission === 'number') return refuse(socket, 'console', admission);
    if (stopping || socket.destroyed) return void socket.destroy();
    fromConsoles.handleUpgrade(request, socket, head, (line) => {
      const relay = open(admission);
      const viewer = createViewer({
        ...admission,
        socket: line,
        skipped: counts.skipped,
        onEnd: () => {
          viewers.delete(viewer);
          relay.leave(viewer);
        },
      });
      viewers.add(viewer);
      relay.join(viewer);
    });
  };
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const url = URL.canParse(request.url ?? '', OWN) ? new URL(request.url ?? '', OWN) : new URL(OWN);
    if (url.pathname.startsWith('/socket.io/')) return;
    socket.on('error', () => socket.destroy());
    if (stopping) refuse(socket, 'console', 503);
    else if (url.pathname.startsWith(`${LIVE_STREAMS_PATH}/`)) takeAgent(request, socket, head, url);
    else if (url.pathname.startsWith(`${LIVE_CAMERAS_PATH}/`)) void takeConsole(request, socket, head, url);
    else refuse(socket, 'console', 404);
  };
  http.on('upgrade', upgrade);

  /** Whoever watches is asked again whether they may; a look that goes on is noted again. */
  const mayStillWatch = async ({ caller, address, cameraId }: Viewer): Promise<boolean> => {
    const at = new Date(clock());
    const session = await findSession(database, { id: caller.sessionId, at, idleMs: sessionIdleMs, use: false });
    if (session === null || !RESPONDERS.includes(session.account.role)) return false;
    const camera = await findCamera(database, cameraId, session.scope);
    if (camera === null) return false;
    if (camera.settings.agentId !== relays.get(cameraId)?.agentId) drop(cameraId);
    await looks.looked({ caller, address, action: 'camera.look', subject: cameraId });
    return true;
  };
  const sweep = async (concerns: (viewer: Viewer) => boolean): Promise<void> => {
    for (const viewer of viewers) {
      if (!concerns(viewer)) continue;
      if (!(await mayStillWatch(viewer))) viewer.close('noRight');
    }
  };
  const sweepLogged = (concerns: (viewer: Viewer) => boolean = () => true): void => {
    sweep(concerns).catch((error: unknown) =>
      log.warn({ err: error }, 'the rights of those who watch were not checked'),
    );
  };
  let settings: NodeJS.Timeout | null = null;
  const sweeping = setInterval(sweepLogged, SWEEP_MS);
  const pinging = setInterval(() => viewers.forEach((viewer) => viewer.ping()), PING_MS);

  return {
    viewers: () => viewers.size,
    streams,
    heard: (channel, payload) => {
      if (channel === 'account') sweepLogged(({ caller }) => caller.account.username === payload);
      else if (channel === 'session') sweepLogged(({ caller }) => String(caller.sessionId) === payload);
      else
        settings ??= setTimeout(() => {
          settings = null;
          sweepLogged();
        }, SETTINGS_PAUSE_MS);
    },
    heardAgain: () => sweepLogged(),
    stop: () => {
      stopping = true;
      http.off('upgrade', upgrade);
      clearInterval(sweeping);
      clearInterval(pinging);
      if (settings) clearTimeout(settings);
      for (const cameraId of relays.keys()) drop(cameraId);
      for (const viewer of viewers) viewer.cut();
    },
  };
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return null;
  }
}
