import type { Severity } from '../contracts/rules.ts';
import type { Queryable } from './database.ts';

/** A browser as its owner subscribes it. */
export type NewPushSubscription = {
  readonly endpoint: string;
  /** Uncompressed P-256 point, 65 bytes. */
  readonly p256dh: Buffer;
  /** 16 bytes. */
  readonly auth: Buffer;
  readonly username: string;
  readonly leastSeverity: Severity;
};

/** Browsers one account may have subscribed at a time; the ones unused for longest make room. */
const MOST_PER_ACCOUNT = 20;

/** The city's key pair for web push: JWK coordinates are the caller's; here they are bytes. */
export type PushKeys = { readonly publicKey: Buffer; readonly privateKey: Buffer };

/** The city's keys; stores the given ones when there are none yet. Messages begin with what happens from then on. */
export async function keepPushKeys(connection: Queryable, fresh: PushKeys): Promise<PushKeys> {
  await connection.query(
    'insert into push_service (public_key, private_key) values ($1, $2) on conflict (one) do nothing',
    [fresh.publicKey, fresh.privateKey],
  );
  const { rows } = await connection.query<{ public_key: Buffer; private_key: Buffer }>(
    'select public_key, private_key from push_service',
  );
  const [row] = rows;
  if (!row) throw new Error('the keys that were just stored are gone');
  return { publicKey: row.public_key, privateKey: row.private_key };
}

/** Subscribes a browser, or renews what it said before. @returns whether it is new. */
export async function savePushSubscription(
  connection: Queryable,
  { endpoint, p256dh, auth, username, leastSeverity }: NewPushSubscription,
): Promise<boolean> {
  const { rows } = await connection.query<{ fresh: boolean }>(
    `insert into push_subscription (endpoint, p256dh, auth, username, least_severity) values ($1, $2, $3, $4, $5)
     on conflict (endpoint) do update set p256dh = $2, auth = $3, username = $4, least_severity = $5, seen_at = now()
     returning xmax = 0 as fresh`,
    [endpoint, p256dh, auth, username, leastSeverity],
  );
  await connection.query(
    `delete from push_subscription where id in (
       select id from push_subscription where username = $1 order by seen_at desc, id desc offset $2)`,
    [username, MOST_PER_ACCOUNT],
  );
  return rows[0]?.fresh ?? false;
}

/** Forgets a browser of an account. @returns whether there was one. */
export async function removePushSubscription(
  connection: Queryable,
  { endpoint, username }: { readonly endpoint: string; readonly username: string },
): Promise<boolean> {
  const { rowCount } = await connection.query('delete from push_subscription where endpoint = $1 and username = $2', [
    endpoint,
    username,
  ]);
  return (rowCount ?? 0) > 0;
}

/** Forgets all browsers of an account: sign-out everywhere. */
export async function removePushSubscriptionsOf(connection: Queryable, username: string): Promise<void> {
  await connection.query('delete from push_subscription where username = $1', [username]);
}

/** Forgets a browser that its push service does not know any more. */
export async function dropPushSubscription(connection: Queryable, id: number): Promise<void> {
  await connection.query('delete from push_subscription where id = $1', [id]);
}

/** Forgets browsers in which the console was not opened since a moment. */
export async function purgePushSubscriptions(connection: Queryable, before: Date): Promise<void> {
  await connection.query('delete from push_subscription where seen_at < $1', [before]);
}
