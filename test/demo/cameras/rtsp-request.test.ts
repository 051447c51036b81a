import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createRtspReader, type RtspInput } from '../../../demo/cameras/rtsp-request.ts';

const TWO_REQUESTS = Buffer.concat([
  Buffer.from('OPTIONS rtsp://h/cam1 RTSP/1.0\r\nCSeq: 1\r\n\r\n'),
  Buffer.from([0x24, 1, 0, 4, 1, 2, 3, 4]),
  Buffer.from('GET_PARAMETER rtsp://h/cam1 RTSP/1.0\r\nCSeq: 2\r\nContent-Length: 5\r\n\r\nhello'),
]);

function readInPieces(bytes: Buffer, sizes: readonly number[]): RtspInput[] {
  const read = createRtspReader();
  const found: RtspInput[] = [];
  let at = 0;
  for (const size of sizes) {
    found.push(...read(bytes.subarray(at, at + size)));
    at += size;
  }
  found.push(...read(bytes.subarray(at)));
  return found;
}

describe('the RTSP reader', () => {
  it('finds the same requests however the bytes arrive, passing over interleaved packets', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 12 }), (sizes) => {
        const found = readInPieces(TWO_REQUESTS, sizes);
        expect(found.map((input) => (input.kind === 'request' ? input.request.method : input.reason))).toEqual([
          'OPTIONS',
          'GET_PARAMETER',
        ]);
      }),
    );
  });

  it('answers arbitrary bytes with at most one refusal, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (noise, closed) => {
        const bytes = Buffer.concat([Buffer.from(noise), Buffer.from(closed ? '\r\n\r\n' : '')]);
        expect(readInPieces(bytes, [7, 3]).filter((input) => input.kind === 'malformed').length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    ['a head without end', Buffer.alloc(20_000, 'a'), 'head too large'],
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'not an RTSP request'],
    ['a header without colon', Buffer.from('PLAY rtsp://h/c RTSP/1.0\r\nnonsense\r\n\r\n'), 'not an RTSP request'],
    [
      'a body of unspeakable size',
      Buffer.from('PLAY x RTSP/1.0\r\nContent-Length: 999999999\r\n\r\n'),
      'body too large',
    ],
    ['a negative length', Buffer.from('PLAY x RTSP/1.0\r\nContent-Length: -1\r\n\r\n'), 'bad content-length'],
  ])('refuses %s', (_name, bytes, reason) => {
    expect(readInPieces(bytes, [])).toEqual([{ kind: 'malformed', reason }]);
  });
});
