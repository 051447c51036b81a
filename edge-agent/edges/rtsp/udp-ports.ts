import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Two neighbouring ports for one track: RTP on the even one, RTCP on the odd one after it (RFC 3550, section 11). */
export type UdpPorts = {
  readonly rtpPort: number;
  /** Packets from this host only are told from now on. */
  readonly listen: (host: string, onRtp: (bytes: Uint8Array) => void, onRtcp: (bytes: Uint8Array) => void) => void;
  readonly send: (host: string, ports: readonly [number, number], rtp: Uint8Array, rtcp: Uint8Array) => void;
  readonly sendRtcp: (host: string, port: number, bytes: Uint8Array) => void;
  readonly close: () => void;
};

const ATTEMPTS = 50;
/** A keyframe comes as a burst of some hundred packets. */
const RECEIVE_BUFFER_BYTES = 1024 * 1024;

/** @throws the last bind error when no free pair was found */
export async function openUdpPorts(family: 4 | 6): Promise<UdpPorts> {
  let lastError: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const rtp = await bind(family, 0);
    const rtpPort = rtp.address().port;
    if (rtpPort % 2 === 0) {
      try {
        return portsOf(rtp, await bind(family, rtpPort + 1), rtpPort);
      } catch (error) {
        lastError = error;
      }
    }
    rtp.close();
  }
  throw lastError ?? new Error('no free pair of UDP ports');
}

async function bind(family: 4 | 6, port: number): Promise<Socket> {
  const socket = createSocket({ type: family === 4 ? 'udp4' : 'udp6', recvBufferSize: RECEIVE_BUFFER_BYTES });
  socket.bind(port);
  await once(socket, 'listening');
  // A port that is closed over there makes the system report ECONNREFUSED here; the RTSP connection tells what is the matter.
  socket.on('error', () => {});
  return socket;
}

function portsOf(rtp: Socket, rtcp: Socket, rtpPort: number): UdpPorts {
  let closed = false;
  const tell = (socket: Socket, host: string, onBytes: (bytes: Uint8Array) => void): void => {
    socket.on('message', (bytes, from) => {
      if (!closed && plainAddress(from.address) === plainAddress(host)) onBytes(bytes);
    });
  };
  return {
    rtpPort,
    listen(host, onRtp, onRtcp) {
      tell(rtp, host, onRtp);
      tell(rtcp, host, onRtcp);
    },
    send(host, [rtpTo, rtcpTo], rtpBytes, rtcpBytes) {
      rtp.send(rtpBytes, rtpTo, host);
      rtcp.send(rtcpBytes, rtcpTo, host);
    },
    sendRtcp(host, port, bytes) {
      if (!closed) rtcp.send(bytes, port, host);
    },
    close() {
      if (closed) return;
      closed = true;
      rtp.close();
      rtcp.close();
    },
  };
}

function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, '');
}
