import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';

import { createCameraStream, type PictureFault, type StreamStats } from './camera-stream.ts';
import { createFilmClock } from './film-clock.ts';
import { type Film, FilmError, parseFilm } from './h264-film.ts';
import { type AnswerFault, serveConnection, type ServedCamera } from './rtsp-connection.ts';
import { openUdpPair } from './udp-pair.ts';

/** One simulated camera. Cameras with the same film file share it in memory. */
export type SimulatedCamera = {
  /** Path in the URL, without slashes around, e.g. `cam1`. */
  readonly path: string;
  /** H.264 Annex-B file without B-frames. */
  readonly film: string;
  readonly fps: number;
  /** Where in the film the camera begins, seconds. */
  readonly startOffsetS: number;
  /** With user and password the camera asks for Digest authentication. */
  readonly user?: string;
  readonly password?: string;
  /** Refuses to send over the RTSP connection, as some old cameras do. */
  readonly udpOnly?: boolean;
  /** Says that it sends packets in another order, which it does not: ffmpeg puts up with that, our own client does not. */
  readonly saysInterleaved?: boolean;
};

/** What the server writes to its log: a pino logger, or anything alike. */
export type ServerLog = {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
};

/** What went through the server since its start. */
export type RtspServerStats = {
  readonly connections: number;
  readonly refused: { readonly malformed: number; readonly unauthorised: number; readonly notFound: number };
  readonly cameras: Readonly<Record<string, StreamStats>>;
};

/** A running RTSP server, with the switches by which tests and the demo make a camera fail. Unknown paths throw. */
export type RtspServer = {
  /** `rtsp://host:port`, without a path. */
  readonly url: string;
  readonly port: number;
  /** Address of a camera without credentials. */
  readonly urlOf: (path: string) => string;
  /** The camera hangs: connections stay open, nothing is sent or answered any more. */
  readonly freeze: (path: string) => void;
  /** The camera sends the same picture for ever. */
  readonly still: (path: string) => void;
  /** Its viewers are cut off in mid-packet, once; they may connect again. */
  readonly cut: (path: string) => void;
  /** All requests for the camera get this answer. */
  readonly answer: (path: string, fault: Exclude<AnswerFault, 'silent'>) => void;
  /** The camera's own clock is wrong by so much. */
  readonly setClockAhead: (path: string, ms: number) => void;
  /** Each so many-th packet is lost on the way; 0: none. */
  readonly lose: (path: string, every: number) => void;
  /** Takes back whatever was done to the camera. */
  readonly restore: (path: string) => void;
  readonly stats: () => RtspServerStats;
  readonly stop: () => Promise<void>;
};

/** Where to listen and what to show; port 0 takes a free one. */
export type RtspServerOptions = {
  readonly port: number;
  readonly host?: string;
  readonly cameras: readonly SimulatedCamera[];
  readonly log: ServerLog;
  readonly now?: () => number;
};

/**
 * Starts an RTSP 1.0 server of simulated cameras: H.264 by TCP (interleaved) and UDP (unicast), endless loop, RTCP sender reports.
 * @throws FilmError when a film cannot be played; the listen error when the port is in use
 */
export async function startRtspServer(options: RtspServerOptions): Promise<RtspServer> {
  const { host = '127.0.0.1', now = Date.now, log } = options;
  const cameras = await loadCameras(options.cameras, now);
  const udp = await openUdpPair(host);
  const sockets = new Set<Socket>();
  const refused = { malformed: 0, unauthorised: 0, notFound: 0 };
  let connections = 0;

  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, {
      udp,
      now,
      camera: (path) => cameras.get(path),
      count(what) {
        refused[what]++;
        log.warn({ what, peer: socket.remoteAddress }, 'rtsp request refused');
      },
    });
  });
  const closeUdp = (): void => {
    udp.rtp.close();
    udp.rtcp.close();
  };
  try {
    server.listen(options.port, host);
    await once(server, 'listening');
  } catch (error) {
    closeUdp();
    throw error;
  }
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : options.port;
  const url = `rtsp://${host}:${port}`;
  log.info({ url, cameras: cameras.size }, 'simulated cameras are on the air');

  const served = (path: string): ServedCamera => {
    const camera = cameras.get(path);
    if (camera === undefined) throw new Error(`no simulated camera at ${path}`);
    return camera;
  };
  const setFaults = (path: string, answer: AnswerFault | undefined, picture: PictureFault | undefined): void => {
    const camera = served(path);
    camera.fault = answer;
    camera.stream.setFault(picture);
  };

  let stopping: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    for (const camera of cameras.values()) camera.stream.stop();
    for (const socket of sockets) socket.destroy();
    closeUdp();
    server.close();
    await once(server, 'close');
  };

  return {
    url,
    port,
    urlOf: (path) => `${url}/${served(path).path}`,
    freeze: (path) => setFaults(path, 'silent', 'frozen'),
    still: (path) => setFaults(path, undefined, 'still'),
    cut: (path) => served(path).stream.cut(),
    answer: (path, fault) => setFaults(path, fault, undefined),
    setClockAhead: (path, ms) => served(path).stream.setClockAhead(ms),
    lose: (path, every) => served(path).stream.setLoss(every),
    restore: (path) => setFaults(path, undefined, undefined),
    stats: () => ({
      connections,
      refused: { ...refused },
      cameras: Object.fromEntries([...cameras].map(([path, camera]) => [path, camera.stream.stats()])),
    }),
    stop: () => (stopping ??= stopAll()),
  };
}

async function loadCameras(wanted: readonly SimulatedCamera[], now: () => number): Promise<Map<string, ServedCamera>> {
  const startMs = now();
  const films = new Map<string, Film>();
  const cameras = new Map<string, ServedCamera>();
  for (const [index, camera] of wanted.entries()) {
    const { path, film: file, fps, startOffsetS, user, password, udpOnly = false, saysInterleaved = false } = camera;
    const film = films.get(file) ?? (await loadFilm(file));
    films.set(file, film);
    // Spread over one frame's time, so that many cameras do not all send in the same millisecond.
    const phaseMs = ((index / wanted.length) * 1000) / fps;
    const clock = createFilmClock(film, {
      fps,
      startMs: startMs - phaseMs,
      startOffsetS,
      baseTimestamp: randomInt(2 ** 32),
    });
    const stream = createCameraStream(film, clock, randomInt(1, 2 ** 32), now);
    const credentials = user === undefined ? undefined : { user, password: password ?? '' };
    cameras.set(path, { path, film, fps, clock, stream, credentials, udpOnly, saysInterleaved, fault: undefined });
  }
  return cameras;
}

async function loadFilm(file: string): Promise<Film> {
  const bytes = await readFile(file);
  try {
    return parseFilm(bytes);
  } catch (error) {
    if (error instanceof FilmError) throw new FilmError(`${file}: ${error.message}`);
    throw error;
  }
}
