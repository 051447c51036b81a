import { json, Router, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import type { Database } from '../../../store/database.ts';
import { takesNoWriting } from '../../../store/database-fault.ts';
import { findSession, rotateSession, type LiveSession } from '../../../store/sessions.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { faultyField } from '../../core/field-fault.ts';
import { isOwnOrigin } from '../../core/origin-check.ts';
import { isRotationDue } from '../../core/session-rotation.ts';
import { ADMINS, type Caller, type Reply, type Route } from './route.ts';
import type { SessionLimits } from '../sign-in.ts';
import { turnsEach, type TurnsEach } from '../turns-each.ts';
import { uploadOf } from './read-upload.ts';
import { sendFile } from './send-file.ts';
import { sendStream } from './send-stream.ts';
import { newToken, tokenHash, type SessionCookie } from './session-cookie.ts';

/** What every route needs. */
export type RouteServices = {
  readonly database: Database;
  readonly clock: () => number;
  readonly cookie: SessionCookie;
  readonly limits: SessionLimits;
  /** e.g. `https://citywatch.example`; null: whatever host requests are sent to. */
  readonly publicOrigin: string | null;
  /** Check answers against their schemas too: in tests, so that the documentation cannot lie. */
  readonly checkAnswers: boolean;
};

const DEFAULT_BODY_LIMIT = 64 * 1024;
/** Requests of one account: several screens with a wall and a page of charts each stay below. */
const EACH = { atOnce: 24, waiting: 240 };

/** Makes a router of the route table: for each route origin, session, rights, form, then its handler. */
export function serveRoutes(routes: readonly Route[], services: RouteServices): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const turns = turnsEach(EACH);
  for (const route of routes) {
    router[route.method](
      route.path,
      // In this order: nobody without a right gets a body read or learns what form it should have.
      admit(route, services),
      ...(route.body ? [jsonBody(route.bodyLimitBytes ?? DEFAULT_BODY_LIMIT)] : []),
      answer(route, services, turns),
    );
  }
  return router;
}

function admit(route: Route, services: RouteServices): RequestHandler {
  return async (request, response, next) => {
    response.locals['route'] = route.path;
    if (route.method !== 'get' && !comesFromOwnOrigin(request, services.publicOrigin))
      throw new ApiFault('not-allowed', 'requests from other sites are not taken');
    if (route.rights === 'public') return next();
    const caller = await findCaller(request, response, services);
    if (caller === null) throw new ApiFault('not-signed-in', 'sign in first');
    // What admins do concerns everybody: somebody with less than the whole city cannot.
    if (!route.rights.includes(caller.account.role) || (route.rights === ADMINS && caller.scope.areaIds !== null))
      throw new ApiFault('not-allowed', `this is not for the role ${caller.account.role}`);
    response.locals['caller'] = caller;
    next();
  };
}

function answer(route: Route, services: RouteServices, turns: TurnsEach): RequestHandler {
  return async (request, response) => {
    if (Object.values(request.query).some(isUnstorable)) throw new ApiFault('bad-request', 'the query cannot be read');
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const caller = callerOf(response);
    const input = {
      params: check(route.params, request.params, 'params'),
      query: check(route.query, request.query, 'query'),
      body: check(route.body, request.body, 'body'),
      caller,
      address: request.ip ?? 'unknown',
      token: services.cookie.read(request.headers.cookie),
      rangeStart: Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0),
      upload: uploadOf(request),
      signal: gone.signal,
    };
    const done =
      caller === null
        ? { value: await route.handle(input) }
        : // Whoever has left while waiting is not served.
          await turns.take(caller.account.username, async () =>
            gone.signal.aborted ? undefined : route.handle(input),
          );
    if (done === null)
      throw new ApiFault('too-many', 'too many requests of this account wait already', { retryAfterS: 2 });
    if (response.destroyed) return;
    const reply = done.value;
    if (reply && 'read' in reply) return sendFile(request, response, reply);
    if (reply && 'parts' in reply) return sendStream(response, reply);
    sendReply(route, response, reply ?? {}, services.checkAnswers);
  };
}

function sendReply(route: Route, response: Response, reply: Reply<unknown>, checkAnswers: boolean): void {
  const { status, body, headers } = reply;
  response.set(headers ?? {});
  if (route.answer === null || typeof route.answer === 'string') {
    response.status(status ?? route.status ?? 204).end();
    return;
  }
  if (checkAnswers) route.answer.parse(body);
  response.status(status ?? route.status ?? 200).json(body);
}

async function findCaller(request: Request, response: Response, services: RouteServices): Promise<Caller | null> {
  const { database, limits } = services;
  const token = services.cookie.read(request.headers.cookie);
  if (token === null) return null;
  const at = new Date(services.clock());
  const hash = tokenHash(token);
  const session = await findSession(database, { tokenHash: hash, at, idleMs: limits.idleMs, use: true });
  if (session === null) return null;
  if (isRotationDue(session, at.getTime(), limits.rotateMs)) await rotate(session, hash, at, response, services);
  return { account: session.account, scope: session.scope, sessionId: session.id };
}

async function rotate(
  { id, rotatedAt, expiresAt }: LiveSession,
  from: Buffer,
  at: Date,
  response: Response,
  { database, cookie }: RouteServices,
): Promise<void> {
  const token = newToken();
  const rotated = await rotateSession(database, { id, rotatedAt, from, to: tokenHash(token), at }).catch(
    (error: unknown) => {
      // The old token stays good until the database takes a new one.
      if (takesNoWriting(error)) return false;
      throw error;
    },
  );
  if (!rotated) return;
  response.set('Set-Cookie', cookie.set(token, expiresAt.getTime() - at.getTime()));
}

function comesFromOwnOrigin(request: Request, publicOrigin: string | null): boolean {
  return isOwnOrigin(
    {
      origin: request.headers.origin ?? null,
      fetchSite: request.get('sec-fetch-site') ?? null,
      host: request.headers.host ?? null,
    },
    publicOrigin,
  );
}

function jsonBody(limit: number): RequestHandler {
  const parse = json({
    limit,
    strict: true,
    reviver: (key: string, value: unknown) => {
      if (key === '__proto__' || isUnstorable(key) || isUnstorable(value)) throw new SyntaxError('unstorable');
      return value;
    },
  });
  return (request, response, next) => {
    // JSON only: a form of another site cannot send it without asking first (CORS preflight).
    if (!request.is('application/json'))
      throw new ApiFault('bad-request', 'send JSON (content-type: application/json)');
    parse(request, response, next);
  };
}

function check(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  throw new ApiFault('bad-request', `what the request gives as ${where} does not have the right form`, {
    fields: result.error.issues.slice(0, 20).map(faultyField),
  });
}

/** The store takes neither NUL nor half a character. */
function isUnstorable(value: unknown): boolean {
  return typeof value === 'string' && /[\0\p{Surrogate}]/u.test(value);
}

function callerOf(response: Response): Caller | null {
  // set by admit above, for every route that is not public
  return (response.locals['caller'] as Caller | undefined) ?? null;
}
