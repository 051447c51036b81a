import type { Logger } from 'pino';
import { io } from 'socket.io-client';

import { FRAMES_NAMESPACE, frameAck, type FrameAck, type FrameHeader } from '../../contracts/frames.ts';

/** The socket to ingest. Comes back by itself; frames are never queued in it. */
export type FrameLink = {
  readonly isConnected: () => boolean;
  /** Sends one frame; `onAnswer` gets ingest's answer, or never anything when the link breaks first. */
  readonly send: (header: FrameHeader, jpeg: Buffer, onAnswer: (answer: FrameAck) => void) => void;
  readonly close: () => void;
};

/** Where ingest is, who we are, and whom to tell. */
export type FrameLinkOptions = {
  /** Of ingest, or of a proxy that passes everything below this address on to it: `https://citywatch.example/frames`. */
  readonly url: string;
  readonly agentId: string;
  readonly token: string;
  readonly onConnect: () => void;
  readonly onDisconnect: () => void;
  readonly log: Logger;
};

/** An answer that cannot be understood slows the camera down: whoever gave it is not in order. */
const BAD_ANSWER: FrameAck = { ok: false, reason: 'bad-header', minIntervalMs: 1000 };

/** Starts to connect; tried for ever. */
export function openFrameLink({ url, agentId, token, onConnect, onDisconnect, log }: FrameLinkOptions): FrameLink {
  const { origin, pathname } = new URL(url);
  const socket = io(`${origin}${FRAMES_NAMESPACE}`, {
    path: `${pathname.replace(/\/+$/, '')}/socket.io/`,
    auth: { agentId, token },
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
    timeout: 10_000,
  });
  let lastProblem = '';
  let retry: NodeJS.Timeout | undefined;
  socket.on('connect', () => {
    lastProblem = '';
    log.info('connected to ingest');
    onConnect();
  });
  socket.on('disconnect', (reason) => {
    log.warn({ reason }, 'connection to ingest is lost');
    onDisconnect();
    // After being sent away by the server the client would stay away; a restarted ingest does that.
    if (reason === 'io server disconnect') retry = setTimeout(() => socket.connect(), 2000);
  });
  socket.on('connect_error', (error) => {
    if (error.message !== lastProblem) log.warn({ problem: error.message }, 'ingest cannot be reached');
    lastProblem = error.message;
    // A refused sign-in (unlike a network fault) is not tried again by the client itself.
    if (!socket.active) retry = setTimeout(() => socket.connect(), 5000);
  });

  return {
    isConnected: () => socket.connected,
    send(header, jpeg, onAnswer) {
      socket.emit('frame', header, jpeg, (answer: unknown) => {
        const parsed = frameAck.safeParse(answer);
        if (!parsed.success) log.warn({ cameraId: header.cameraId }, 'ingest answered a frame with something unknown');
        onAnswer(parsed.success ? parsed.data : BAD_ANSWER);
      });
    },
    close() {
      clearTimeout(retry);
      socket.disconnect();
    },
  };
}
