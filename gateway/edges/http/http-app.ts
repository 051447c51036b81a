import type { IncomingMessage } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type Request, type Router } from 'express';
import type { Logger } from 'pino';
import { ApiFault, FAULT_STATUS, faultBody } from '../../core/api-fault.ts';
import type { GatewayMetrics } from '../metrics.ts';
import { toFault } from './to-fault.ts';

/** Puts the HTTP side together: headers, probes, API, console, one shape for everything that is not a success. */
export function httpApp({
  trustProxy,
  headers,
  probes,
  api,
  console,
  metrics,
  log,
}: {
  readonly trustProxy: number | string[] | null;
  readonly headers: express.RequestHandler;
  readonly probes: Router;
  readonly api: Router;
  readonly console: Router;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
}): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', trustProxy ?? false);
  app.use((request, response, next) => {
    const end = metrics.requests.startTimer();
    response.once('finish', () => {
      const route: unknown = response.locals['route'];
      end({
        method: request.method,
        route: typeof route === 'string' ? route : 'other',
        status: String(response.statusCode),
      });
    });
    next();
  });
  app.use(headers);
  app.use(probes);
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.use(api);
  app.use('/api', (_request, _response, next) => next(new ApiFault('not-found', 'there is no such address')));
  app.use(console);
  app.use((_request, _response, next) => next(new ApiFault('not-found', 'there is no such page')));
  app.use(answerFault(log));
  return app;
}

/** Address of whoever asks for a WebSocket, by the same rules about proxies as for requests. */
export function addressOf(app: Express, request: IncomingMessage): string {
  // Express does the same with each request it is given; `ip` comes with its prototype.
  const seen = Object.setPrototypeOf(request, app.request) as Request;
  return seen.ip ?? 'unknown';
}

function answerFault(log: Logger): ErrorRequestHandler {
  // express knows a handler of errors by its four parameters
  return (error: unknown, request, response, _next) => {
    const fault = toFault(error);
    if (fault === null)
      log.error({ err: error, method: request.method, route: String(response.locals['route']) }, 'a request failed');
    else if (fault.code === 'unavailable') log.warn({ err: error }, 'a request found no database');
    else if (fault.code === 'not-stored')
      log.error({ err: error }, 'the database takes no writing; its disk may be full');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    // What is still to come of a body that was refused is not read.
    if (!request.complete) response.set('Connection', 'close');
    const answer = fault ?? new ApiFault('internal', 'something went wrong; it was noted');
    if (answer.retryAfterS !== undefined) response.set('Retry-After', String(answer.retryAfterS));
    response.status(FAULT_STATUS[answer.code]).json(faultBody(answer));
  };
}
