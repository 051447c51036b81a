import { createBitReader, withoutEmulation, type BitReader } from './bit-reader.ts';

/** Profiles whose sequence parameter set says more about colour (H.264 7.3.2.1.1). */
const RICH = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** What an H.264 sequence parameter set says, as far as anybody here asks. */
export type H264Sps = {
  readonly profile: number;
  readonly chroma: number;
  readonly lumaDepth: number;
  readonly chromaDepth: number;
  readonly width: number;
  readonly height: number;
  /** What the headers of slices depend on. */
  readonly slices: {
    /** Colour planes are coded as pictures of their own. */
    readonly separate: boolean;
    readonly frameNumberBits: number;
    readonly order:
      | { readonly kind: 0; readonly bits: number }
      | { readonly kind: 1; readonly told: boolean }
      | { readonly kind: 2 };
    /** Only whole frames, no fields. */
    readonly frames: boolean;
  };
};

/** H.264 7.3.2.1.1, as far as the picture's size. */
export function readH264Sps(sps: Uint8Array): H264Sps {
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
  const frameNumberBits = reader.unsigned() + 4;
  const order = readPictureOrder(reader);
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
    slices: { separate, frameNumberBits, order, frames },
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

function readPictureOrder(reader: BitReader): H264Sps['slices']['order'] {
  const kind = reader.unsigned();
  if (kind === 0) return { kind: 0, bits: reader.unsigned() + 4 };
  if (kind !== 1) return { kind: 2 };
  const told = !reader.flag();
  reader.signed();
  reader.signed();
  for (let left = Math.min(255, reader.unsigned()); left > 0; left--) reader.signed();
  return { kind: 1, told };
}
