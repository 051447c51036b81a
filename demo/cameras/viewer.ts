import type { Socket as UdpSocket } from 'node:dgram';
import type { Socket } from 'node:net';

import { INTERLEAVED_HEADER_BYTES, interleave } from './rtp-packets.ts';
import type { Transport } from './rtsp-transport.ts';

/** A client that watches a camera. `skipping` is true until the next keyframe it may get: at its start, and after it was too slow. */
export type Viewer = {
  skipping: boolean;
  /** Bytes that wait in the socket because the client does not read. */
  backlogBytes(): number;
  sendMedia(packets: readonly Buffer[]): void;
  sendControl(report: Buffer): void;
  /** Ends the connection in the middle of a packet, as a pulled cable or a crashed camera does. */
  cut(packets: readonly Buffer[]): void;
};

/** The server's pair of UDP sockets for RTP and RTCP. */
export type UdpPair = { readonly rtp: UdpSocket; readonly rtcp: UdpSocket; readonly rtpPort: number };

/** @param socket the RTSP connection, which carries the media as well when the transport is TCP */
export function createViewer(socket: Socket, transport: Transport, udp: UdpPair): Viewer {
  if (transport.kind === 'tcp') {
    return {
      skipping: true,
      backlogBytes: () => socket.writableLength,
      sendMedia: (packets) => void socket.write(interleave(packets, transport.rtpChannel)),
      sendControl: (report) => void socket.write(interleave([report], transport.rtcpChannel)),
      cut(packets) {
        const chunk = interleave(packets, transport.rtpChannel);
        socket.end(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => socket.destroy());
      },
    };
  }
  const host = socket.remoteAddress ?? '127.0.0.1';
  return {
    skipping: true,
    backlogBytes: () => 0,
    sendMedia(packets) {
      for (const packet of packets) udp.rtp.send(packet.subarray(INTERLEAVED_HEADER_BYTES), transport.rtpPort, host);
    },
    sendControl: (report) => udp.rtcp.send(report.subarray(INTERLEAVED_HEADER_BYTES), transport.rtcpPort, host),
    cut: () => socket.destroy(),
  };
}
