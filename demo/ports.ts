import { createServer } from 'node:net';
import { DemoError } from './options.ts';

/** Throws a DemoError that says what to do when nobody can listen on a port of loopback. */
export async function portIsFree(port: number): Promise<void> {
  await listenOnce(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') {
      throw new DemoError(`port ${port} is in use: end what listens there, or take another with --port`);
    }
    if (error.code === 'EACCES') throw new DemoError(`port ${port} may not be used without root: take one above 1023`);
    throw error;
  });
}

/** A port of loopback that is free now. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
