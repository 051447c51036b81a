import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { listenOn } from './listen-on.ts';

/** What `/healthz` says: `answer` as JSON, with 503 where the process is not `well`. */
export type Health = { readonly well: boolean; readonly answer: object };

/** The port of a process that serves nothing but how it is, and whatever else is attached to `server`. */
export type StatusServer = {
  readonly server: Server;
  readonly port: number;
  readonly stop: () => Promise<void>;
};

/**
 * Serves `GET /healthz` (JSON) and `GET /metrics` (Prometheus text).
 *
 * @param options.measure brings gauges up to date before they are told
 * @throws ConfigError when the port is in use or may not be used.
 */
export async function startStatusServer({
  host,
  port,
  health,
  registry,
  measure = () => undefined,
  log,
}: {
  readonly host: string;
  readonly port: number;
  readonly health: () => Health;
  readonly registry: Registry;
  readonly measure?: () => void;
  readonly log: Logger;
}): Promise<StatusServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else if (path === '/healthz') {
      const { well, answer } = health();
      response.writeHead(well ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(answer));
    } else if (path === '/metrics') {
      measure();
      registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
        (error: unknown) => {
          log.error({ err: error }, 'metrics could not be collected');
          response.writeHead(500).end();
        },
      );
    } else {
      response.writeHead(404).end();
    }
  });
  server.requestTimeout = 10_000;
  return {
    server,
    port: await listenOn(server, { host, port }),
    async stop() {
      // Whatever is attached to the server may have closed it already; the callback comes all the same.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
