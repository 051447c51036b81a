import { header, parseHead, type RtspHeaders, type RtspResponse } from './rtsp-message.ts';

/** What is told about the bytes of one RTSP connection, in their order. */
export type RtspReaderListener = {
  readonly onResponse: (response: RtspResponse) => void;
  /** The server asks something of us. */
  readonly onRequest: (method: string, headers: RtspHeaders) => void;
  /** An interleaved packet. Its bytes are never written again. */
  readonly onPacket: (channel: number, bytes: Uint8Array) => void;
};

/** The bytes are no RTSP: the connection cannot be read any further. */
export class RtspStreamError extends Error {
  override readonly name = 'RtspStreamError';
}

/** Takes the connection's bytes in pieces of any size. */
export type RtspReader = {
  /** @throws RtspStreamError */
  readonly push: (chunk: Uint8Array) => void;
  /** Bytes passed over because they were neither a packet nor a message. */
  readonly skipped: () => number;
};

const DOLLAR = 0x24;
const MOST_HEAD_BYTES = 16 * 1024;
const MOST_BODY_BYTES = 256 * 1024;
const MOST_SKIPPED_IN_A_ROW = 64 * 1024;
const HIGHEST_CHANNEL = 15;
const NOTHING = new Uint8Array(0);
/** How messages from a server begin: an answer, and the requests that RFC 2326 lets it make. */
const BEGINNINGS = 'RTSP/ OPTIONS ANNOUNCE DESCRIBE GET_PARAMETER SET_PARAMETER REDIRECT TEARDOWN PAUSE PLAY'.split(
  ' ',
);

/**
 * Splits an RTSP connection into answers and interleaved packets (RFC 2326, 10.12). Some cameras lose bytes between packets when their
 * buffer is full: once something sensible has come, what is senseless is passed over up to the next packet or message.
 */
export function createRtspReader({ onResponse, onRequest, onPacket }: RtspReaderListener): RtspReader {
  let pending: Uint8Array = NOTHING;
  let hadSense = false;
  let skipped = 0;
  let skippedInARow = 0;

  const skip = (bytes: number): number => {
    skipped += bytes;
    skippedInARow += bytes;
    if (!hadSense) throw new RtspStreamError('what was answered is no RTSP');
    if (skippedInARow > MOST_SKIPPED_IN_A_ROW) throw new RtspStreamError('the connection carries no RTSP any more');
    return bytes;
  };
  const sense = (): void => {
    hadSense = true;
    skippedInARow = 0;
  };

  /** Takes one thing off the front; returns where it ends, or -1 when more bytes are needed. */
  const take = (bytes: Uint8Array, from: number): number => {
    const first = bytes[from] ?? 0;
    if (first === DOLLAR) {
      if (bytes.length - from < 5) return -1;
      // Every RTP and RTCP packet begins with version 2.
      if ((bytes[from + 1] ?? 0) > HIGHEST_CHANNEL || ((bytes[from + 4] ?? 0) & 0xc0) !== 0x80) {
        return isEmptyPacket(bytes, from) ? from + 4 : from + skip(1);
      }
      const end = from + 4 + ((bytes[from + 2] ?? 0) << 8) + (bytes[from + 3] ?? 0);
      if (bytes.length < end) return -1;
      sense();
      onPacket(bytes[from + 1] ?? 0, bytes.subarray(from + 4, end));
      return end;
    }
    if (first === 0x0d || first === 0x0a) return from + 1;
    if (!mayBeginMessage(bytes, from)) return from + skip(1);
    const headEnd = endOfHead(bytes, from);
    if (headEnd < 0) {
      if (bytes.length - from > MOST_HEAD_BYTES) return from + skip(1);
      return -1;
    }
    const head = parseHead(textOf(bytes.subarray(from, headEnd)));
    if (head === undefined) return from + skip(1);
    const length = Number(header(head.headers, 'content-length') ?? 0);
    if (!Number.isInteger(length) || length < 0 || length > MOST_BODY_BYTES) {
      throw new RtspStreamError('an answer has no credible length');
    }
    if (bytes.length < headEnd + length) return -1;
    sense();
    if (head.kind === 'request') onRequest(head.method, head.headers);
    else onResponse({ ...head, body: textOf(bytes.subarray(headEnd, headEnd + length)) });
    return headEnd + length;
  };

  return {
    skipped: () => skipped,
    push(chunk) {
      const bytes = pending.length === 0 ? chunk : joined(pending, chunk);
      pending = NOTHING;
      let at = 0;
      while (at < bytes.length) {
        const end = take(bytes, at);
        if (end < 0) break;
        at = end;
      }
      pending = bytes.subarray(at);
    },
  };
}

function mayBeginMessage(bytes: Uint8Array, from: number): boolean {
  return BEGINNINGS.some((word) => {
    const length = Math.min(word.length, bytes.length - from);
    for (let i = 0; i < length; i++) if (bytes[from + i] !== word.charCodeAt(i)) return false;
    return true;
  });
}

function isEmptyPacket(bytes: Uint8Array, from: number): boolean {
  return (bytes[from + 1] ?? 0) <= HIGHEST_CHANNEL && bytes[from + 2] === 0 && bytes[from + 3] === 0;
}

/** After the empty line that ends a head; -1: not there yet. */
function endOfHead(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(10, from); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10) return at + 2;
    if (bytes[at + 1] === 13 && bytes[at + 2] === 10) return at + 3;
  }
  return -1;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}
