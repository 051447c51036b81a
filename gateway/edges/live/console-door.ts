import type { Logger } from 'pino';
import type { Database } from '../../../store/database.ts';
import { findSession } from '../../../store/sessions.ts';
import { tokenHash, type SessionCookie } from '../http/session-cookie.ts';
import type { Console, LiveSocket } from './console-socket.ts';

/** Why a console is not let in; the client gets it as `connect_error.message`. */
export type DoorRefusal = 'not-signed-in' | 'too-many' | 'unavailable';

const MAX_CONSOLES_PER_ACCOUNT = 100;

/** Middleware of the live namespace: lets in who has a session, and notes in the socket whose it is. */
export function consoleDoor({
  database,
  cookie,
  sessionIdleMs,
  clock,
  log,
  consoles,
  refused,
}: {
  readonly database: Database;
  readonly cookie: SessionCookie;
  readonly sessionIdleMs: number;
  readonly clock: () => number;
  readonly log: Logger;
  readonly consoles: ReadonlySet<Console>;
  readonly refused: (reason: DoorRefusal) => void;
}): (socket: LiveSocket, next: (error?: Error) => void) => void {
  const judge = async (socket: LiveSocket): Promise<DoorRefusal | null> => {
    try {
      const token = cookie.read(socket.request.headers.cookie);
      if (token === null) return 'not-signed-in';
      const at = new Date(clock());
      const session = await findSession(database, {
        tokenHash: tokenHash(token),
        at,
        idleMs: sessionIdleMs,
        use: true,
      });
      if (session === null) return 'not-signed-in';
      const { username } = session.account;
      const others = [...consoles].filter((one) => one.caller.account.username === username).length;
      if (others >= MAX_CONSOLES_PER_ACCOUNT) return 'too-many';
      socket.data.caller = { account: session.account, scope: session.scope, sessionId: session.id };
      return null;
    } catch (error) {
      log.warn({ err: error }, 'a console could not be let in');
      return 'unavailable';
    }
  };
  const letIn = async (socket: LiveSocket, next: (error?: Error) => void): Promise<void> => {
    const refusal = await judge(socket);
    if (refusal === null) return next();
    refused(refusal);
    next(new Error(refusal));
  };
  return (socket, next) => void letIn(socket, next);
}
