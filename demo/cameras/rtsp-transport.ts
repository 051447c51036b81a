/** How one client wants its media: in the RTSP connection, or by UDP to its own ports. */
export type Transport =
  | { readonly kind: 'tcp'; readonly rtpChannel: number; readonly rtcpChannel: number }
  | { readonly kind: 'udp'; readonly rtpPort: number; readonly rtcpPort: number };

/**
 * The first transport of a `Transport:` header that the server can serve (RFC 2326, 12.39); undefined when there is none (461).
 * @param header e.g. `RTP/AVP/TCP;unicast;interleaved=0-1` or `RTP/AVP;unicast;client_port=5000-5001`
 */
export function chooseTransport(header: string): Transport | undefined {
  for (const offer of header.split(',')) {
    const [spec = '', ...options] = offer.split(';').map((part) => part.trim());
    if (options.includes('multicast')) continue;
    const protocol = spec.toUpperCase();
    if (protocol === 'RTP/AVP/TCP') {
      const [rtpChannel, rtcpChannel] = pairOf(options, 'interleaved') ?? [0, 1];
      if (rtpChannel <= 255 && rtcpChannel <= 255) return { kind: 'tcp', rtpChannel, rtcpChannel };
    }
    if (protocol === 'RTP/AVP' || protocol === 'RTP/AVP/UDP') {
      const ports = pairOf(options, 'client_port');
      if (ports !== undefined && ports.every((port) => port > 0 && port <= 65_535)) {
        return { kind: 'udp', rtpPort: ports[0], rtcpPort: ports[1] };
      }
    }
  }
  return undefined;
}

function pairOf(options: readonly string[], name: string): [number, number] | undefined {
  for (const option of options) {
    const match = /^([a-z_]+)=(\d{1,5})(?:-(\d{1,5}))?$/i.exec(option);
    if (match === null || match[1]?.toLowerCase() !== name) continue;
    const first = Number(match[2]);
    return [first, match[3] === undefined ? first + 1 : Number(match[3])];
  }
  return undefined;
}
