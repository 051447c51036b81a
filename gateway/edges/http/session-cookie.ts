import { createHash, randomBytes } from 'node:crypto';
import { parse, serialize } from 'cookie';

/** How the session's cookie is called and sent. */
export type SessionCookie = {
  /** The value in a `Cookie` header, or null. */
  readonly read: (header: string | undefined) => string | null;
  /** `Set-Cookie` for a new session. */
  readonly set: (token: string, maxAgeMs: number) => string;
  /** `Set-Cookie` that removes it. */
  readonly clear: () => string;
};

/**
 * The cookie of sessions: HttpOnly, SameSite=Strict, for the whole origin. Behind TLS it is Secure and bears the
 * `__Host-` prefix, so that no other host of the domain can set it (RFC 6265bis 4.1.3).
 */
export function sessionCookie({ secure }: { readonly secure: boolean }): SessionCookie {
  const name = secure ? '__Host-citywatch' : 'citywatch';
  const attributes = { httpOnly: true, sameSite: 'strict', path: '/', secure } as const;
  return {
    read: (header) => {
      const value = header === undefined ? undefined : parse(header)[name];
      return value !== undefined && TOKEN.test(value) ? value : null;
    },
    set: (token, maxAgeMs) => serialize(name, token, { ...attributes, maxAge: Math.floor(maxAgeMs / 1000) }),
    clear: () => serialize(name, '', { ...attributes, maxAge: 0 }),
  };
}

const TOKEN = /^[\w-]{43}$/;

/** A new session's token: 32 random bytes as base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What of a token is stored: its sha256. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
