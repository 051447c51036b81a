/** One request as read from the connection. Header names are lower-case. */
export type RtspRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
};

/** What the reader found: a request, or the reason why the bytes are none (the connection cannot be read any further then). */
export type RtspInput =
  | { readonly kind: 'request'; readonly request: RtspRequest }
  | { readonly kind: 'malformed'; readonly reason: string };

const MAX_HEAD_BYTES = 16 * 1024;
const MAX_BODY_BYTES = 64 * 1024;
const DOLLAR = 0x24;

/**
 * Reads RTSP requests out of a byte stream in pieces of any size; interleaved packets from the client (its RTCP reports) are passed over.
 * After `malformed` nothing more is returned.
 */
export function createRtspReader(): (chunk: Buffer) => RtspInput[] {
  let pending: Buffer = Buffer.alloc(0);
  let broken = false;

  return (chunk) => {
    if (broken) return [];
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const found: RtspInput[] = [];
    const fail = (reason: string): RtspInput[] => {
      broken = true;
      found.push({ kind: 'malformed', reason });
      return found;
    };

    while (pending.length > 0) {
      if (pending[0] === DOLLAR) {
        if (pending.length < 4) break;
        const end = 4 + pending.readUInt16BE(2);
        if (pending.length < end) break;
        pending = pending.subarray(end);
        continue;
      }
      const headEnd = pending.indexOf('\r\n\r\n');
      if (headEnd < 0) {
        if (pending.length > MAX_HEAD_BYTES) return fail('head too large');
        break;
      }
      if (headEnd > MAX_HEAD_BYTES) return fail('head too large');
      const request = parseHead(pending.toString('latin1', 0, headEnd));
      if (request === undefined) return fail('not an RTSP request');
      const length = bodyLength(request);
      if (length === undefined) return fail('bad content-length');
      if (length > MAX_BODY_BYTES) return fail('body too large');
      const end = headEnd + 4 + length;
      if (pending.length < end) break;
      pending = pending.subarray(end);
      found.push({ kind: 'request', request });
    }
    return found;
  };
}

function parseHead(head: string): RtspRequest | undefined {
  const [first = '', ...lines] = head.replace(/^(?:\r\n)+/, '').split('\r\n');
  const match = /^([A-Z_]{1,32}) (\S{1,2048}) RTSP\/1\.\d$/.exec(first);
  if (match === null) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) return undefined;
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { method: match[1] ?? '', url: match[2] ?? '', headers };
}

function bodyLength(request: RtspRequest): number | undefined {
  const text = request.headers.get('content-length');
  if (text === undefined) return 0;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
