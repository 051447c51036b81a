import { createHash, randomBytes } from 'node:crypto';

import { controlUrl, type RtspAddress } from '../../core/rtsp/rtsp-address.ts';
import { authorization, type Challenge, parseChallenges } from '../../core/rtsp/rtsp-auth.ts';
import { header, type RtspResponse } from '../../core/rtsp/rtsp-message.ts';
import { parseDescription, type VideoTrack } from '../../core/rtsp/sdp.ts';
import { parseSession, parseTransport, type RtspSession, type Transport } from '../../core/rtsp/session-headers.ts';
import { faultOfStatus, RtspFault } from './rtsp-fault.ts';
import type { IfSilent, RtspSocket } from './rtsp-socket.ts';

/** Asks a server, signing in where it wants that. */
export type Asker = (
  method: string,
  url: string,
  headers?: Readonly<Record<string, string>>,
  ifSilent?: IfSilent,
) => Promise<RtspResponse>;

const AGENT = 'CityWatch';
const MOST_CHALLENGES = 3;

/** Digest with SHA-256 or MD5, or Basic where nothing better is offered (see `parseChallenges`). */
export function createAsker(socket: RtspSocket, { login }: RtspAddress): Asker {
  let challenge: Challenge | undefined;
  let count = 0;
  const once = (
    method: string,
    url: string,
    headers: Readonly<Record<string, string>>,
    ifSilent: IfSilent,
  ): Promise<RtspResponse> => {
    const all: Record<string, string> = { 'User-Agent': AGENT, ...headers };
    if (challenge !== undefined && login !== undefined) {
      const cnonce = randomBytes(8).toString('hex');
      all['Authorization'] = authorization(challenge, { method, url, login, count: ++count, cnonce, hash: hashText });
    }
    return socket.ask(method, url, all, ifSilent);
  };
  return async (method, url, headers = {}, ifSilent = 'end') => {
    let answer = await once(method, url, headers, ifSilent);
    const refused: Challenge[] = [];
    if (login === undefined) return answer;
    while (answer.status === 401 && refused.length < MOST_CHALLENGES) {
      const next = parseChallenges(answer.headers.get('www-authenticate') ?? []).find(
        (offered) => !refused.some((one) => isSame(one, offered)),
      );
      if (next === undefined) break;
      refused.push(next);
      challenge = next;
      count = 0;
      answer = await once(method, url, headers, ifSilent);
    }
    return answer;
  };
}

/** A camera locks out who tries a wrong password often: each way is tried once, and once more when only the nonce was too old. */
function isSame(a: Challenge, b: Challenge): boolean {
  if (a.scheme === 'basic' || b.scheme === 'basic') return a.scheme === b.scheme;
  return a.hash === b.hash && a.sess === b.sess && a.realm === b.realm;
}

function hashText(algorithm: 'md5' | 'sha256', text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}

/** A stream that was described and can be set up. */
export type Described = { readonly track: VideoTrack; readonly trackUrl: string; readonly playUrl: string };

/** @throws RtspFault */
export async function describe(ask: Asker, url: string): Promise<Described> {
  const answer = await ask('DESCRIBE', url, { Accept: 'application/sdp' });
  if (answer.status !== 200) throw faultOfStatus(answer.status, 'DESCRIBE');
  const description = parseDescription(answer.body);
  if (description.kind === 'other') throw new RtspFault('other-reader', description.reason);
  const { headers } = answer;
  const base = header(headers, 'content-base') ?? header(headers, 'content-location') ?? url;
  const { track, control } = description;
  return { track, trackUrl: controlUrl(base, track.control), playUrl: controlUrl(base, control) };
}

/** What SETUP settled. */
export type SetUp = { readonly session: RtspSession; readonly transport: Transport };

/**
 * Asks for one way of delivery. @returns undefined when the server does not offer it (461)
 * @param wanted e.g. `RTP/AVP/TCP;unicast;interleaved=0-1`
 * @throws RtspFault
 */
export async function setUp(ask: Asker, trackUrl: string, wanted: string): Promise<SetUp | undefined> {
  const answer = await ask('SETUP', trackUrl, { Transport: wanted });
  if (answer.status === 461) return undefined;
  if (answer.status !== 200) throw faultOfStatus(answer.status, 'SETUP');
  const session = parseSession(header(answer.headers, 'session') ?? '');
  const transport = parseTransport(header(answer.headers, 'transport') ?? wanted);
  if (session === undefined || transport === undefined) {
    throw new RtspFault('other-reader', 'SETUP was answered without session or transport');
  }
  return { session, transport };
}
