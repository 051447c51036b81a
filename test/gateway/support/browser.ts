import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { LIVE_NAMESPACE } from '../../../contracts/push.ts';
import { tokenHash } from '../../../gateway/edges/http/session-cookie.ts';
import type { Database } from '../../../store/database.ts';
import { createSession } from '../../../store/sessions.ts';
import { undoLater } from '../../support/cleanup.ts';
import { PASSWORD } from './city.ts';

/** An answer of the gateway, read: JSON as it is, else bytes. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

/** Somebody at a browser: keeps the cookie, sends what a browser sends. */
export type Browser = {
  readonly send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  readonly cookie: () => string | null;
  /** Opens the live push, closed when the test ends; not connected yet when it returns. */
  readonly live: (headers?: Record<string, string>) => Socket;
};

/** A browser, with nobody signed in unless it has a cookie. */
export function openBrowser(url: string, firstCookie: string | null = null): Browser {
  let cookie = firstCookie;
  return {
    send: async (method, path, body, headers = {}) => {
      const response = await fetch(url + path, {
        method,
        redirect: 'manual',
        headers: {
          ...(cookie !== null && { cookie }),
          ...(method !== 'GET' && { origin: url }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const set = response.headers.getSetCookie()[0];
      if (set !== undefined) cookie = set.includes('Max-Age=0') ? null : (set.split(';')[0] ?? null);
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? await response.json() : Buffer.from(await response.arrayBuffer()),
      };
    },
    cookie: () => cookie,
    live: (headers = {}) => {
      const socket = io(url + LIVE_NAMESPACE, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        extraHeaders: { origin: url, ...(cookie !== null && { cookie }), ...headers },
      });
      undoLater(() => socket.close());
      return socket;
    },
  };
}

/** A browser of somebody who signs in by name and password. */
export async function signedIn(url: string, username: string): Promise<Browser> {
  const browser = openBrowser(url);
  const { status } = await browser.send('POST', '/api/session', { username, password: PASSWORD });
  if (status !== 200) throw new Error(`${username} could not sign in: ${status}`);
  return browser;
}

/** A browser of somebody with a session that is simply there: checking passwords is slow on purpose. */
export async function withSession(url: string, database: Database, username: string): Promise<Browser> {
  const token = randomBytes(32).toString('base64url');
  const at = new Date();
  await createSession(database, {
    tokenHash: tokenHash(token),
    username,
    at,
    expiresAt: new Date(at.getTime() + 86_400_000),
  });
  return openBrowser(url, `citywatch=${token}`);
}
