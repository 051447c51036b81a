import { createECDH, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import type { PushKeys } from '../../../store/push-subscriptions.ts';

/** A token serves for so long; push services take up to 24 hours (RFC 8292 2). */
const TOKEN_S = 12 * 3600;
/** Made anew so long before it ends. */
const MARGIN_S = 3600;
const KEPT = 32;

/** Says to push services who sends: the header `Authorization` for an address. */
export type Vapid = { readonly authorization: (endpoint: string) => string };

/** Fresh keys: P-256, uncompressed point and scalar. */
export function newPushKeys(): PushKeys {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  // A scalar that begins with zeros comes out shorter.
  const scalar = pair.getPrivateKey();
  return { publicKey: pair.getPublicKey(), privateKey: Buffer.concat([Buffer.alloc(32 - scalar.length), scalar]) };
}

/** Voluntary identification for web push, RFC 8292. `contact`: `https:` or `mailto:`, for the push service's operator. */
export function createVapid({
  keys,
  contact,
  clock,
}: {
  readonly keys: PushKeys;
  readonly contact: string;
  readonly clock: () => number;
}): Vapid {
  const key = privateKeyOf(keys);
  const publicKey = keys.publicKey.toString('base64url');
  const tokens = new Map<string, { readonly token: string; readonly endsS: number }>();
  return {
    authorization: (endpoint) => {
      const { origin } = new URL(endpoint);
      const nowS = Math.floor(clock() / 1000);
      let known = tokens.get(origin);
      if (!known || known.endsS - MARGIN_S < nowS) {
        const endsS = nowS + TOKEN_S;
        known = { endsS, token: tokenFor({ aud: origin, exp: endsS, sub: contact }, key) };
        if (tokens.size >= KEPT) tokens.clear();
        tokens.set(origin, known);
      }
      return `vapid t=${known.token}, k=${publicKey}`;
    },
  };
}

function privateKeyOf({ publicKey, privateKey }: PushKeys): KeyObject {
  const coordinate = (from: number) => publicKey.subarray(from, from + 32).toString('base64url');
  return createPrivateKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33), d: privateKey.toString('base64url') },
  });
}

function tokenFor(claims: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
