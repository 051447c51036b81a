import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';

import type { CameraStream } from './camera-stream.ts';
import { type Credentials, digestChallenge, isAuthorised } from './digest-auth.ts';
import type { FilmClock } from './film-clock.ts';
import type { Film } from './h264-film.ts';
import { createRtspReader, type RtspRequest } from './rtsp-request.ts';
import { chooseTransport, type Transport } from './rtsp-transport.ts';
import { describeCamera, TRACK } from './sdp.ts';
import { createViewer, type UdpPair, type Viewer } from './viewer.ts';

/** How a camera answers instead of as it should: with an error status, with bytes that are no RTSP, or not at all. */
export type AnswerFault = 401 | 403 | 404 | 500 | 503 | 'garbage' | 'silent';

/** One camera as the server serves it. */
export type ServedCamera = {
  readonly path: string;
  readonly film: Film;
  readonly fps: number;
  readonly clock: FilmClock;
  readonly stream: CameraStream;
  readonly credentials: Credentials | undefined;
  readonly udpOnly: boolean;
  readonly saysInterleaved: boolean;
  fault: AnswerFault | undefined;
};

/** What a connection needs from the server around it; `count` is told what was refused. */
export type ConnectionPort = {
  readonly udp: UdpPair;
  readonly now: () => number;
  camera(path: string): ServedCamera | undefined;
  count(what: 'malformed' | 'unauthorised' | 'notFound'): void;
};

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  454: 'Session Not Found',
  455: 'Method Not Valid in This State',
  461: 'Unsupported Transport',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

const METHODS = 'OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN';

type Answer = (status: number, headers?: Readonly<Record<string, string>>, body?: string) => void;

/** Serves one RTSP 1.0 connection (RFC 2326) until the client leaves; nothing a client sends throws. */
export function serveConnection(socket: Socket, port: ConnectionPort): void {
  const read = createRtspReader();
  const nonce = randomBytes(16).toString('hex');
  const session = randomBytes(8).toString('hex');
  let setup: { camera: ServedCamera; transport: Transport } | undefined;
  let playing: { camera: ServedCamera; viewer: Viewer } | undefined;

  const stopPlaying = (): void => {
    playing?.camera.stream.leave(playing.viewer);
    playing = undefined;
  };

  const handle = (request: RtspRequest): void => {
    const cseq = request.headers.get('cseq');
    const answer: Answer = (status, headers = {}, body = '') => {
      const lines = [`RTSP/1.0 ${status} ${REASONS[status] ?? 'Error'}`];
      if (cseq !== undefined) lines.push(`CSeq: ${cseq}`);
      for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
      if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    };
    if (cseq === undefined || !/^\d{1,10}$/.test(cseq)) {
      port.count('malformed');
      answer(400);
      return;
    }

    const camera = port.camera(pathOf(request.url));
    if (camera?.fault === 'silent') return;
    if (camera?.fault === 'garbage') {
      socket.write(randomBytes(512));
      return;
    }
    if (request.method === 'OPTIONS') {
      answer(200, { Public: METHODS });
      return;
    }
    if (camera === undefined || camera.fault === 404) {
      port.count('notFound');
      answer(404);
      return;
    }
    const allowed =
      camera.credentials === undefined ||
      isAuthorised(request.headers.get('authorization'), request.method, nonce, camera.credentials);
    if (!allowed || camera.fault === 401) {
      port.count('unauthorised');
      answer(401, { 'WWW-Authenticate': digestChallenge(nonce) });
      return;
    }
    if (camera.fault !== undefined) {
      answer(camera.fault);
      return;
    }
    handleForCamera(request, camera, answer);
  };

  const handleForCamera = (request: RtspRequest, camera: ServedCamera, answer: Answer): void => {
    switch (request.method) {
      case 'DESCRIBE': {
        const base = `${request.url.replace(/\/$/, '')}/`;
        const headers = { 'Content-Base': base, 'Content-Type': 'application/sdp' };
        answer(200, headers, describeCamera(camera.path, camera.film, camera.fps, camera.saysInterleaved ? 2 : 1));
        return;
      }
      case 'SETUP': {
        if (playing !== undefined) {
          answer(455);
          return;
        }
        const transport = chooseTransport(request.headers.get('transport') ?? '');
        if (transport === undefined || (camera.udpOnly && transport.kind === 'tcp')) {
          answer(461);
          return;
        }
        setup = { camera, transport };
        answer(200, { Session: `${session};timeout=60`, Transport: describeTransport(transport, port.udp.rtpPort) });
        return;
      }
      case 'PLAY': {
        if (setup?.camera !== camera || sessionOf(request) !== session) {
          answer(setup === undefined ? 455 : 454);
          return;
        }
        const first = camera.clock.nextKeyframe(camera.clock.frameAt(port.now()) + 1);
        const url = `${request.url.replace(/\/$/, '')}/${TRACK}`;
        answer(200, {
          Session: session,
          Range: 'npt=now-',
          'RTP-Info': `url=${url};rtptime=${camera.clock.timestampOf(first)}`,
        });
        if (playing !== undefined) return;
        playing = { camera, viewer: createViewer(socket, setup.transport, port.udp) };
        camera.stream.join(playing.viewer);
        return;
      }
      case 'GET_PARAMETER':
      case 'SET_PARAMETER':
        answer(200, { Session: session });
        return;
      case 'TEARDOWN':
        stopPlaying();
        setup = undefined;
        answer(200);
        return;
      default:
        answer(501, { Public: METHODS });
    }
  };

  socket.on('data', (chunk) => {
    for (const input of read(chunk)) {
      if (input.kind === 'request') {
        handle(input.request);
        continue;
      }
      port.count('malformed');
      stopPlaying();
      socket.end('RTSP/1.0 400 Bad Request\r\n\r\n');
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', stopPlaying);
}

/** The camera's path in a request URL: without host, slashes around, and the track's name. */
function pathOf(url: string): string {
  const path = url.replace(/^rtsp:\/\/[^/]*/i, '').replace(/\?.*$/, '');
  return path.replace(new RegExp(`/${TRACK}$`), '').replace(/^\/+|\/+$/g, '');
}

function sessionOf(request: RtspRequest): string {
  return (request.headers.get('session') ?? '').replace(/;.*$/, '').trim();
}

function describeTransport(transport: Transport, serverRtpPort: number): string {
  return transport.kind === 'tcp'
    ? `RTP/AVP/TCP;unicast;interleaved=${transport.rtpChannel}-${transport.rtcpChannel}`
    : `RTP/AVP;unicast;client_port=${transport.rtpPort}-${transport.rtcpPort};server_port=${serverRtpPort}-${serverRtpPort + 1}`;
}
