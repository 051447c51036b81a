import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createRtpOrder, type Reordering } from '../../../../edge-agent/core/rtsp/rtp-order.ts';
import { parseRtp, type RtpPacket } from '../../../../edge-agent/core/rtsp/rtp-packet.ts';

const aPacket = (sequence: number): RtpPacket => ({
  payloadType: 96,
  marker: false,
  sequence: sequence & 0xffff,
  timestamp: 0,
  ssrc: 1,
  payload: new Uint8Array(0),
});

/** Puts packets with these numbers in, one per ms, and tells what came out. */
function order(reordering: Reordering, sequences: readonly number[], expireMs?: number): (number | string)[] {
  const out: (number | string)[] = [];
  const made = createRtpOrder(reordering, {
    onPacket: ({ sequence }) => out.push(sequence),
    onLost: (packets) => out.push(`lost ${packets}`),
    onRestart: () => out.push('restart'),
  });
  sequences.forEach((sequence, atMs) => made.push(aPacket(sequence), atMs));
  if (expireMs !== undefined) made.expire(expireMs);
  return out;
}

const inOrder = { mostPackets: 0, mostMs: 0 };
const byUdp = { mostPackets: 8, mostMs: 100 };

describe('packets of a stream', () => {
  it('come out in order, over the turn of their numbers, when some overtook others', () => {
    expect(order(byUdp, [65_533, 65_535, 65_534, 1, 0, 2])).toEqual([65_533, 65_534, 65_535, 0, 1, 2]);
  });

  it('that are missing are said so: at once where nothing can overtake, else after a while', () => {
    expect(order(inOrder, [1, 2, 5, 6])).toEqual([1, 2, 'lost 2', 5, 6]);
    expect(order(byUdp, [1, 3, 4], 50)).toEqual([1]);
    expect(order(byUdp, [1, 3, 4], 200)).toEqual([1, 'lost 1', 3, 4]);
    expect(order(byUdp, [1, 3, 4, 5, 6, 7, 8, 9, 10, 11])).toEqual([1, 'lost 1', 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('that come twice or too late are passed over, and a new beginning is said', () => {
    expect(order(byUdp, [1, 1, 2, 1, 3])).toEqual([1, 2, 3]);
    expect(order(byUdp, [1, 2, 40_000, 40_001])).toEqual([1, 2, 'restart', 40_000, 40_001]);
  });

  it('never come out twice or backwards, and with what is lost they are all there, whatever happened on the way', () => {
    const journey = fc.array(fc.record({ isLost: fc.boolean(), late: fc.nat(6), isTwice: fc.boolean() }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(journey, fc.nat(65_535), (packets, first) => {
        const sent = packets.flatMap(({ isLost, late, isTwice }, i) => {
          if (isLost && i > 0) return [];
          const one = { sequence: first + i, at: i + (i === 0 ? -1 : late) };
          return isTwice ? [one, { ...one, at: one.at + 1 }] : [one];
        });
        const arrived = sent.toSorted((a, b) => a.at - b.at).map(({ sequence }) => sequence);
        let next = first;
        for (const one of order(byUdp, arrived, 10_000)) {
          if (typeof one === 'string') next += Number(one.replace('lost ', ''));
          else expect(one).toBe(next++ & 0xffff);
        }
        expect(next - 1).toBe(Math.max(...sent.map(({ sequence }) => sequence)));
      }),
    );
  });

  it('are read with extensions, sources and padding, and never beyond their end', () => {
    const hex = 'b1e0000100000002000000030000000411110001deadbeefaabb0002';
    const packet = parseRtp(Uint8Array.from(Buffer.from(hex, 'hex')));
    expect(packet).toMatchObject({ payloadType: 96, marker: true, sequence: 1, timestamp: 2, ssrc: 3 });
    expect(packet?.payload).toEqual(Uint8Array.of(0xaa, 0xbb));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void parseRtp(bytes)));
  });
});
