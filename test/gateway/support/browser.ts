import { io, type Socket } from 'socket.io-client';
import { LIVE_NAMESPACE } from '../../../contracts/push.ts';
import { undoLater } from '../../support/cleanup.ts';
import { PASSWORD } from './city.ts';

/** An answer of the gateway, read. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

/** Somebody at a browser: keeps the cookie, sends what a browser sends. */
export type Browser = {
  readonly send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  readonly cookie: () => string | null;
  /** Opens the live push, closed when the test ends; not connected yet when it returns. */
  readonly live: () => Socket;
};

/** A browser with nobody signed in. */
export function openBrowser(url: string): Browser {
  let cookie: string | null = null;
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
    live: () => {
      const socket = io(url + LIVE_NAMESPACE, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        extraHeaders: { origin: url, ...(cookie !== null && { cookie }) },
      });
      undoLater(() => socket.close());
      return socket;
    },
  };
}

/** A browser of somebody who has signed in. */
export async function signedIn(url: string, username: string): Promise<Browser> {
  const browser = openBrowser(url);
  const { status } = await browser.send('POST', '/api/session', { username, password: PASSWORD });
  if (status !== 200) throw new Error(`${username} could not sign in: ${status}`);
  return browser;
}
