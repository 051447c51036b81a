import { createHash, randomBytes } from 'node:crypto';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { CameraLogin } from '../../contracts/agent-questions.ts';
import { saysNotAuthorized } from '../core/onvif/answers.ts';
import { envelope, type SecurityToken } from '../core/onvif/messages.ts';
import { find, type XmlNode } from '../core/onvif/xml-node.ts';
import { digestAnswer } from './http-digest.ts';
import { parseXml, XML_MAX_BYTES, XmlError } from './xml.ts';

/** Why a camera did not answer. `no-onvif`: something answers there, but not as an ONVIF camera. */
export type SoapFault = 'unreachable' | 'unauthorized' | 'no-onvif' | 'certificate';

/** A question that was not answered. */
export class SoapError extends Error {
  override readonly name = 'SoapError';
  readonly fault: SoapFault;

  constructor(fault: SoapFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** Speaks to one camera. */
export type SoapClient = {
  /**
   * Sends a body and gives the body of the answer.
   * @param asWhom signed as the account, or as nobody
   * @throws SoapError
   */
  readonly call: (url: string, body: string, asWhom: 'account' | 'nobody') => Promise<XmlNode>;
  /** The camera's clock is so much ahead of ours: signatures are dated by it. */
  readonly setAhead: (ms: number) => void;
};

const SILENT_MS = 5000;

/** @param wallMs this host's clock, epoch ms */
export function createSoapClient(login: CameraLogin | null, wallMs: () => number): SoapClient {
  let aheadMs = 0;
  return {
    setAhead: (ms) => {
      aheadMs = ms;
    },
    async call(url, body, asWhom) {
      const who = asWhom === 'account' ? login : null;
      const text = envelope(body, who && tokenFor(who, new Date(wallMs() + aheadMs)));
      let answer = await post(url, text, null);
      // Some cameras check the password by HTTP instead of, or before, reading the message.
      if (answer.status === 401 && who && answer.challenge !== null) {
        const authorization = digestAnswer(answer.challenge, who, 'POST', url);
        if (authorization !== null) answer = await post(url, text, authorization);
      }
      return bodyOf(answer);
    },
  };
}

function tokenFor({ username, password }: CameraLogin, at: Date): SecurityToken {
  const nonce = randomBytes(16);
  const created = at.toISOString();
  const digest = createHash('sha1').update(nonce).update(created).update(password, 'utf8').digest('base64');
  return { username, digest, nonce: nonce.toString('base64'), created };
}

type Answer = { readonly status: number; readonly challenge: string | null; readonly text: string };

function bodyOf({ status, text }: Answer): XmlNode {
  if (status === 401 || status === 403) throw new SoapError('unauthorized', `answered with ${status}`);
  let root: XmlNode;
  try {
    root = parseXml(text);
  } catch (error) {
    if (error instanceof XmlError) throw new SoapError('no-onvif', `answered with ${status}, ${error.message}`);
    throw error;
  }
  if (saysNotAuthorized(root)) throw new SoapError('unauthorized', 'the message was not accepted as signed');
  const body = find(root, 'Body');
  if (body === null) throw new SoapError('no-onvif', `answered with ${status} and no SOAP`);
  const fault = find(body, 'Fault');
  if (fault !== null || status >= 300) throw new SoapError('no-onvif', `answered with ${status} and a fault`);
  return body;
}

function post(url: string, text: string, authorization: string | null): Promise<Answer> {
  const target = new URL(url);
  return new Promise((resolve, reject) => {
    const request = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, {
      method: 'POST',
      agent: false,
      timeout: SILENT_MS,
      headers: {
        'content-type': 'application/soap+xml; charset=utf-8',
        'content-length': Buffer.byteLength(text),
        ...(authorization !== null && { authorization }),
      },
    });
    const overall = setTimeout(() => request.destroy(new Error('no answer in time')), 2 * SILENT_MS);
    const fail = (error: Error): void => {
      clearTimeout(overall);
      if (error instanceof SoapError) return reject(error);
      const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
      reject(
        /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)
          ? new SoapError('certificate', code)
          : new SoapError(code.startsWith('HPE_') ? 'no-onvif' : 'unreachable', code || error.message),
      );
    };
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', fail);
    request.on('response', (response) => {
      collect(response).then((body) => {
        clearTimeout(overall);
        resolve({
          status: response.statusCode ?? 0,
          challenge: response.headers['www-authenticate'] ?? null,
          text: body,
        });
      }, fail);
    });
    // As bytes: a string would be joined to the headers and take them into UTF-8 with it.
    request.end(Buffer.from(text));
  });
}

async function collect(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > XML_MAX_BYTES) {
      response.destroy();
      throw new SoapError('no-onvif', 'answered with too much');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
