import { packetise } from '../../../../demo/cameras/rtp-packets.ts';
import { parseRtp, type RtpPacket } from '../../../../edge-agent/core/rtsp/rtp-packet.ts';
import type { VideoCodec } from '../../../../edge-agent/core/video/access-unit.ts';

const FU = 49;
const AP = 48;

/**
 * The RTP packets of pictures as a camera sends them: of H.264 by the simulated cameras' own packetiser, of H.265 single NAL units,
 * aggregation packets of the parameter sets, and fragments.
 * @param mtu payload bytes per packet of H.265
 */
export function packetsOf(
  codec: VideoCodec,
  pictures: readonly { readonly nals: readonly Uint8Array[]; readonly timestamp: number }[],
  firstSequence: number,
  mtu = 60,
): RtpPacket[] {
  const stream = { ssrc: 9, payloadType: 96, sequence: firstSequence & 0xffff };
  return pictures.flatMap(({ nals, timestamp }) => {
    if (codec === 'h264') {
      const unit = { nals: nals.map((nal) => Buffer.from(nal)), keyframe: false };
      return packetise(unit, timestamp, stream).map((bytes) => parsed(bytes.subarray(4)));
    }
    const payloads = nals.flatMap((nal) => h265Payloads(nal, mtu));
    return together(payloads).map((payload, i, all) => ({
      payloadType: 96,
      marker: i === all.length - 1,
      sequence: stream.sequence++ & 0xffff,
      timestamp: timestamp % 2 ** 32,
      ssrc: stream.ssrc,
      payload,
    }));
  });
}

function parsed(bytes: Uint8Array): RtpPacket {
  const packet = parseRtp(bytes);
  if (packet === undefined) throw new Error('no RTP packet');
  return packet;
}

function h265Payloads(nal: Uint8Array, mtu: number): Uint8Array[] {
  if (nal.length <= mtu) return [nal];
  const [first = 0, second = 0] = nal;
  const fragments: Uint8Array[] = [];
  for (let at = 2; at < nal.length; at += mtu) {
    const end = Math.min(nal.length, at + mtu);
    const flags = (at === 2 ? 0x80 : 0) | (end === nal.length ? 0x40 : 0) | ((first >> 1) & 0x3f);
    fragments.push(Uint8Array.of((first & 0x81) | (FU << 1), second, flags, ...nal.subarray(at, end)));
  }
  return fragments;
}

/** Parameter sets that follow each other go into one packet. */
function together(payloads: readonly Uint8Array[]): Uint8Array[] {
  const isSet = (payload: Uint8Array | undefined): boolean => {
    const type = ((payload?.[0] ?? 0) >> 1) & 0x3f;
    return type >= 32 && type <= 34;
  };
  const sets = payloads.filter(isSet);
  if (sets.length < 2) return [...payloads];
  const aggregate = Uint8Array.of(AP << 1, 1, ...sets.flatMap((set) => [set.length >> 8, set.length & 0xff, ...set]));
  return [aggregate, ...payloads.filter((payload) => !isSet(payload))];
}
