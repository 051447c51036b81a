import { createBitReader, withoutEmulation, type BitReader } from './bit-reader.ts';
import type { CodedFormat } from './coded-format.ts';

const SPS = 7;
const PPS = 8;
/** Profiles whose sequence parameter set says more about colour (H.264 7.3.2.1.1). */
const RICH = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const LARGEST = 16_384;

/** The format that H.264 parameter sets describe; undefined when one is missing or senseless. */
export function h264Format(nals: readonly Uint8Array[]): CodedFormat | undefined {
  const sps = nals.find((nal) => ((nal[0] ?? 0) & 0x1f) === SPS);
  const pps = nals.find((nal) => ((nal[0] ?? 0) & 0x1f) === PPS);
  if (sps === undefined || pps === undefined || sps.length < 5) return undefined;
  const facts = readSps(sps);
  const { width, height } = facts;
  if (!(width > 0 && height > 0 && width <= LARGEST && height <= LARGEST)) return undefined;
  const codec = `avc1.${[...sps.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  return { codec, width, height, entry: 'avc1', configuration: { box: 'avcC', bytes: avcC(sps, pps, facts) } };
}

type SpsFacts = {
  readonly profile: number;
  readonly chroma: number;
  readonly lumaDepth: number;
  readonly chromaDepth: number;
  readonly width: number;
  readonly height: number;
};

/** H.264 7.3.2.1.1, as far as the picture's size. */
function readSps(sps: Uint8Array): SpsFacts {
  const reader = createBitReader(withoutEmulation(sps).subarray(1));
  const profile = reader.bits(8);
  reader.skip(16);
  reader.unsigned();
  let [chroma, lumaDepth, chromaDepth, separate] = [1, 8, 8, false];
  if (RICH.has(profile)) {
    chroma = reader.unsigned();
    separate = chroma === 3 && reader.flag();
    lumaDepth = 8 + reader.unsigned();
    chromaDepth = 8 + reader.unsigned();
    reader.skip(1);
    if (reader.flag()) for (let i = 0; i < (chroma === 3 ? 12 : 8); i++) skipScalingList(reader, i < 6 ? 16 : 64);
  }
  reader.unsigned();
  skipPictureOrder(reader);
  reader.unsigned();
  reader.skip(1);
  const columns = reader.unsigned() + 1;
  const rows = reader.unsigned() + 1;
  const frames = reader.flag();
  if (!frames) reader.skip(1);
  reader.skip(1);
  const [left, right, top, bottom] = reader.flag()
    ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()]
    : [0, 0, 0, 0];
  // Table 6-1: how many luma samples one step of cropping is.
  const format = separate ? 0 : chroma;
  const stepX = format === 1 || format === 2 ? 2 : 1;
  const stepY = (format === 1 ? 2 : 1) * (frames ? 1 : 2);
  return {
    profile,
    chroma,
    lumaDepth,
    chromaDepth,
    width: columns * 16 - stepX * (left + right),
    height: rows * 16 * (frames ? 1 : 2) - stepY * (top + bottom),
  };
}

function skipScalingList(reader: BitReader, size: number): void {
  if (!reader.flag()) return;
  let next = 8;
  for (let last = 8, i = 0; i < size; i++) {
    if (next !== 0) next = (last + reader.signed() + 256) % 256;
    if (next !== 0) last = next;
  }
}

function skipPictureOrder(reader: BitReader): void {
  const kind = reader.unsigned();
  if (kind === 0) reader.unsigned();
  if (kind !== 1) return;
  reader.skip(1);
  reader.signed();
  reader.signed();
  for (let left = Math.min(255, reader.unsigned()); left > 0; left--) reader.signed();
}

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1), lengths of four bytes. */
function avcC(sps: Uint8Array, pps: Uint8Array, { profile, chroma, lumaDepth, chromaDepth }: SpsFacts): Uint8Array {
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
