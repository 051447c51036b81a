import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Something to be given to the gateway: a file or bytes. */
export type Upload = {
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token: string;
  readonly contentType: string;
  readonly body: { readonly file: string } | { readonly bytes: Buffer };
  /** Further headers, lower-case. */
  readonly headers: Readonly<Record<string, string>>;
};

const SILENT_MS = 30_000;

/** Uploads by HTTP PUT. @throws Error when the other side cannot be reached or does not answer with 2xx */
export async function upload({ url, token, contentType, body, headers }: Upload): Promise<void> {
  const length = 'file' in body ? (await stat(body.file)).size : body.bytes.length;
  const source = 'file' in body ? createReadStream(body.file) : Readable.from([body.bytes]);
  const target = new URL(url);
  const request = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, {
    method: 'PUT',
    timeout: SILENT_MS,
    headers: {
      ...headers,
      'content-type': contentType,
      'content-length': length,
      authorization: `Bearer ${token}`,
    },
  });
  const answered = new Promise<number>((resolve, reject) => {
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
  // The other side may refuse before it has read everything; then its answer counts, not the broken pipe.
  const written = pipeline(source, request).catch((error: unknown) => error);
  const status = await answered;
  if (status < 200 || status > 299) throw new Error(`upload answered with ${status}`);
  await written;
}
