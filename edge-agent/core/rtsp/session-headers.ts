/** What a server said when it set a stream up. */
export type RtspSession = {
  readonly id: string;
  /** Without a sign of life for so long the server ends the session. */
  readonly timeoutS: number;
};

const USUAL_TIMEOUT_S = 60;

/** Reads `Session: 12345678;timeout=60` (RFC 2326, 12.37). */
export function parseSession(value: string): RtspSession | undefined {
  const [id = '', ...options] = value.split(';').map((part) => part.trim());
  if (id === '') return undefined;
  const timeout = options.map((option) => /^timeout\s*=\s*(\d{1,6})$/i.exec(option)?.[1]).find(Boolean);
  const timeoutS = Number(timeout ?? USUAL_TIMEOUT_S);
  return { id, timeoutS: timeoutS > 0 ? timeoutS : USUAL_TIMEOUT_S };
}

/** Where the media comes, as the server settled it. */
export type Transport =
  | { readonly kind: 'tcp'; readonly rtpChannel: number; readonly rtcpChannel: number }
  | {
      readonly kind: 'udp';
      /** Where the server sends from and takes our reports; undefined: it did not say. */
      readonly serverPorts: readonly [number, number] | undefined;
      /** Where it sends from, when that is not the host we are connected to. */
      readonly source: string | undefined;
    };

/** Reads the server's `Transport` header (RFC 2326, 12.39). */
export function parseTransport(value: string): Transport | undefined {
  const [protocol = '', ...options] = value.split(';').map((part) => part.trim());
  if (options.some((option) => /^multicast$/i.test(option))) return undefined;
  if (/\/TCP$/i.test(protocol)) {
    const [rtpChannel, rtcpChannel] = pair(options, 'interleaved') ?? [0, 1];
    return rtpChannel > 255 || rtcpChannel > 255 ? undefined : { kind: 'tcp', rtpChannel, rtcpChannel };
  }
  if (!/^RTP\/AVP/i.test(protocol)) return undefined;
  const source = options.map((option) => /^source=([\w.:-]{1,64})$/i.exec(option)?.[1]).find(Boolean);
  return { kind: 'udp', serverPorts: pair(options, 'server_port'), source };
}

function pair(options: readonly string[], name: string): [number, number] | undefined {
  for (const option of options) {
    const match = new RegExp(`^${name}=(\\d{1,5})(?:-(\\d{1,5}))?$`, 'i').exec(option);
    if (match === null) continue;
    const first = Number(match[1]);
    return [first, match[2] === undefined ? first + 1 : Number(match[2])];
  }
  return undefined;
}
