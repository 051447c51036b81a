import { createHash, timingSafeEqual } from 'node:crypto';

/** Somebody the broker knows, and what they may do. Filters are MQTT's: `+` is one level, a final `#` is the rest. */
export interface BrokerAccount {
  readonly username: string;
  readonly password: string;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Whether everything that `wanted` can match is matched by `allowed` too. A topic is a filter without wildcards. */
export function filterCovers(allowed: string, wanted: string): boolean {
  const has = allowed.split('/');
  const asks = wanted.split('/');
  for (const [level, mine] of has.entries()) {
    if (mine === '#') return true;
    const theirs = asks[level];
    if (theirs === undefined || theirs === '#') return false;
    if (mine !== '+' && mine !== theirs) return false;
  }
  return asks.length === has.length;
}

/** Whether one of the filters covers the topic or filter asked for. */
export const anyCovers = (allowed: readonly string[], wanted: string): boolean =>
  allowed.some((filter) => filterCovers(filter, wanted));

/**
 * Finds the account for a name and password.
 * The comparison takes the same time whether the name or the password is wrong, and however much of it is right.
 */
export function findAccount(
  accounts: ReadonlyMap<string, BrokerAccount>,
  username: string | undefined,
  password: Uint8Array | undefined,
): BrokerAccount | undefined {
  const account = accounts.get(username ?? '');
  const digest = (secret: string | Uint8Array): Buffer => createHash('sha256').update(secret).digest();
  const isRight = timingSafeEqual(digest(password ?? ''), digest(account?.password ?? ''));
  return isRight && password !== undefined ? account : undefined;
}
