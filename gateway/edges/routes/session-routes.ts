import { localeChange, passwordChange } from '../../../contracts/api-admin.ts';
import { account, signIn as signInBody } from '../../../contracts/api.ts';
import { setLocale, setPassword } from '../../../store/accounts.ts';
import { recordAudit } from '../../../store/audit.ts';
import { transaction, type Database } from '../../../store/database.ts';
import { removePushSubscriptionsOf } from '../../../store/push-subscriptions.ts';
import { endSession, endSessionsOf, renewSession } from '../../../store/sessions.ts';
import { ANYBODY, publicRoute, route, type Route } from '../http/route.ts';
import { newToken, tokenHash, type SessionCookie } from '../http/session-cookie.ts';
import type { SessionLimits, SignIn } from '../sign-in.ts';

/** Signing in and out, and what one may change about oneself. */
export function sessionRoutes({
  database,
  cookie,
  signIn,
  limits,
  clock,
}: {
  readonly database: Database;
  readonly cookie: SessionCookie;
  readonly signIn: SignIn;
  readonly limits: SessionLimits;
  readonly clock: () => number;
}): Route[] {
  return [
    publicRoute({
      method: 'post',
      path: '/api/session',
      summary: 'Sign in; sets the session cookie',
      body: signInBody,
      bodyLimitBytes: 4096,
      answer: account,
      handle: async ({ body, address, token: oldToken }) => {
        const { token, account } = await signIn.enter({ ...body, address, oldToken });
        return { body: account, headers: { 'Set-Cookie': cookie.set(token, limits.absoluteMs) } };
      },
    }),
    route({
      method: 'get',
      path: '/api/session',
      summary: 'Who is signed in',
      rights: ANYBODY,
      answer: account,
      handle: async ({ caller }) => ({ body: caller.account }),
    }),
    route({
      method: 'delete',
      path: '/api/session',
      summary: 'Sign out here',
      rights: ANYBODY,
      answer: null,
      handle: async ({ caller, address }) => {
        await endSession(database, { id: caller.sessionId });
        await recordAudit(database, {
          username: caller.account.username,
          action: 'session.end',
          subject: null,
          detail: {},
          address,
        });
        return { headers: { 'Set-Cookie': cookie.clear() } };
      },
    }),
    route({
      method: 'delete',
      path: '/api/sessions',
      summary: 'Sign out everywhere',
      rights: ANYBODY,
      answer: null,
      handle: async ({ caller, address }) => {
        await endSessionsOf(database, caller.account.username);
        await removePushSubscriptionsOf(database, caller.account.username);
        await recordAudit(database, {
          username: caller.account.username,
          action: 'session.end-all',
          subject: null,
          detail: {},
          address,
        });
        return { headers: { 'Set-Cookie': cookie.clear() } };
      },
    }),
    route({
      method: 'post',
      path: '/api/session/password',
      summary: 'Choose a new password; ends all other sessions, and this one gets a new cookie',
      rights: ANYBODY,
      body: passwordChange,
      bodyLimitBytes: 4096,
      answer: null,
      handle: async ({ caller, body, address }) => {
        const { username } = caller.account;
        await signIn.prove({ username, password: body.current, address });
        const token = newToken();
        await transaction(database, async (connection) => {
          await setPassword(connection, username, body.next);
          await endSessionsOf(connection, username, caller.sessionId);
          await renewSession(connection, { id: caller.sessionId, to: tokenHash(token), at: new Date(clock()) });
          await recordAudit(connection, {
            username,
            action: 'account.password',
            subject: username,
            detail: {},
            address,
          });
        });
        return { headers: { 'Set-Cookie': cookie.set(token, limits.absoluteMs) } };
      },
    }),
    route({
      method: 'put',
      path: '/api/session/locale',
      summary: 'Choose the language',
      rights: ANYBODY,
      body: localeChange,
      answer: null,
      handle: async ({ caller, body }) => setLocale(database, caller.account.username, body.locale),
    }),
  ];
}
