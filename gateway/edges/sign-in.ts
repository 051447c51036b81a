import type { Account } from '../../contracts/api.ts';
import { findPasswordHash } from '../../store/accounts.ts';
import { recordAudit } from '../../store/audit.ts';
import { transaction, type Database } from '../../store/database.ts';
import { passwordFits } from '../../store/password-hash.ts';
import { createSession, endSession, findSession } from '../../store/sessions.ts';
import { beginTry, forgiveTry } from '../../store/sign-in-tries.ts';
import { ApiFault } from '../core/api-fault.ts';
import {
  ADDRESS_POLICY,
  CHECKS_AT_ONCE,
  CHECKS_WAITING,
  NAME_POLICY,
  secondsUntil,
  signInName,
} from '../core/sign-in-policy.ts';
import { boundedTurns } from './bounded-turns.ts';
import { newToken, tokenHash } from './http/session-cookie.ts';

/** How long sessions live. */
export type SessionLimits = {
  readonly idleMs: number;
  readonly absoluteMs: number;
  /** A token older than this is changed for a new one. */
  readonly rotateMs: number;
};

/** Checks names and passwords. */
export type SignIn = {
  /**
   * Opens a session, or throws the ApiFault to answer with. A session the browser still had ends, so that a token known
   * before signing in is worth nothing after it.
   */
  readonly enter: (request: {
    readonly username: string;
    readonly password: string;
    readonly address: string;
    readonly oldToken: string | null;
  }) => Promise<{ readonly token: string; readonly account: Account }>;
  /** Whether this is the account's password; bounded and counted like a sign-in. Throws `wrong-credentials`. */
  readonly prove: (request: {
    readonly username: string;
    readonly password: string;
    readonly address: string;
  }) => Promise<void>;
};

/** Sets up sign-in over the store. `count` is told how each try ended. */
export function openSignIn({
  database,
  clock,
  limits,
  count,
}: {
  readonly database: Database;
  readonly clock: () => number;
  readonly limits: SessionLimits;
  readonly count: (outcome: 'success' | 'wrong-credentials' | 'locked-out' | 'too-many') => void;
}): SignIn {
  const turns = boundedTurns({ atOnce: CHECKS_AT_ONCE, waiting: CHECKS_WAITING });

  const prove: SignIn['prove'] = async ({ username, password, address }) => {
    const keys = { account: `account:${username}`, address: `address:${address}` };
    const at = new Date(clock());
    const locked =
      (await beginTry(database, { key: keys.address, at, policy: ADDRESS_POLICY })) ??
      (await beginTry(database, { key: keys.account, at, policy: NAME_POLICY }));
    if (locked) {
      count('locked-out');
      throw new ApiFault('locked-out', 'too many failed tries; wait before the next', {
        retryAfterS: secondsUntil(locked.getTime(), at.getTime()),
      });
    }
    const checked = await turns.take(async () => passwordFits(password, await findPasswordHash(database, username)));
    if (checked === null) {
      count('too-many');
      throw new ApiFault('too-many', 'too many are signing in at this moment', { retryAfterS: 5 });
    }
    if (!checked.value) {
      count('wrong-credentials');
      await recordAudit(database, {
        username: null,
        action: 'session.refused',
        subject: username,
        detail: {},
        address,
      });
      throw new ApiFault('wrong-credentials', 'the name or the password is wrong');
    }
    await forgiveTry(database, keys);
  };

  return {
    prove,
    enter: async ({ username: typed, password, address, oldToken }) => {
      const username = signInName(typed);
      await prove({ username, password, address });
      const token = newToken();
      const at = new Date(clock());
      await transaction(database, async (connection) => {
        if (oldToken !== null) await endSession(connection, { tokenHash: tokenHash(oldToken) });
        await createSession(connection, {
          tokenHash: tokenHash(token),
          username,
          at,
          expiresAt: new Date(at.getTime() + limits.absoluteMs),
        });
        await recordAudit(connection, {
          username,
          action: 'session.begin',
          subject: null,
          detail: {},
          address,
        });
      });
      const session = await findSession(database, {
        tokenHash: tokenHash(token),
        at,
        idleMs: limits.idleMs,
        use: false,
      });
      // Switched off between the check of the password and now.
      if (session === null) throw new ApiFault('wrong-credentials', 'the name or the password is wrong');
      count('success');
      return { token, account: session.account };
    },
  };
}
