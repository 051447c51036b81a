import type { AccessUnit } from './access-unit.ts';
import { createBitReader, withoutEmulation, type BitReader } from './bit-reader.ts';
import { readH264Sps, type H264Sps } from './h264-sps.ts';
import { readH265Sps, type H265Sps } from './h265-sps.ts';
import { nalKind } from './nal-units.ts';

/** A header of a slice is shorter than this. */
const HEADER_BYTES = 64;
const HIGHEST = 51;

/**
 * How coarsely a keyframe is coded: the quantiser with which its first slice begins (H.264 and H.265: up to 51; 6 more is steps twice
 * as large). undefined where that cannot be told: pictures between keyframes, slice groups, H.265 keyframes other than IDR, faulty headers.
 * @param unit a keyframe, with its parameter sets
 */
export function keyframeQuantiser({ codec, nals, isKey }: AccessUnit): number | undefined {
  if (!isKey) return undefined;
  const isH264 = codec === 'h264';
  const typeOf = (nal: Uint8Array): number => (isH264 ? (nal[0] ?? 0) & 0x1f : ((nal[0] ?? 0) >> 1) & 0x3f);
  const sps = nals.find((nal) => typeOf(nal) === (isH264 ? 7 : 33));
  const pictureSets = nals.filter((nal) => typeOf(nal) === (isH264 ? 8 : 34));
  const slice = nals.find((nal) => ['key-slice', 'slice'].includes(nalKind(codec, nal)));
  if (sps === undefined || slice === undefined) return undefined;
  const header = withoutEmulation(slice.subarray(0, HEADER_BYTES));
  const value = isH264
    ? h264Quantiser(readH264Sps(sps).slices, pictureSets, header)
    : h265Quantiser(readH265Sps(sps), pictureSets, header, typeOf(slice));
  return value !== undefined && value >= -HIGHEST && value <= HIGHEST ? value : undefined;
}

const INTRA = 2;

/** H.264 7.3.3, as far as slice_qp_delta of slices that refer to no other picture. */
function h264Quantiser(
  sps: H264Sps['slices'],
  pictureSets: readonly Uint8Array[],
  header: Uint8Array,
): number | undefined {
  const isIdr = ((header[0] ?? 0) & 0x1f) === 5;
  const isReference = ((header[0] ?? 0) & 0x60) !== 0;
  const reader = createBitReader(header.subarray(1));
  reader.unsigned();
  const kind = reader.unsigned() % 5;
  const setId = reader.unsigned();
  const pps = pictureSets.map(readH264Pps).find((set) => set?.id === setId);
  if (kind !== INTRA || pps === undefined) return undefined;
  if (sps.separate) reader.skip(2);
  reader.skip(sps.frameNumberBits);
  const isField = !sps.frames && reader.flag();
  if (isField) reader.skip(1);
  if (isIdr) reader.unsigned();
  if (sps.order.kind === 0) {
    reader.skip(sps.order.bits);
    if (pps.orderOfBottom && !isField) reader.signed();
  }
  if (sps.order.kind === 1 && sps.order.told) {
    reader.signed();
    if (pps.orderOfBottom && !isField) reader.signed();
  }
  if (pps.redundant) reader.unsigned();
  if (isReference) {
    if (isIdr) reader.skip(2);
    else if (reader.flag()) skipMarking(reader);
  }
  return pps.quantiser + reader.signed();
}

/** memory_management_control_operation and what each is given. */
function skipMarking(reader: BitReader): void {
  for (let left = 32; left > 0; left--) {
    const operation = reader.unsigned();
    if (operation === 0) return;
    if (operation !== 5) reader.unsigned();
    if (operation === 3) reader.unsigned();
  }
}

/** H.264 7.3.2.2; undefined for slice groups, which no camera uses. */
function readH264Pps(
  nal: Uint8Array,
): { id: number; orderOfBottom: boolean; redundant: boolean; quantiser: number } | undefined {
  const reader = createBitReader(withoutEmulation(nal).subarray(1));
  const id = reader.unsigned();
  reader.unsigned();
  reader.skip(1);
  const orderOfBottom = reader.flag();
  if (reader.unsigned() > 0) return undefined;
  reader.unsigned();
  reader.unsigned();
  reader.skip(3);
  const quantiser = 26 + reader.signed();
  reader.signed();
  reader.signed();
  reader.skip(2);
  return { id, orderOfBottom, redundant: reader.flag(), quantiser };
}

/** H.265 7.3.6.1, as far as slice_qp_delta of IDR pictures; others say first which pictures they refer to. */
function h265Quantiser(
  sps: H265Sps,
  pictureSets: readonly Uint8Array[],
  header: Uint8Array,
  type: number,
): number | undefined {
  if (type !== 19 && type !== 20) return undefined;
  const reader = createBitReader(header.subarray(2));
  const isFirst = reader.flag();
  reader.skip(1);
  const setId = reader.unsigned();
  const pps = pictureSets.map(readH265Pps).find(({ id }) => id === setId);
  if (!isFirst || pps === undefined) return undefined;
  reader.skip(pps.extraBits);
  if (reader.unsigned() !== INTRA) return undefined;
  if (pps.outputTold) reader.skip(1);
  if (sps.separate) reader.skip(2);
  if (sps.offset) reader.skip(sps.separate || sps.chroma === 0 ? 1 : 2);
  return pps.quantiser + reader.signed();
}

/** H.265 7.3.2.3. */
function readH265Pps(nal: Uint8Array): { id: number; outputTold: boolean; extraBits: number; quantiser: number } {
  const reader = createBitReader(withoutEmulation(nal).subarray(2));
  const id = reader.unsigned();
  reader.unsigned();
  reader.skip(1);
  const outputTold = reader.flag();
  const extraBits = reader.bits(3);
  reader.skip(2);
  reader.unsigned();
  reader.unsigned();
  return { id, outputTold, extraBits, quantiser: 26 + reader.signed() };
}
