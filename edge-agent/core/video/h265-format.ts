import type { CodedFormat } from './coded-format.ts';
import { readH265Sps, type H265Sps } from './h265-sps.ts';

const VPS = 32;
const SPS = 33;
const PPS = 34;
const LARGEST = 16_384;

/** The format that H.265 parameter sets describe; undefined when one is missing or senseless. */
export function h265Format(nals: readonly Uint8Array[]): CodedFormat | undefined {
  const find = (type: number) => nals.find((nal) => (((nal[0] ?? 0) >> 1) & 0x3f) === type);
  const [vps, sps, pps] = [find(VPS), find(SPS), find(PPS)];
  if (vps === undefined || sps === undefined || pps === undefined || sps.length < 16) return undefined;
  const facts = readH265Sps(sps);
  const { width, height } = facts;
  if (!(width > 0 && height > 0 && width <= LARGEST && height <= LARGEST)) return undefined;
  const bytes = hvcC(facts, [
    [VPS, vps],
    [SPS, sps],
    [PPS, pps],
  ]);
  return { codec: codecName(facts.profile), width, height, entry: 'hvc1', configuration: { box: 'hvcC', bytes } };
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
function hvcC(facts: H265Sps, sets: readonly (readonly [type: number, nal: Uint8Array])[]): Uint8Array {
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
