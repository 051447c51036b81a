/** Headers of a message by lower-case name; one that came several times has several values. */
export type RtspHeaders = ReadonlyMap<string, readonly string[]>;

/** A server's answer. */
export type RtspResponse = {
  readonly status: number;
  readonly reason: string;
  readonly headers: RtspHeaders;
  readonly body: string;
};

/** The head of a message as read: an answer, or a request that the server makes of us. */
export type RtspHead =
  | { readonly kind: 'response'; readonly status: number; readonly reason: string; readonly headers: RtspHeaders }
  | { readonly kind: 'request'; readonly method: string; readonly headers: RtspHeaders };

/** A request to be sent. `url` holds no user and no password. */
export type RtspRequest = {
  readonly method: string;
  readonly url: string;
  readonly cseq: number;
  readonly headers: Readonly<Record<string, string>>;
};

/** The request as it goes over the wire (RFC 2326, section 6). */
export function formatRequest({ method, url, cseq, headers }: RtspRequest): string {
  const lines = [`${method} ${url} RTSP/1.0`, `CSeq: ${cseq}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Lines up to the empty one, without it; undefined when they are no RTSP. Bare line feeds and folded lines are taken as meant. */
export function parseHead(text: string): RtspHead | undefined {
  const [first = '', ...lines] = text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    // Cameras are known to send lines that are no headers; what is needed stands in others.
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  const status = /^RTSP\/\d\.\d +(\d{3})(?: +(.*))?$/.exec(first);
  if (status !== null) {
    return { kind: 'response', status: Number(status[1]), reason: (status[2] ?? '').slice(0, 200), headers };
  }
  const request = /^([A-Z_]{3,20}) +\S+ +RTSP\/\d\.\d$/.exec(first);
  return request === null ? undefined : { kind: 'request', method: request[1] ?? '', headers };
}

/** The first value of a header. @param name in lower case */
export function header(headers: RtspHeaders, name: string): string | undefined {
  return headers.get(name)?.[0];
}
