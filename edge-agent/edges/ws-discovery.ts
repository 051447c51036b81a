import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import type { Logger } from 'pino';
import type { DiscoverAnswer, FoundDevice } from '../../contracts/agent-questions.ts';
import { readProbeMatches } from '../core/onvif/answers.ts';
import { probeMessage } from '../core/onvif/messages.ts';
import { parseXml, XmlError } from './xml.ts';

/** Where cameras listen for probes (WS-Discovery 2.4). */
const GROUP = '239.255.255.250';
const PORT = 3702;
const ANY_ADDRESS = '0.0.0.0';
/** A datagram may be lost: asked twice, the second time a little later. */
const AGAIN_MS = 400;
const MOST_FOUND = 500;
const MOST_ANSWERS = 5000;

/**
 * Asks on every IPv4 network of this host which ONVIF cameras are there, and for some time collects who answers.
 *
 * @param targets hosts (`10.0.0.5` or `10.0.0.5:3702`) that are asked directly: routers do not pass multicast on
 */
export async function discoverDevices({
  forMs,
  targets,
  log,
}: {
  readonly forMs: number;
  readonly targets: readonly string[];
  readonly log: Logger;
}): Promise<DiscoverAnswer> {
  const found = new Map<string, FoundDevice>();
  let ignored = 0;
  let answers = 0;
  const hear = (message: Buffer, from: string): void => {
    if (++answers > MOST_ANSWERS) return void ignored++;
    try {
      const devices = readProbeMatches(parseXml(message.toString('utf8')), from);
      if (devices.length === 0) ignored++;
      for (const device of devices) {
        if (found.size < MOST_FOUND || found.has(device.endpoint)) found.set(device.endpoint, device);
        else ignored++;
      }
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      ignored++;
    }
  };
  const sockets: Socket[] = [];
  const direct = targets.length === 0 ? null : await openSocket(ANY_ADDRESS, hear);
  const probe = Buffer.from(probeMessage(randomUUID()));
  try {
    for (const address of ownAddresses()) {
      const socket = await openSocket(address, hear).catch((error: unknown) => {
        log.warn({ address, problem: String(error) }, 'cameras cannot be looked for on one network');
        return null;
      });
      if (socket) sockets.push(socket);
    }
    const ask = (): void => {
      for (const socket of sockets) send(socket, probe, PORT, GROUP, log);
      for (const target of targets) {
        const [host = '', port = String(PORT)] = target.split(':');
        if (direct) send(direct, probe, Number(port), host, log);
      }
    };
    ask();
    await pause(Math.min(AGAIN_MS, forMs));
    ask();
    await pause(Math.max(0, forMs - AGAIN_MS));
  } finally {
    for (const socket of direct ? [...sockets, direct] : sockets) socket.close();
  }
  return { found: [...found.values()].toSorted((a, b) => (a.name ?? '').localeCompare(b.name ?? '')), ignored };
}

/** IPv4 addresses of this host, its own loopback first. */
function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family }) => family === 'IPv4')
    .toSorted((a, b) => Number(b.internal) - Number(a.internal))
    .map(({ address }) => address);
}

async function openSocket(address: string, hear: (message: Buffer, from: string) => void): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((bound, failed) => {
    socket.once('error', failed);
    socket.bind(0, address, () => {
      socket.off('error', failed);
      bound();
    });
  });
  // What goes wrong with one datagram later on (a refused port, a network that went away) ends nothing.
  socket.on('error', () => undefined);
  socket.on('message', (message, { address: from }) => hear(message, from));
  socket.setMulticastInterface(address);
  socket.setMulticastTTL(4);
  return socket;
}

function send(socket: Socket, probe: Buffer, port: number, host: string, log: Logger): void {
  socket.send(probe, port, host, (error) => {
    if (error) log.debug({ host, problem: error.message }, 'a probe could not be sent');
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
