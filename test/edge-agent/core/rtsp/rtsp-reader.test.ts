import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createRtspReader, RtspStreamError } from '../../../../edge-agent/core/rtsp/rtsp-reader.ts';

/** Reads bytes in pieces of the given sizes and tells what was found. */
function read(bytes: Uint8Array, sizes: readonly number[] = [bytes.length]): string[] {
  const found: string[] = [];
  const reader = createRtspReader({
    onPacket: (channel, packet) => found.push(`packet ${channel} ${Buffer.from(packet).toString('hex')}`),
    onResponse: ({ status, headers, body }) => found.push(`${status} ${headers.get('cseq')?.[0]} ${body}`),
    onRequest: (method) => found.push(method),
  });
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? bytes.length;
    reader.push(bytes.slice(at, at + size));
    at += size;
  }
  return found;
}

const packet = (channel: number, payload: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(0x24, channel, payload.length >> 8, payload.length & 0xff), payload]);
const response = (cseq: number, body: string): Buffer =>
  Buffer.from(`RTSP/1.0 200 OK\r\nCSeq: ${cseq}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);

const rtp = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Uint8Array.of(0x80, ...bytes));
const part = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 3 }), rtp).map(([channel, bytes]) => ({
    bytes: packet(channel, bytes),
    is: `packet ${channel} ${Buffer.from(bytes).toString('hex')}`,
  })),
  fc.tuple(fc.nat(999), fc.stringMatching(/^[$\w \r\n]{0,40}$/)).map(([cseq, body]) => ({
    bytes: response(cseq, body),
    is: `200 ${cseq} ${body}`,
  })),
  fc.constant({ bytes: Buffer.from('OPTIONS rtsp://camera/ RTSP/1.0\r\nCSeq: 7\r\n\r\n'), is: 'OPTIONS' }),
);

describe('the bytes of an RTSP connection', () => {
  it('are the same packets and messages however they are cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (parts, sizes) => {
        expect(read(Buffer.concat(parts.map(({ bytes }) => bytes)), sizes)).toEqual(parts.map(({ is }) => is));
      }),
    );
  });

  it('may miss some: what is left of a packet is passed over up to the next', () => {
    const whole = packet(0, Uint8Array.of(0x80, 1, 2, 3));
    const torn = Buffer.from([0x00, 0x7f, 0x33]);
    const found = read(Buffer.concat([response(1, ''), whole, torn, whole, torn, response(2, '')]), [5]);
    expect(found).toEqual(['200 1 ', 'packet 0 80010203', 'packet 0 80010203', '200 2 ']);
  });

  it('are refused when they are no RTSP from the start, or not for long', () => {
    const refused = ['\0\u0001 garbage\r\n\r\n', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'RTSP/1.0 hello\r\n\r\n'];
    for (const text of refused) expect(() => read(Buffer.from(text))).toThrow(RtspStreamError);
    const noise = Buffer.alloc(70_000, 0x77);
    expect(() => read(Buffer.concat([response(1, ''), noise]))).toThrow(RtspStreamError);
    expect(() => read(Buffer.from('RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n'))).toThrow(RtspStreamError);
  });

  it('never make the reader do anything but read or refuse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (noise, begins) => {
        try {
          read(Buffer.concat([begins ? response(1, 'x') : Buffer.alloc(0), noise]), [7]);
        } catch (error) {
          expect(error).toBeInstanceOf(RtspStreamError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
