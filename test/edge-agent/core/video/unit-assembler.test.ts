import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { RtpPacket } from '../../../../edge-agent/core/rtsp/rtp-packet.ts';
import type { VideoCodec } from '../../../../edge-agent/core/video/access-unit.ts';
import { createUnitAssembler, type RawUnit } from '../../../../edge-agent/core/video/unit-assembler.ts';
import { packetsOf } from './packets.ts';

const arrival = { wallMs: 0, steadyMs: 0 };

/** Beginnings of NAL units: parameter sets, the first slice of a keyframe and of another picture, and a further slice of each. */
const HEADS = {
  h264: {
    sets: [
      [0x67, 0x4d, 0, 0x1f],
      [0x68, 0xee, 0x3c],
    ],
    key: [0x65, 0x88],
    other: [0x41, 0x9a],
    more: { key: [0x65, 0x11], other: [0x41, 0x11] },
  },
  h265: {
    sets: [
      [0x40, 1, 1],
      [0x42, 1, 1],
      [0x44, 1, 1],
    ],
    key: [0x26, 1, 0x80],
    other: [0x02, 1, 0x80],
    more: { key: [0x26, 1, 0x20], other: [0x02, 1, 0x20] },
  },
} as const;

type Picture = { readonly nals: readonly Uint8Array[]; readonly isKey: boolean; readonly timestamp: number };

const bytes = fc.uint8Array({ minLength: 1, maxLength: 4000 });
const films = (codec: VideoCodec) =>
  fc
    .array(fc.record({ isKey: fc.boolean(), first: bytes, rest: fc.array(bytes, { maxLength: 2 }) }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((pictures) =>
      pictures.map(({ isKey, first, rest }, i): Picture => {
        const head = HEADS[codec];
        const kind = isKey ? 'key' : 'other';
        const slices = [
          Uint8Array.of(...head[kind], ...first),
          ...rest.map((more) => Uint8Array.of(...head.more[kind], ...more)),
        ];
        return {
          nals: isKey ? [...head.sets.map((set) => Uint8Array.from(set)), ...slices] : slices,
          isKey,
          timestamp: 4_294_960_000 + i * 9000,
        };
      }),
    );

function assemble(codec: VideoCodec, packets: readonly RtpPacket[], described: readonly Uint8Array[] = []) {
  const units: RawUnit[] = [];
  const assembler = createUnitAssembler(codec, described, (unit) => units.push(unit));
  let next = packets[0]?.sequence ?? 0;
  for (const packet of packets) {
    if (packet.sequence !== next) assembler.lost();
    next = (packet.sequence + 1) & 0xffff;
    assembler.push(packet, arrival);
  }
  return { units, stats: assembler.stats() };
}

const hex = (nals: readonly Uint8Array[]): string[] => nals.map((nal) => Buffer.from(nal).toString('hex'));

describe.each(['h264', 'h265'] as const)('pictures of %s', (codec) => {
  it('come out of their packets as they went in, from the first keyframe on', () => {
    fc.assert(
      fc.property(films(codec), fc.nat(65_535), (film, first) => {
        const { units } = assemble(codec, packetsOf(codec, film, first));
        const expected = film.slice(
          Math.max(
            0,
            film.findIndex(({ isKey }) => isKey),
          ),
        );
        if (!film.some(({ isKey }) => isKey)) expect(units).toEqual([]);
        else {
          expect(units.map(({ nals }) => hex(nals))).toEqual(expected.map(({ nals }) => hex(nals)));
          expect(units.map(({ isKey }) => isKey)).toEqual(expected.map(({ isKey }) => isKey));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are whole and can be decoded whatever packets are lost: after a gap a keyframe comes first', () => {
    fc.assert(
      fc.property(films(codec), fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (film, fate) => {
        const packets = packetsOf(codec, film, 65_530);
        const arrived = packets.filter((_, i) => i === 0 || fate[i % fate.length] !== true);
        const { units } = assemble(codec, arrived);
        const missing = packets.filter((packet) => !arrived.includes(packet));
        const lost = new Set(missing.map(({ timestamp }) => timestamp));
        let before = -1;
        for (const unit of units) {
          const at = film.findIndex(({ timestamp }) => timestamp % 2 ** 32 === unit.timestamp);
          expect(hex(unit.nals)).toEqual(hex(film[at]?.nals ?? []));
          const gap = film.slice(before + 1, at + 1).some(({ timestamp }) => lost.has(timestamp % 2 ** 32));
          if (gap || at !== before + 1) expect(unit.isKey).toBe(true);
          before = at;
        }
      }),
      { numRuns: 100 },
    );
  });

  it('do no harm when packets are noise', () => {
    const noise = fc.array(
      fc.record({ payload: fc.uint8Array({ maxLength: 30 }), marker: fc.boolean(), timestamp: fc.nat(3) }),
    );
    fc.assert(
      fc.property(noise, (packets) => {
        assemble(
          codec,
          packets.map((packet, sequence) => ({ ...packet, sequence, payloadType: 96, ssrc: 1 })),
        );
      }),
    );
  });
});

describe('a picture', () => {
  const key = (timestamp: number): Picture => ({ nals: [Uint8Array.of(0x65, 0x88, 1)], isKey: true, timestamp });
  const other = (timestamp: number, tag = 1): Picture => ({
    nals: [Uint8Array.of(0x41, 0x9a, tag)],
    isKey: false,
    timestamp,
  });
  const sets = HEADS.h264.sets.map((set) => Uint8Array.from(set));
  const unmarked = (packets: readonly RtpPacket[]): RtpPacket[] =>
    packets.map((packet) => ({ ...packet, marker: false }));

  it('gets the parameter sets that the description told, where the stream does not repeat them', () => {
    const { units } = assemble('h264', packetsOf('h264', [key(0), other(9000)], 0), sets);
    expect(units[0]?.nals.map((nal) => (nal[0] ?? 0) & 31)).toEqual([7, 8, 5]);
    expect(assemble('h264', packetsOf('h264', [key(0)], 0)).units).toEqual([]);
  });

  it('ends with the next one’s time where the camera marks no ends', () => {
    const { units } = assemble('h264', unmarked(packetsOf('h264', [key(0), other(9000), other(18_000)], 0)), sets);
    expect(units.map(({ timestamp }) => timestamp)).toEqual([0, 9000]);
  });

  it('ends with the next one’s first slice where even the times stand still', () => {
    const { units } = assemble(
      'h264',
      unmarked(packetsOf('h264', [key(7), other(7, 1), other(7, 2), other(7, 3)], 0)),
      sets,
    );
    expect(units).toHaveLength(3);
  });

  it('is put together from slices that a camera marks one by one, once that has been noticed', () => {
    const more = Uint8Array.of(0x41, 0x11, 1);
    const pictures = [key(0), other(9000), other(18_000), key(27_000), other(36_000), other(45_000)];
    const packets = pictures.flatMap(({ nals: [first = new Uint8Array(0)], timestamp, isKey }, i) =>
      packetsOf(
        'h264',
        [
          { nals: [first], timestamp },
          { nals: [isKey ? Uint8Array.of(0x65, 0x11) : more], timestamp },
        ],
        i * 2,
      ),
    );
    const { units } = assemble('h264', packets, sets);
    expect(units.at(-1)?.nals).toHaveLength(2);
  });

  it('that is no IDR picture but can be entered at once is a keyframe', () => {
    const entry = { nals: [Uint8Array.of(6, 6, 1, 0xc4, 0x80), Uint8Array.of(0x41, 0x88, 1)], timestamp: 0 };
    const { units } = assemble('h264', packetsOf('h264', [entry], 0), sets);
    expect(units.map(({ isKey }) => isKey)).toEqual([true]);
  });

  it('may come with others in one packet', () => {
    const [sps = new Uint8Array(0), pps = new Uint8Array(0)] = sets;
    const slice = Uint8Array.of(0x65, 0x88, 9);
    const stap = Uint8Array.of(24, ...[sps, pps, slice].flatMap((nal) => [0, nal.length, ...nal]));
    const packet = { payloadType: 96, marker: true, sequence: 0, timestamp: 0, ssrc: 1, payload: stap };
    expect(assemble('h264', [packet]).units[0]?.nals.map((nal) => nal.length)).toEqual([4, 3, 3]);
    const torn = { ...packet, payload: stap.subarray(0, stap.length - 1) };
    expect(assemble('h264', [torn])).toMatchObject({ units: [], stats: { damaged: 1 } });
  });
});
