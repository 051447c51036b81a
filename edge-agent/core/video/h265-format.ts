import { createBitReader, withoutEmulation } from './bit-reader.ts';
import type { CodedFormat } from './coded-format.ts';

const VPS = 32;
const SPS = 33;
const PPS = 34;
const LARGEST = 16_384;

/** The format that H.265 parameter sets describe; undefined when one is missing or senseless. */
export function h265Format(nals: readonly Uint8Array[]): CodedFormat | undefined {
  const find = (type: number) => nals.find((nal) => (((nal[0] ?? 0) >> 1) & 0x3f) === type);
  const [vps, sps, pps] = [find(VPS), find(SPS), find(PPS)];
  if (vps === undefined || sps === undefined || pps === undefined || sps.length < 16) return undefined;
  const facts = readSps(sps);
  const { width, height } = facts;
  if (!(width > 0 && height > 0 && width <= LARGEST && height <= LARGEST)) return undefined;
  const bytes = hvcC(facts, [
    [VPS, vps],
    [SPS, sps],
    [PPS, pps],
  ]);
  return { codec: codecName(facts.profile), width, height, entry: 'hvc1', configuration: { box: 'hvcC', bytes } };
}

type SpsFacts = {
  /** profile_tier_level's general part: 12 bytes from general_profile_space to general_level_idc. */
  readonly profile: Uint8Array;
  readonly layers: number;
  readonly nested: boolean;
  readonly chroma: number;
  readonly lumaDepth: number;
  readonly chromaDepth: number;
  readonly width: number;
  readonly height: number;
};

/** H.265 7.3.2.2.1, as far as the bit depths. */
function readSps(sps: Uint8Array): SpsFacts {
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
  return {
    profile,
    layers,
    nested,
    chroma,
    lumaDepth: 8 + reader.unsigned(),
    chromaDepth: 8 + reader.unsigned(),
    width: coded.width - stepX * (left + right),
    height: coded.height - stepY * (top + bottom),
  };
}

/** ISO/IEC 14496-15, annex E.3. */
function codecName(profile: Uint8Array): string {
  const [first = 0] = profile;
  const space = ['', 'A', 'B', 'C'][first >> 6] ?? '';
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  let compatible = 0;
  for (let i = 0; i < 32; i++) if ((view.getUint32(1) >>> i) & 1) compatible += 2 ** (31 - i);
  const limits = [...profile.subarray(5, 11)];
  while (limits.at(-1) === 0) limits.pop();
  const tier = (first & 0x20) === 0 ? 'L' : 'H';
  const parts = [`${space}${first & 0x1f}`, compatible.toString(16), `${tier}${profile[11] ?? 0}`];
  return ['hvc1', ...parts, ...limits.map((byte) => byte.toString(16).toUpperCase())].join('.');
}

/** HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1), lengths of four bytes. */
function hvcC(facts: SpsFacts, sets: readonly (readonly [type: number, nal: Uint8Array])[]): Uint8Array {
  const arrays = sets.flatMap(([type, nal]) => [0x80 | type, 0, 1, nal.length >> 8, nal.length & 0xff, ...nal]);
  return Uint8Array.from(
    [
      [1, ...facts.profile],
      [0xf0, 0, 0xfc, 0xfc | facts.chroma, 0xf8 | (facts.lumaDepth - 8), 0xf8 | (facts.chromaDepth - 8)],
      [0, 0, (facts.layers << 3) | (facts.nested ? 4 : 0) | 3],
      [sets.length, ...arrays],
    ].flat(),
  );
}
