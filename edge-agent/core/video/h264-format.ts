import type { CodedFormat } from './coded-format.ts';
import { readH264Sps, type H264Sps } from './h264-sps.ts';

const SPS = 7;
const PPS = 8;
const LARGEST = 16_384;

/** The format that H.264 parameter sets describe; undefined when one is missing or senseless. */
export function h264Format(nals: readonly Uint8Array[]): CodedFormat | undefined {
  const sps = nals.find((nal) => ((nal[0] ?? 0) & 0x1f) === SPS);
  const pps = nals.find((nal) => ((nal[0] ?? 0) & 0x1f) === PPS);
  if (sps === undefined || pps === undefined || sps.length < 5) return undefined;
  const facts = readH264Sps(sps);
  const { width, height } = facts;
  if (!(width > 0 && height > 0 && width <= LARGEST && height <= LARGEST)) return undefined;
  const codec = `avc1.${[...sps.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  return { codec, width, height, entry: 'avc1', configuration: { box: 'avcC', bytes: avcC(sps, pps, facts) } };
}

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1), lengths of four bytes. */
function avcC(sps: Uint8Array, pps: Uint8Array, { profile, chroma, lumaDepth, chromaDepth }: H264Sps): Uint8Array {
  const more = [100, 110, 122, 144].includes(profile)
    ? [0xfc | chroma, 0xf8 | (lumaDepth - 8), 0xf8 | (chromaDepth - 8), 0]
    : [];
  return Uint8Array.from(
    [
      [1, sps[1] ?? 0, sps[2] ?? 0, sps[3] ?? 0, 0xff],
      [0xe1, sps.length >> 8, sps.length & 0xff, ...sps],
      [1, pps.length >> 8, pps.length & 0xff, ...pps],
      more,
    ].flat(),
  );
}
