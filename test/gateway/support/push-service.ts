import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pushNotice, type PushNotice } from '../../../contracts/web-push.ts';
import { undoLater } from '../../support/cleanup.ts';

/** A message as the push service got it. */
export type PushRequest = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

/** A push service (RFC 8030) on this machine: takes messages for its browsers, or answers as it is told. */
export type PushService = {
  readonly url: string;
  readonly requests: readonly PushRequest[];
  /** Answers for the next messages, first in first out: status and Retry-After; then 201 again. */
  readonly answerNext: (...answers: readonly { readonly status: number; readonly retryAfter?: string }[]) => void;
  /** Answers everything with 503 from now on, or takes messages again. */
  readonly busy: (isBusy: boolean) => void;
  /** A browser that is subscribed here. */
  readonly browser: (name: string) => PushBrowser;
};

/** A browser with keys of its own. */
export type PushBrowser = {
  readonly endpoint: string;
  readonly subscription: {
    readonly endpoint: string;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  /** What it was told so far, decrypted with its own keys. */
  readonly notices: () => readonly PushNotice[];
};

/** Starts a push service. */
export async function startPushService(): Promise<PushService> {
  const requests: PushRequest[] = [];
  const answers: { readonly status: number; readonly retryAfter?: string }[] = [];
  let isBusy = false;
  const http = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { status, retryAfter } = answers.shift() ?? { status: isBusy ? 503 : 201 };
      if (status === 201)
        requests.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
      response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end();
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  undoLater(() => void http.close());
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    answerNext: (...more) => void answers.push(...more),
    busy: (now) => {
      isBusy = now;
    },
    browser: (name) => {
      const pair = createECDH('prime256v1');
      pair.generateKeys();
      const auth = randomBytes(16);
      const endpoint = `${url}/push/${name}`;
      return {
        endpoint,
        subscription: {
          endpoint,
          keys: { p256dh: pair.getPublicKey('base64url'), auth: auth.toString('base64url') },
        },
        notices: () =>
          requests
            .filter(({ path }) => path === `/push/${name}`)
            .map(({ body }) =>
              pushNotice.parse(JSON.parse(decrypt(body, { privateKey: pair.getPrivateKey(), auth }).toString('utf8'))),
            ),
      };
    },
  };
}

/** What a browser does with a message: RFC 8291 from the other side. Throws when it is not for these keys. */
export function decrypt(body: Buffer, reader: { readonly privateKey: Buffer; readonly auth: Buffer }): Buffer {
  const salt = body.subarray(0, 16);
  const senderPublic = body.subarray(21, 21 + body.readUInt8(20));
  const sealed = body.subarray(21 + senderPublic.length);
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(reader.privateKey);
  const derive = (secret: Buffer, from: Buffer, info: Buffer, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, from, info, length));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), senderPublic]);
  const ikm = derive(pair.computeSecret(senderPublic), reader.auth, info, 32);
  const key = derive(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2));
}

/** The claims of a message's VAPID token, when the key that comes with it has signed it; else throws. */
export function vapidClaims(authorization: string): {
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string };
  readonly publicKey: string;
} {
  const [, token = '', publicKey = ''] = /^vapid t=([^,]+), k=(\S+)$/.exec(authorization) ?? [];
  const [head = '', body = '', signature = ''] = token.split('.');
  const point = Buffer.from(publicKey, 'base64url');
  const key = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const good = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!good) throw new Error('the token is not signed by the key beside it');
  return { claims: JSON.parse(Buffer.from(body, 'base64url').toString('utf8')), publicKey };
}
