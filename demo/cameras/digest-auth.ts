import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may watch a camera. */
export type Credentials = { readonly user: string; readonly password: string };

/** The realm every simulated camera names in its challenge. */
export const REALM = 'citywatch camera';

/** The value of `WWW-Authenticate` that asks for Digest credentials (RFC 2617 without qop, as IP cameras do). */
export function digestChallenge(nonce: string): string {
  return `Digest realm="${REALM}", nonce="${nonce}"`;
}

/**
 * Whether an `Authorization` header proves that the client knows the password.
 * @param nonce the one this connection was challenged with
 */
export function isAuthorised(
  header: string | undefined,
  method: string,
  nonce: string,
  credentials: Credentials,
): boolean {
  if (header === undefined || !/^digest /i.test(header)) return false;
  const fields = new Map<string, string>();
  for (const match of header.matchAll(/([a-z]+)="([^"]*)"/gi))
    fields.set((match[1] ?? '').toLowerCase(), match[2] ?? '');
  if (fields.get('nonce') !== nonce || fields.get('username') !== credentials.user) return false;
  const identity = md5(`${credentials.user}:${REALM}:${credentials.password}`);
  const expected = md5(`${identity}:${nonce}:${md5(`${method}:${fields.get('uri') ?? ''}`)}`);
  const given = fields.get('response') ?? '';
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
