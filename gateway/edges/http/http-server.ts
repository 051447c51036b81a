import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../../contracts/process-settings.ts';

/** Open requests get so long to end when the gateway stops, milliseconds. */
const STOP_PATIENCE_MS = 3000;
const LOOK_FOR_IDLE_MS = 50;

/**
 * Lets a server listen.
 *
 * @returns its address, e.g. `http://127.0.0.1:8080`.
 * @throws ConfigError when the port is in use or may not be used.
 */
export async function listenOn(http: Server, { host, port }: { host: string; port: number }): Promise<string> {
  http.listen(port, host);
  await once(http, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw new ConfigError(`port ${port} of ${host} is in use`);
    if (error.code === 'EACCES') throw new ConfigError(`port ${port} of ${host} may not be used`);
    if (error.code === 'EADDRNOTAVAIL') throw new ConfigError(`${host} is no address of this machine`);
    throw error;
  });
  const at = http.address() as AddressInfo; // a TCP server's address is never a string
  return `http://${host.includes(':') ? `[${host}]` : host}:${at.port}`;
}

/** An end in two steps, so that what lives on connections can end between them. */
export type ServerEnd = {
  /** No new connections from now on. */
  readonly refuse: () => void;
  /** Lets open requests end for a few seconds, then cuts what is left. */
  readonly drain: () => Promise<void>;
};

/** How a server ends. */
export function endOf(http: Server): ServerEnd {
  let closed: Promise<unknown> | null = null;
  const refuse = (): void => {
    if (!http.listening) return;
    closed = once(http, 'close');
    http.close();
  };
  return {
    refuse,
    drain: async () => {
      refuse();
      // A connection becomes idle when its request has been answered; browsers keep it open.
      const idle = setInterval(() => http.closeIdleConnections(), LOOK_FOR_IDLE_MS);
      const patience = setTimeout(() => http.closeAllConnections(), STOP_PATIENCE_MS);
      await closed;
      clearInterval(idle);
      clearTimeout(patience);
    },
  };
}
