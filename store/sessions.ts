import type { Account, Role } from '../contracts/api.ts';
import type { Queryable } from './database.ts';
import { scopeOf, type Scope } from './scope.ts';

/** A session that is still good, with who it belongs to. */
export type LiveSession = { readonly account: Account; readonly scope: Scope };

/** How often at most `seen_at` is written, milliseconds: reading must not cost a write each time. */
const SEEN_EVERY_MS = 60_000;

/** Opens a session. `tokenHash`: sha256 of the cookie's value, 32 bytes. */
export async function createSession(
  connection: Queryable,
  session: { readonly tokenHash: Buffer; readonly username: string; readonly at: Date; readonly expiresAt: Date },
): Promise<void> {
  await connection.query(
    'insert into session (token_hash, username, created_at, seen_at, expires_at) values ($1, $2, $3, $3, $4)',
    [session.tokenHash, session.username, session.at, session.expiresAt],
  );
}

/**
 * The session of a token with its account and scope, or null when it is unknown, expired, idle for longer than `idleMs`,
 * or its account is switched off. With `use` the idle time begins anew.
 */
export async function findSession(
  connection: Queryable,
  {
    tokenHash,
    at,
    idleMs,
    use,
  }: { readonly tokenHash: Buffer; readonly at: Date; readonly idleMs: number; readonly use: boolean },
): Promise<LiveSession | null> {
  const { rows } = await connection.query<{
    username: string;
    name: string;
    role: Role;
    area_ids: string[] | null;
    widened: string[] | null;
    locale: 'vi' | 'en';
    seen_at: Date;
  }>(
    `select account.username, account.name, account.role, account.area_ids, account.locale, session.seen_at,
            area_and_below(account.area_ids) as widened
     from session join account using (username)
     where token_hash = $1 and expires_at > $2 and seen_at > $3 and enabled`,
    [tokenHash, at, new Date(at.getTime() - idleMs)],
  );
  const row = rows[0];
  if (!row) return null;
  if (use && at.getTime() - row.seen_at.getTime() > SEEN_EVERY_MS) {
    await connection.query('update session set seen_at = greatest(seen_at, $2) where token_hash = $1', [tokenHash, at]);
  }
  return {
    account: {
      username: row.username,
      name: row.name,
      role: row.role,
      areaIds: row.area_ids,
      locale: row.locale,
    },
    scope: scopeOf(row.username, row.widened),
  };
}

/** Ends one session. */
export async function endSession(connection: Queryable, tokenHash: Buffer): Promise<void> {
  await connection.query('delete from session where token_hash = $1', [tokenHash]);
}

/** Ends all sessions of an account, except one if named: sign-out everywhere, a new password. */
export async function endSessionsOf(connection: Queryable, username: string, except?: Buffer): Promise<void> {
  await connection.query('delete from session where username = $1 and token_hash is distinct from $2', [
    username,
    except ?? null,
  ]);
}

/** Removes sessions that are over; run now and then. */
export async function purgeSessions(connection: Queryable, at: Date, idleMs: number): Promise<void> {
  await connection.query('delete from session where expires_at <= $1 or seen_at <= $2', [
    at,
    new Date(at.getTime() - idleMs),
  ]);
}
