import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<Buffer | string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** Cost of one hash: 32 MiB and some 80 ms of one thread of libuv's pool (RFC 7914). Each hash tells its own, so it can be raised. */
const COST = { N: 2 ** 15, r: 8, p: 1 } as const;
const KEY_BYTES = 32;
const FORM = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/;

/** Hash of a password for the store, `scrypt$N$r$p$salt$hash` (base64url). Runs off the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password.normalize('NFKC'), salt, KEY_BYTES, { ...COST, maxmem: maxmem(COST) });
  return `scrypt$${COST.N}$${COST.r}$${COST.p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/**
 * Whether a password fits a stored hash, in constant time. `null` (nobody of that name) takes as long as a real check
 * and is false. Runs off the event loop.
 *
 * @throws Error when the stored hash is not of this form.
 */
export async function passwordFits(password: string, stored: string | null): Promise<boolean> {
  const form = FORM.exec(stored ?? NOBODY);
  if (!form) throw new Error('a password hash in the store is not of the form scrypt$N$r$p$salt$hash');
  const [, N, r, p, salt = '', hash = ''] = form;
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const expected = Buffer.from(hash, 'base64url');
  const key = await derive(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), expected.length, {
    ...cost,
    maxmem: maxmem(cost),
  });
  return timingSafeEqual(key, expected) && stored !== null;
}

/** What a name nobody has is checked against, so that it costs the same. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${Buffer.alloc(16).toString('base64url')}$${Buffer.alloc(KEY_BYTES, 1).toString('base64url')}`;

function maxmem({ N, r, p }: { readonly N: number; readonly r: number; readonly p: number }): number {
  return 128 * r * (N + p) + 1024 * 1024;
}
