import { createHash, randomBytes } from 'node:crypto';
import type { CameraLogin } from '../../contracts/agent-questions.ts';

/**
 * The `Authorization` header that answers a Digest challenge (RFC 7616: MD5 or SHA-256, with `qop=auth` or without), or
 * null when the challenge cannot be answered.
 *
 * @param challenges value of `WWW-Authenticate`, of one or several challenges
 */
export function digestAnswer(challenges: string, login: CameraLogin, method: string, url: string): string | null {
  const parsed = challenges
    .split(/,\s*(?=Digest\s)|(?<=^|,\s*)Basic[^,]*,\s*/i)
    .filter((challenge) => /^\s*Digest\s/i.test(challenge))
    .map(fieldsOf);
  // The stronger one first, when a camera offers both.
  const byStrength = parsed.toSorted((a, b) => strength(b) - strength(a));
  const chosen = byStrength.find((fields) => strength(fields) > 0 && (fields.get('nonce') ?? '') !== '');
  if (!chosen) return null;
  const algorithm = chosen.get('algorithm') ?? 'MD5';
  const hash = (text: string): string =>
    createHash(/^sha-256/i.test(algorithm) ? 'sha256' : 'md5')
      .update(text, 'utf8')
      .digest('hex');
  const { pathname, search } = new URL(url);
  const uri = pathname + search;
  const [realm = '', nonce = '', opaque] = [chosen.get('realm'), chosen.get('nonce'), chosen.get('opaque')];
  const cnonce = randomBytes(8).toString('hex');
  const identity = hash(`${login.username}:${realm}:${login.password}`);
  const ha1 = /-sess$/i.test(algorithm) ? hash(`${identity}:${nonce}:${cnonce}`) : identity;
  const ha2 = hash(`${method}:${uri}`);
  const withQop = (chosen.get('qop') ?? '').split(',').some((one) => one.trim() === 'auth');
  const response = withQop ? hash(`${ha1}:${nonce}:00000001:${cnonce}:auth:${ha2}`) : hash(`${ha1}:${nonce}:${ha2}`);
  const quoted = (text: string): string => `"${text.replace(/["\\\r\n]/g, '')}"`;
  const header = [
    `Digest username=${quoted(login.username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
    ...(chosen.has('algorithm') ? [`algorithm=${algorithm.replace(/[^\w-]/g, '')}`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(withQop ? ['qop=auth', 'nc=00000001', `cnonce="${cnonce}"`] : []),
  ].join(', ');
  // Headers travel as bytes; names in other alphabets as UTF-8.
  return Buffer.from(header, 'utf8').toString('latin1');
}

function fieldsOf(challenge: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const match of challenge.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)) {
    fields.set((match[1] ?? '').toLowerCase(), match[2] ?? match[3] ?? '');
  }
  return fields;
}

function strength(fields: ReadonlyMap<string, string>): number {
  return ['md5', 'md5-sess', 'sha-256', 'sha-256-sess'].indexOf((fields.get('algorithm') ?? 'MD5').toLowerCase()) + 1;
}
