import { connect } from 'node:net';

import { formatRequest, type RtspHeaders, type RtspResponse } from '../../core/rtsp/rtsp-message.ts';
import { createRtspReader, RtspStreamError } from '../../core/rtsp/rtsp-reader.ts';
import { RtspFault } from './rtsp-fault.ts';

/** What follows when a question is not answered: the connection is useless, or only the question fails. */
export type IfSilent = 'end' | 'go-on';

/** One connection to an RTSP server. */
export type RtspSocket = {
  /**
   * Sends a request and waits for its answer, whatever its status.
   * @throws RtspFault when no answer comes
   */
  readonly ask: (
    method: string,
    url: string,
    headers: Readonly<Record<string, string>>,
    ifSilent?: IfSilent,
  ) => Promise<RtspResponse>;
  readonly sendPacket: (channel: number, bytes: Uint8Array) => void;
  /** The peer's address. */
  readonly peer: () => string;
  readonly close: () => void;
};

/** Who is told. `onEnd` comes exactly once, and nothing after it. */
export type RtspSocketListener = {
  readonly onPacket: (channel: number, bytes: Uint8Array) => void;
  readonly onEnd: (fault: RtspFault) => void;
};

const CONNECT_WITHIN_MS = 5000;
const ANSWER_WITHIN_MS = 10_000;
const MOST_WAITING_BYTES = 256 * 1024;

type Question = { readonly resolve: (answer: RtspResponse) => void; readonly reject: (fault: RtspFault) => void };

/** Connects; requests may be made at once and wait for the connection. */
export function openRtspSocket(host: string, port: number, listener: RtspSocketListener): RtspSocket {
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
  const questions = new Map<number, Question>();
  let cseq = 0;
  let ended: RtspFault | undefined;

  const end = (fault: RtspFault): void => {
    if (ended !== undefined) return;
    ended = fault;
    clearTimeout(connecting);
    socket.destroy();
    for (const { reject } of questions.values()) reject(fault);
    questions.clear();
    listener.onEnd(fault);
  };
  const connecting = setTimeout(
    () => end(new RtspFault('unreachable', 'no connection within 5 seconds')),
    CONNECT_WITHIN_MS,
  );

  const reader = createRtspReader({
    onPacket(channel, bytes) {
      if (ended === undefined) listener.onPacket(channel, bytes);
    },
    onResponse(answer) {
      const number = Number(answer.headers.get('cseq')?.[0]);
      // Some servers forget the number: then it is the answer to what was asked first.
      const key = questions.has(number) ? number : questions.keys().next().value;
      if (key === undefined) return;
      questions.get(key)?.resolve(answer);
      questions.delete(key);
    },
    onRequest(method, headers) {
      // Servers ask whether we live; nothing else is wanted of us.
      const status = method === 'OPTIONS' || method.endsWith('_PARAMETER') ? '200 OK' : '501 Not Implemented';
      socket.write(`RTSP/1.0 ${status}\r\nCSeq: ${numberOf(headers)}\r\n\r\n`);
    },
  });

  socket.on('connect', () => clearTimeout(connecting));
  socket.on('data', (chunk) => {
    try {
      reader.push(chunk);
    } catch (error) {
      if (!(error instanceof RtspStreamError)) throw error;
      end(new RtspFault('bad-stream', error.message));
    }
  });
  socket.on('error', (error: NodeJS.ErrnoException) => end(new RtspFault('unreachable', error.code ?? 'broken')));
  socket.on('close', () => end(new RtspFault('closed', 'the server ended the connection')));

  return {
    ask(method, url, headers, ifSilent = 'end') {
      if (ended !== undefined) return Promise.reject(ended);
      const number = ++cseq;
      socket.write(formatRequest({ method, url, cseq: number, headers }));
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          const fault = new RtspFault('stalled', `no answer to ${method} within 10 seconds`);
          if (ifSilent === 'end') end(fault);
          questions.delete(number);
          reject(fault);
        }, ANSWER_WITHIN_MS);
        questions.set(number, {
          resolve(answer) {
            clearTimeout(late);
            resolve(answer);
          },
          reject(fault) {
            clearTimeout(late);
            reject(fault);
          },
        });
      });
    },
    sendPacket(channel, bytes) {
      // A server that does not read has no use for more reports.
      if (ended !== undefined || socket.writableLength > MOST_WAITING_BYTES) return;
      socket.write(Buffer.concat([Buffer.of(0x24, channel, bytes.length >> 8, bytes.length & 0xff), bytes]));
    },
    peer: () => socket.remoteAddress ?? host,
    close: () => end(new RtspFault('closed', 'closed here')),
  };
}

function numberOf(headers: RtspHeaders): string {
  return /^\d{1,10}$/.exec(headers.get('cseq')?.[0] ?? '')?.[0] ?? '0';
}
