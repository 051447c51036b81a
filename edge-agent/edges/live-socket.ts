import { WebSocket } from 'ws';

import { writeFragmentHead } from '../../contracts/live-fragment.ts';
import type { AgentLiveMessage } from '../../contracts/live-video.ts';
import type { LivePiece } from '../core/video/live-muxer.ts';

/** A way for live video to the gateway. */
export type LiveSocket = {
  readonly say: (message: AgentLiveMessage) => void;
  /** One picture: head and fragment as one message. */
  readonly show: (piece: Pick<LivePiece, 'isKey' | 'takenMs' | 'mediaS' | 'fragment'>) => void;
  /** Bytes that were given to it and have not left yet. */
  readonly waitingBytes: () => number;
  /** Closes it when everything said has left. */
  readonly finish: () => void;
  /** Lets go of it at once. */
  readonly close: () => void;
};

/** Where to, and whom to tell. `onEnd` comes once, whoever ended it. */
export type LiveSocketOptions = {
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token: string;
  readonly onOpen: () => void;
  /** @param problem why it could not be opened or broke; undefined: the gateway closed it */
  readonly onEnd: (problem: string | undefined) => void;
};

const HANDSHAKE_MS = 5000;
const PING_EVERY_MS = 5000;
/** The gateway says nothing on this socket. */
const MOST_HEARD_BYTES = 1024;

/** Starts to connect. A line that is dead without saying so ends it too. */
export function openLiveSocket({ url, token, onOpen, onEnd }: LiveSocketOptions): LiveSocket {
  const socket = new WebSocket(url, {
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: HANDSHAKE_MS,
    perMessageDeflate: false,
    followRedirects: false,
    maxPayload: MOST_HEARD_BYTES,
  });
  let problem: string | undefined;
  let answered = true;
  const pings = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (!answered) {
      problem = 'no answer';
      socket.terminate();
    }
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
  socket.on('pong', () => {
    answered = true;
  });
  socket.on('open', onOpen);
  socket.on('error', (error) => {
    problem ??= error.message;
  });
  socket.on('close', () => {
    clearInterval(pings);
    onEnd(problem);
  });
  return {
    say: (message) => socket.send(JSON.stringify(message)),
    show(piece) {
      // Two frames of one message: the fragment is not copied for its head's sake.
      socket.send(writeFragmentHead(piece), { binary: true, fin: false });
      socket.send(piece.fragment, { binary: true, fin: true });
    },
    waitingBytes: () => socket.bufferedAmount,
    finish: () => socket.close(),
    close: () => socket.terminate(),
  };
}
