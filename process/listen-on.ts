import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../contracts/process-settings.ts';

/**
 * Lets a server listen.
 *
 * @returns its port, where 0 was asked for the one it got.
 * @throws ConfigError when the port is in use or may not be used.
 */
export async function listenOn(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw new ConfigError(`port ${port} of ${host} is in use`);
    if (error.code === 'EACCES') throw new ConfigError(`port ${port} of ${host} may not be used`);
    if (error.code === 'EADDRNOTAVAIL') throw new ConfigError(`${host} is no address of this machine`);
    throw error;
  });
  return (server.address() as AddressInfo).port; // a TCP server's address is never a string
}
