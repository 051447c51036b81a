import { createBitReader, withoutEmulation, type BitReader } from './bit-reader.ts';

/** What an H.265 sequence parameter set says, as far as anybody here asks. */
export type H265Sps = {
  /** profile_tier_level's general part: 12 bytes from general_profile_space to general_level_idc. */
  readonly profile: Uint8Array;
  readonly layers: number;
  readonly nested: boolean;
  readonly chroma: number;
  readonly lumaDepth: number;
  readonly chromaDepth: number;
  readonly width: number;
  readonly height: number;
  /** Colour planes are coded as pictures of their own. */
  readonly separate: boolean;
  /** Sample adaptive offset is in use: slices say how. */
  readonly offset: boolean;
};

/** H.265 7.3.2.2.1, as far as the sample adaptive offset. */
export function readH265Sps(sps: Uint8Array): H265Sps {
  const payload = withoutEmulation(sps).subarray(2);
  const reader = createBitReader(payload);
  reader.skip(4);
  const layers = reader.bits(3) + 1;
  const nested = reader.flag();
  const profile = payload.slice(1, 13);
  reader.skip(96);
  const present: (readonly [profile: boolean, level: boolean])[] = [];
  for (let i = 1; i < layers; i++) present.push([reader.flag(), reader.flag()]);
  if (layers > 1) reader.skip(2 * (9 - layers));
  for (const [hasProfile, hasLevel] of present) reader.skip((hasProfile ? 88 : 0) + (hasLevel ? 8 : 0));
  reader.unsigned();
  const chroma = reader.unsigned();
  const separate = chroma === 3 && reader.flag();
  const coded = { width: reader.unsigned(), height: reader.unsigned() };
  const [left, right, top, bottom] = reader.flag()
    ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()]
    : [0, 0, 0, 0];
  const stepX = !separate && (chroma === 1 || chroma === 2) ? 2 : 1;
  const stepY = !separate && chroma === 1 ? 2 : 1;
  const lumaDepth = 8 + reader.unsigned();
  const chromaDepth = 8 + reader.unsigned();
  return {
    profile,
    layers,
    nested,
    chroma,
    lumaDepth,
    chromaDepth,
    width: coded.width - stepX * (left + right),
    height: coded.height - stepY * (top + bottom),
    separate,
    offset: readOffset(reader, layers),
  };
}

/** What comes between the bit depths and the sample adaptive offset. */
function readOffset(reader: BitReader, layers: number): boolean {
  reader.unsigned();
  const orderings = reader.flag() ? layers : 1;
  for (let i = 0; i < 3 * orderings; i++) reader.unsigned();
  // Sizes of coding and transform blocks, and how deep transforms are split.
  for (let i = 0; i < 6; i++) reader.unsigned();
  if (reader.flag() && reader.flag()) skipScalingLists(reader);
  reader.skip(1);
  return reader.flag();
}

/** H.265 7.3.4. */
function skipScalingLists(reader: BitReader): void {
  for (let size = 0; size < 4; size++) {
    const step = size === 3 ? 3 : 1;
    for (let matrix = 0; matrix < 6; matrix += step) {
      if (!reader.flag()) {
        reader.unsigned();
        continue;
      }
      if (size > 1) reader.signed();
      for (let i = 0; i < Math.min(64, 16 << (2 * size)); i++) reader.signed();
    }
  }
}
