/** Who we are for a camera. */
export type Login = { readonly user: string; readonly password: string };

/** Hash functions that Digest knows. Given in, as the core has no packages. @returns lower-case hexadecimal of the UTF-8 text's hash */
export type HashText = (algorithm: 'md5' | 'sha256', text: string) => string;

/** One way by which a server lets itself be convinced (RFC 7616 Digest, RFC 7617 Basic). */
export type Challenge =
  | { readonly scheme: 'basic' }
  | {
      readonly scheme: 'digest';
      readonly hash: 'md5' | 'sha256';
      /** The session variant: the identity is hashed with both nonces. */
      readonly sess: boolean;
      /** As the server wrote it; undefined: it did not. */
      readonly algorithm: string | undefined;
      readonly realm: string;
      readonly nonce: string;
      readonly opaque: string | undefined;
      /** The server wants the variant with a count and a nonce of ours. */
      readonly qop: boolean;
    };

/**
 * The challenges that can be answered, best first. Basic, which gives the password away, is left out where Digest is offered,
 * so that nobody in between can ask for it.
 * @param values all `WWW-Authenticate` headers of one answer
 */
export function parseChallenges(values: readonly string[]): Challenge[] {
  const challenges = values.flatMap(splitChallenges).flatMap(({ scheme, fields }) => readChallenge(scheme, fields));
  const digests = challenges.filter((challenge) => challenge.scheme === 'digest');
  const strongestFirst = digests.toSorted((a, b) => Number(b.hash === 'sha256') - Number(a.hash === 'sha256'));
  return digests.length > 0 ? strongestFirst : challenges.slice(0, 1);
}

type RawChallenge = { readonly scheme: string; readonly fields: Map<string, string> };

function splitChallenges(value: string): RawChallenge[] {
  const found: RawChallenge[] = [];
  const tokens = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|([A-Za-z][\w-]*)/g;
  for (const [, name, quoted, bare, scheme] of value.slice(0, 4096).matchAll(tokens)) {
    if (scheme !== undefined) found.push({ scheme: scheme.toLowerCase(), fields: new Map() });
    else if (name !== undefined) found.at(-1)?.fields.set(name.toLowerCase(), quoted ?? bare ?? '');
  }
  return found;
}

function readChallenge(scheme: string, fields: ReadonlyMap<string, string>): Challenge[] {
  if (scheme === 'basic') return [{ scheme }];
  const realm = fields.get('realm');
  const nonce = fields.get('nonce');
  if (scheme !== 'digest' || realm === undefined || nonce === undefined) return [];
  const algorithm = fields.get('algorithm');
  const match = /^(md5|sha-256)(-sess)?$/i.exec(algorithm ?? 'MD5');
  if (match === null) return [];
  const hash = match[1]?.toLowerCase() === 'md5' ? 'md5' : 'sha256';
  const offered = fields.get('qop');
  const qop = offered !== undefined && offered.split(',').some((one) => one.trim().toLowerCase() === 'auth');
  // Only `auth-int` is offered: nothing we could answer.
  if (offered !== undefined && offered !== '' && !qop) return [];
  const opaque = fields.get('opaque');
  return [{ scheme, hash, sess: match[2] !== undefined, algorithm, realm, nonce, opaque, qop }];
}

/** What an answer to a challenge is made for. */
export type AuthorisedRequest = {
  readonly method: string;
  /** Exactly as in the request's first line. */
  readonly url: string;
  readonly login: Login;
  /** How often this nonce was answered, from 1. */
  readonly count: number;
  /** A nonce of ours, new for each request. */
  readonly cnonce: string;
  readonly hash: HashText;
};

/** The value of the `Authorization` header. */
export function authorization(challenge: Challenge, request: AuthorisedRequest): string {
  const { user, password } = request.login;
  if (challenge.scheme === 'basic') return `Basic ${base64(`${user}:${password}`)}`;
  const { realm, nonce, opaque, algorithm } = challenge;
  const hash = (text: string): string => request.hash(challenge.hash, text);
  const who = hash(`${user}:${realm}:${password}`);
  const identity = challenge.sess ? hash(`${who}:${nonce}:${request.cnonce}`) : who;
  const what = hash(`${request.method}:${request.url}`);
  const count = request.count.toString(16).padStart(8, '0');
  const middle = challenge.qop ? `${nonce}:${count}:${request.cnonce}:auth` : nonce;
  const fields = [
    `username="${user.replaceAll(/["\\]/g, '\\$&')}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${request.url}"`,
    `response="${hash(`${identity}:${middle}:${what}`)}"`,
  ];
  if (algorithm !== undefined) fields.push(`algorithm=${algorithm}`);
  if (challenge.qop) fields.push('qop=auth', `nc=${count}`);
  if (challenge.qop || challenge.sess) fields.push(`cnonce="${request.cnonce}"`);
  if (opaque !== undefined) fields.push(`opaque="${opaque}"`);
  return `Digest ${fields.join(', ')}`;
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
