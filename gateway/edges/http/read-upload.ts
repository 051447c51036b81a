import type { Request } from 'express';
import { ApiFault } from '../../core/api-fault.ts';
import type { Upload } from './route.ts';

/** The body of a request that is no JSON, not read yet. */
export function uploadOf(request: Request): Upload {
  return {
    type: (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    bearer: /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '')?.[1] ?? null,
    header: (name) => request.get(name) ?? null,
    read: (limitBytes) => readAll(request, limitBytes),
  };
}

function readAll(request: Request, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = (): void => {
      // Not destroyed: the answer still has to go out on this connection.
      request.pause();
      reject(new ApiFault('too-large', `no more than ${limitBytes} bytes are taken`));
    };
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) return tooLarge();
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) tooLarge();
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks, size)));
    const broke = (): void => reject(new ApiFault('bad-request', 'the body ended in the middle'));
    request.on('error', broke);
    request.on('close', broke);
  });
}
