import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { INTERLEAVED_HEADER_BYTES, interleave, packetise } from '../../../demo/cameras/rtp-packets.ts';

const nal = fc
  .tuple(fc.constantFrom(1, 5, 6, 7, 8), fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 255 }))
  .map(([type, length, fill]) => Buffer.concat([Buffer.from([0x60 | type]), Buffer.alloc(length, fill)]));

/** Puts NAL units together again as a receiver does (RFC 6184, 5.8). */
function depacketise(packets: readonly Buffer[]): Buffer[] {
  const nals: Buffer[] = [];
  let parts: Buffer[] = [];
  for (const packet of packets) {
    const payload = packet.subarray(INTERLEAVED_HEADER_BYTES + 12);
    const [indicator = 0, header = 0] = payload;
    if ((indicator & 0x1f) !== 28) {
      nals.push(payload);
      continue;
    }
    if ((header & 0x80) !== 0) parts = [Buffer.from([(indicator & 0xe0) | (header & 0x1f)])];
    parts.push(payload.subarray(2));
    if ((header & 0x40) !== 0) nals.push(Buffer.concat(parts));
  }
  return nals;
}

describe('RTP packets of a picture', () => {
  it('carry its NAL units unchanged, in packets a network can take, numbered on, the last one marked', () => {
    fc.assert(
      fc.property(fc.array(nal, { minLength: 1, maxLength: 5 }), fc.nat(0xffff), (nals, sequence) => {
        const stream = { ssrc: 7, payloadType: 96, sequence };
        const packets = packetise({ nals, keyframe: true }, 0xffffffff, stream);
        expect(Buffer.concat(depacketise(packets)).equals(Buffer.concat(nals))).toBe(true);
        packets.forEach((packet, i) => {
          expect(packet.length).toBeLessThanOrEqual(INTERLEAVED_HEADER_BYTES + 1412);
          expect(packet.readUInt16BE(6)).toBe((sequence + i) & 0xffff);
          expect(((packet[5] ?? 0) & 0x80) !== 0).toBe(i === packets.length - 1);
        });
        expect(stream.sequence).toBe((sequence + packets.length) & 0xffff);
      }),
      { numRuns: 50 },
    );
  });

  it('in a connection each stand behind their channel and length', () => {
    const packets = packetise({ nals: [Buffer.alloc(3000, 0x65)], keyframe: true }, 1, {
      ssrc: 1,
      payloadType: 96,
      sequence: 0,
    });
    const chunk = interleave(packets, 4);
    let at = 0;
    for (const packet of packets) {
      expect([chunk[at], chunk[at + 1], chunk.readUInt16BE(at + 2)]).toEqual([0x24, 4, packet.length - 4]);
      at += packet.length;
    }
    expect(at).toBe(chunk.length);
  });
});
