import { createECDH } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encryptForBrowser, MAX_BODY_BYTES } from '../../gateway/edges/web-push/encrypt.ts';
import { createVapid, newPushKeys } from '../../gateway/edges/web-push/vapid.ts';
import { decrypt, vapidClaims } from './support/push-service.ts';

const bytes = (text: string) => Buffer.from(text, 'base64url');

test('the example of RFC 8291, section 5, comes out byte for byte', () => {
  const body = encryptForBrowser(
    'When I grow up, I want to be a watermelon',
    {
      p256dh: bytes('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
      auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
    },
    {
      privateKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
      salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'),
    },
  );
  expect(body.toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

test('whatever the text, its browser reads it, nobody else does, and it fits', () => {
  const mine = createECDH('prime256v1');
  mine.generateKeys();
  const other = createECDH('prime256v1');
  other.generateKeys();
  const auth = Buffer.alloc(16, 7);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const body = encryptForBrowser(text, { p256dh: mine.getPublicKey(), auth });
      expect(body.length).toBeLessThanOrEqual(MAX_BODY_BYTES);
      expect(decrypt(body, { privateKey: mine.getPrivateKey(), auth }).toString('utf8')).toBe(text);
      expect(() => decrypt(body, { privateKey: other.getPrivateKey(), auth })).toThrow();
    }),
    { numRuns: 40 },
  );
});

test('a text that does not fit, and a key that is no point of the curve, are refused', () => {
  const p256dh = newPushKeys().publicKey;
  expect(() => encryptForBrowser('x'.repeat(4100), { p256dh, auth: Buffer.alloc(16) })).toThrow(RangeError);
  expect(() => encryptForBrowser('x', { p256dh: Buffer.alloc(65, 4), auth: Buffer.alloc(16) })).toThrow();
});

test('each push service gets a token of its own, signed by the key browsers subscribed with, made anew before it ends', () => {
  const keys = newPushKeys();
  let now = Date.parse('2026-11-23T03:00:00Z');
  const vapid = createVapid({ keys, contact: 'https://citywatch.example', clock: () => now });
  const first = vapid.authorization('https://push.example/a');
  const { claims, publicKey } = vapidClaims(first);
  expect(publicKey).toBe(keys.publicKey.toString('base64url'));
  expect(claims).toEqual({
    aud: 'https://push.example',
    sub: 'https://citywatch.example',
    exp: now / 1000 + 12 * 3600,
  });
  expect(vapid.authorization('https://push.example/b')).toBe(first);
  expect(vapidClaims(vapid.authorization('https://other.example/a')).claims.aud).toBe('https://other.example');
  now += 11.5 * 3_600_000;
  expect(vapidClaims(vapid.authorization('https://push.example/a')).claims.exp).toBe(now / 1000 + 12 * 3600);
});
