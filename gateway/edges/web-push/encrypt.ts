import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

/** Larger messages push services need not take (RFC 8030 7.2); header, padding delimiter and tag are part of it. */
export const MAX_BODY_BYTES = 4096;
const RECORD_BYTES = 4096;
const TAG_BYTES = 16;
const HEADER_BYTES = 16 + 4 + 1 + 65;
const MAX_TEXT_BYTES = MAX_BODY_BYTES - HEADER_BYTES - TAG_BYTES - 1;

/** What makes each message differ from every other; given only to reproduce a known one. */
export type Ephemeral = { readonly privateKey: Buffer; readonly salt: Buffer };

/**
 * Encrypts a text for one browser: RFC 8291 over `aes128gcm` (RFC 8188), one record. The push service sees its length only.
 *
 * @param reader the browser's public key (uncompressed P-256 point, 65 bytes) and authentication secret (16 bytes).
 * @throws RangeError when the text does not fit, Error when the public key is no point of the curve.
 */
export function encryptForBrowser(
  text: string,
  reader: { readonly p256dh: Buffer; readonly auth: Buffer },
  ephemeral: Ephemeral | null = null,
): Buffer {
  const plain = Buffer.from(text, 'utf8');
  if (plain.length > MAX_TEXT_BYTES) throw new RangeError(`a push message has no room for ${plain.length} bytes`);
  const ours = createECDH('prime256v1');
  if (ephemeral) ours.setPrivateKey(ephemeral.privateKey);
  else ours.generateKeys();
  const salt = ephemeral?.salt ?? randomBytes(16);
  const ourPublic = ours.getPublicKey();
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), reader.p256dh, ourPublic]);
  const ikm = derive(ours.computeSecret(reader.p256dh), reader.auth, info, 32);
  const key = derive(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  // 2 delimits the last (here the only) record.
  const sealed = Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.of(2)),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  const header = Buffer.alloc(21);
  salt.copy(header);
  header.writeUInt32BE(RECORD_BYTES, 16);
  header.writeUInt8(ourPublic.length, 20);
  return Buffer.concat([header, ourPublic, sealed]);
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length));
}
