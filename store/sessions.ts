import type { Account, Role } from '../contracts/api.ts';
import type { Queryable } from './database.ts';
import { takesNoWriting } from './database-fault.ts';
import { scopeOf, type Scope } from './scope.ts';

/** A session that is still good, with who it belongs to. */
export type LiveSession = {
  /** Stays the same while its token changes. */
  readonly id: number;
  readonly account: Account;
  readonly scope: Scope;
  readonly expiresAt: Date;
  /** When its token was made. */
  readonly rotatedAt: Date;
  /**
   * Whether it was found by its token (`current`) or by the one before: `unconfirmed` while nobody has used the new one,
   * else `late`.
   */
  readonly by: 'current' | 'unconfirmed' | 'late';
};

/** How often at most `seen_at` is written, milliseconds: reading must not cost a write each time. */
const SEEN_EVERY_MS = 60_000;
/** How long the token before is good after the new one was first used: for requests that were on their way. */
const LATE_MS = 60_000;

/** Opens a session. `tokenHash`: sha256 of the cookie's value, 32 bytes. */
export async function createSession(
  connection: Queryable,
  session: { readonly tokenHash: Buffer; readonly username: string; readonly at: Date; readonly expiresAt: Date },
): Promise<void> {
  await connection.query(
    `insert into session (token_hash, username, created_at, seen_at, rotated_at, expires_at)
     values ($1, $2, $3, $3, $3, $4)`,
    [session.tokenHash, session.username, session.at, session.expiresAt],
  );
}

type SessionRow = {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly area_ids: string[] | null;
  readonly unit_id: string | null;
  readonly widened: string[] | null;
  readonly locale: 'vi' | 'en';
  readonly seen_at: Date;
  readonly rotated_at: Date;
  readonly expires_at: Date;
  readonly is_current: boolean;
  readonly has_previous: boolean;
  readonly previous_until: Date | null;
};

/** Which session is asked for: by the hash of a token, or by its number. */
type Which = { readonly tokenHash: Buffer } | { readonly id: number };

/**
 * A session with its account and scope, or null when it is unknown, expired, idle for longer than `idleMs`, or its account
 * is switched off. With `use` the idle time begins anew, unless the database takes no writing: whoever is signed in goes on
 * reading then. Not for use within a transaction.
 */
export async function findSession(
  connection: Queryable,
  { at, idleMs, use, ...which }: Which & { readonly at: Date; readonly idleMs: number; readonly use: boolean },
): Promise<LiveSession | null> {
  const { rows } = await connection.query<SessionRow>(
    `select session.id, account.username, account.name, account.role, account.area_ids, account.unit_id, account.locale,
            session.seen_at, rotated_at, expires_at, area_and_below(account.area_ids) as widened,
            $4::bytea is null or token_hash = $4 as is_current, previous_hash is not null as has_previous, previous_until
     from session join account using (username)
     where (session.id = $3 or token_hash = $4 or previous_hash = $4 and coalesce(previous_until > $1, true))
       and expires_at > $1 and seen_at > $2 and enabled`,
    [
      at,
      new Date(at.getTime() - idleMs),
      'id' in which ? which.id : null,
      'tokenHash' in which ? which.tokenHash : null,
    ],
  );
  const row = rows[0];
  if (!row) return null;
  if (use) await markUse(connection, row, at);
  return {
    id: row.id,
    account: {
      username: row.username,
      name: row.name,
      role: row.role,
      areaIds: row.area_ids,
      unitId: row.unit_id,
      locale: row.locale,
    },
    scope: scopeOf(row.username, row.widened, row.unit_id),
    expiresAt: row.expires_at,
    rotatedAt: row.rotated_at,
    by: row.is_current ? 'current' : row.previous_until === null ? 'unconfirmed' : 'late',
  };
}

async function markUse(connection: Queryable, row: SessionRow, at: Date): Promise<void> {
  const confirms = row.is_current && row.has_previous && row.previous_until === null;
  if (!confirms && at.getTime() - row.seen_at.getTime() <= SEEN_EVERY_MS) return;
  const noted = connection.query(
    `update session set seen_at = greatest(seen_at, $2),
       previous_until = case when $3 then coalesce(previous_until, $4) else previous_until end
     where id = $1`,
    [row.id, at, confirms, new Date(at.getTime() + LATE_MS)],
  );
  await noted.catch((error: unknown) => {
    if (!takesNoWriting(error)) throw error;
  });
}

/**
 * Gives a session a new token. Of several that try at the same moment one does.
 *
 * @param rotatedAt of the session as it was found
 * @returns whether this call did it
 */
export async function rotateSession(
  connection: Queryable,
  {
    id,
    rotatedAt,
    from,
    to,
    at,
  }: {
    readonly id: number;
    readonly rotatedAt: Date;
    readonly from: Buffer;
    readonly to: Buffer;
    readonly at: Date;
  },
): Promise<boolean> {
  const { rowCount } = await connection.query(
    `update session set token_hash = $4, previous_hash = $3, previous_until = null, rotated_at = $5
     where id = $1 and abs(extract(epoch from rotated_at - $2::timestamptz)) < 0.001
       and (token_hash = $3 or previous_hash = $3)`,
    [id, rotatedAt, from, to, at],
  );
  return rowCount === 1;
}

/** Gives a session a new token and makes every one it had worthless at once: after a new password. */
export async function renewSession(
  connection: Queryable,
  { id, to, at }: { readonly id: number; readonly to: Buffer; readonly at: Date },
): Promise<void> {
  await connection.query(
    'update session set token_hash = $2, previous_hash = null, previous_until = null, rotated_at = $3 where id = $1',
    [id, to, at],
  );
}

/** Ends one session. */
export async function endSession(connection: Queryable, which: Which): Promise<void> {
  if ('id' in which) await connection.query('delete from session where id = $1', [which.id]);
  else await connection.query('delete from session where token_hash = $1 or previous_hash = $1', [which.tokenHash]);
}

/** Ends all sessions of an account, except one if named: sign-out everywhere, a new password. */
export async function endSessionsOf(connection: Queryable, username: string, exceptId?: number): Promise<void> {
  await connection.query('delete from session where username = $1 and id is distinct from $2', [
    username,
    exceptId ?? null,
  ]);
}

/** Removes sessions that are over; run now and then. */
export async function purgeSessions(connection: Queryable, at: Date, idleMs: number): Promise<void> {
  await connection.query('delete from session where expires_at <= $1 or seen_at <= $2', [
    at,
    new Date(at.getTime() - idleMs),
  ]);
}
