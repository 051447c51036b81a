import type { Queryable } from './database.ts';

/** When a name or an address is locked out. */
export type LockOutPolicy = {
  /** Failed tries after which the next is refused. */
  readonly tries: number;
  /** First lock, milliseconds; doubles with each further try up to `longestMs`. */
  readonly lockMs: number;
  readonly longestMs: number;
  /** Failed tries older than this are forgotten, milliseconds. */
  readonly forgetMs: number;
};

/**
 * Counts a try before it is judged, so that many at once count as many; a try that succeeds is taken back.
 *
 * @param key `account:{name}` or `address:{ip}`.
 * @returns null when it may go on, else the moment until which the key is locked.
 */
export async function beginTry(
  connection: Queryable,
  { key, at, policy }: { readonly key: string; readonly at: Date; readonly policy: LockOutPolicy },
): Promise<Date | null> {
  const counted = await connection.query(
    `insert into sign_in_try as t (key, failed, last_at) values ($1, 1, $2)
     on conflict (key) do update set
       failed = case when t.last_at < $3 then 1 else t.failed + 1 end,
       last_at = $2,
       locked_until = case when t.last_at >= $3 and t.failed + 1 >= $4::int
         then $2 + least($6::float8, $5::float8 * power(2, least(t.failed + 1 - $4::int, 30))) * interval '1 millisecond' end
     where t.locked_until is null or t.locked_until <= $2::timestamptz`,
    [key, at, new Date(at.getTime() - policy.forgetMs), policy.tries, policy.lockMs, policy.longestMs],
  );
  if (counted.rowCount === 1) return null;
  const { rows } = await connection.query<{ locked_until: Date }>(
    'select locked_until from sign_in_try where key = $1',
    [key],
  );
  return rows[0]?.locked_until ?? at;
}

/** The try succeeded: the name starts anew, the address is given this try back. */
export async function forgiveTry(
  connection: Queryable,
  { account, address }: { readonly account: string; readonly address: string },
): Promise<void> {
  await connection.query('delete from sign_in_try where key = $1', [account]);
  await connection.query(
    'update sign_in_try set failed = greatest(failed - 1, 0), locked_until = null where key = $1',
    [address],
  );
}

/** Removes tries nobody counts any more; run now and then. */
export async function purgeTries(connection: Queryable, before: Date): Promise<void> {
  await connection.query('delete from sign_in_try where last_at < $1 and coalesce(locked_until, $1) <= $1', [before]);
}
