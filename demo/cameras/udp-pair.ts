import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

import type { UdpPair } from './viewer.ts';

const ATTEMPTS = 50;

/**
 * Opens two neighbouring UDP ports, the even one for RTP and the odd one for RTCP (RFC 3550, section 11).
 * @throws the last bind error when no free pair was found
 */
export async function openUdpPair(host: string): Promise<UdpPair> {
  let lastError: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const rtp = await bind(host, 0);
    const rtpPort = rtp.address().port;
    if (rtpPort % 2 === 0) {
      try {
        return { rtp, rtcp: await bind(host, rtpPort + 1), rtpPort };
      } catch (error) {
        lastError = error;
      }
    }
    rtp.close();
  }
  throw lastError ?? new Error('no free pair of UDP ports');
}

async function bind(host: string, port: number): Promise<Socket> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.bind(port, host);
  await once(socket, 'listening');
  // A client whose port is closed makes the system report ECONNREFUSED here: its RTSP connection ends the session, not this.
  socket.on('error', () => {});
  return socket;
}
