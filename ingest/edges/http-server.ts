import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

/** What /healthz says. `degraded`: alive, but something it needs is missing; it goes on by itself when that is back. */
export interface Healthz {
  readonly status: 'ok' | 'degraded';
  /** In plain words, what is missing. */
  readonly faults: readonly string[];
}

/** The port of the process: health, metrics, and whatever else is attached to `server`. */
export interface HttpServer {
  readonly server: Server;
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Opens the port. Rejects with the system's error when it is in use. */
export async function openHttpServer(options: {
  readonly host: string;
  readonly port: number;
  readonly healthz: () => Healthz;
  readonly metrics: Registry;
  /** Called before metrics are told, to bring those up to date that are read rather than counted. */
  readonly refresh: () => void;
}): Promise<HttpServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else if (path === '/healthz') {
      const health = options.healthz();
      response
        .writeHead(health.status === 'ok' ? 200 : 503, {
          'content-type': 'application/json',
          'cache-control': 'no-store',
        })
        .end(JSON.stringify(health));
    } else if (path === '/metrics') {
      options.refresh();
      options.metrics.metrics().then(
        (text) => response.writeHead(200, { 'content-type': options.metrics.contentType }).end(text),
        (error: Error) => response.writeHead(500).end(error.message),
      );
    } else {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    }
  });
  server.requestTimeout = 10_000;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  // A TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    async stop() {
      // Whatever is attached to the server may have closed it already; the callback comes all the same.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
