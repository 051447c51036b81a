import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { ConfigError } from '../../contracts/process-settings.ts';
import type { Metrics } from './metrics.ts';

/** What `/healthz` says. 503 where `well` is false. */
export type Health = { readonly well: boolean } & Readonly<Record<string, unknown>>;

/** A server at work. */
export type StatusServer = { readonly port: number; readonly stop: () => Promise<void> };

/**
 * Serves `GET /healthz` (JSON) and `GET /metrics` (Prometheus text).
 *
 * @throws ConfigError when the port is in use or may not be used.
 */
export async function startStatusServer({
  host,
  port,
  health,
  metrics,
  measure,
  log,
}: {
  readonly host: string;
  readonly port: number;
  readonly health: () => Health;
  readonly metrics: Metrics;
  /** Brings gauges up to date before they are told. */
  readonly measure: () => void;
  readonly log: Logger;
}): Promise<StatusServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else if (path === '/healthz') {
      const now = health();
      response.writeHead(now.well ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(now));
    } else if (path === '/metrics') {
      measure();
      metrics.registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
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
  server.listen(port, host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw new ConfigError(`port ${port} of ${host} is in use`);
    if (error.code === 'EACCES') throw new ConfigError(`port ${port} of ${host} may not be used`);
    if (error.code === 'EADDRNOTAVAIL') throw new ConfigError(`${host} is no address of this machine`);
    throw error;
  });
  return {
    port: (server.address() as AddressInfo).port, // a TCP server's address is never a string
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await Promise.resolve();
    },
  };
}
