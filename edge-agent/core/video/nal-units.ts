import type { VideoCodec } from './access-unit.ts';

/** What a NAL unit is to those who handle pictures without decoding them. */
export type NalKind =
  | 'key-slice'
  | 'slice'
  | 'parameter-set'
  /** Supplemental information before the slices of a picture. */
  | 'information'
  /** Access unit delimiters, ends of sequences, filler: made anew or not needed. */
  | 'other';

/** By the NAL unit's type (ITU-T H.264, table 7-1; H.265, table 7-1). */
export function nalKind(codec: VideoCodec, nal: Uint8Array): NalKind {
  return codec === 'h264' ? kindOfH264((nal[0] ?? 0) & 0x1f) : kindOfH265(((nal[0] ?? 0) >> 1) & 0x3f);
}

function kindOfH264(type: number): NalKind {
  if (type === 5) return 'key-slice';
  if (type >= 1 && type <= 4) return 'slice';
  if (type === 7 || type === 8 || type === 13 || type === 15) return 'parameter-set';
  return type === 6 ? 'information' : 'other';
}

function kindOfH265(type: number): NalKind {
  // IRAP pictures: BLA, IDR, CRA.
  if (type >= 16 && type <= 21) return 'key-slice';
  if (type <= 9) return 'slice';
  if (type >= 32 && type <= 34) return 'parameter-set';
  return type === 39 || type === 40 ? 'information' : 'other';
}

/** Whether a slice is the first of its picture (first_mb_in_slice is 0; first_slice_segment_in_pic_flag). */
export function isFirstSlice(codec: VideoCodec, slice: Uint8Array): boolean {
  return ((slice[codec === 'h264' ? 1 : 2] ?? 0) & 0x80) !== 0;
}

/**
 * Whether no other picture needs this slice: a decoder can leave it out (nal_ref_idc 0; sub-layer non-reference pictures).
 */
export function isUnneeded(codec: VideoCodec, slice: Uint8Array): boolean {
  if (codec === 'h264') return ((slice[0] ?? 0) & 0x60) === 0;
  const type = ((slice[0] ?? 0) >> 1) & 0x3f;
  return type < 16 && type % 2 === 0;
}

/**
 * Whether supplemental information says that decoding can begin with this picture and be right at once (H.264, D.2.8: recovery point
 * with recovery_frame_cnt 0): how streams without IDR pictures mark where they can be joined.
 */
export function isEntryPoint(codec: VideoCodec, information: Uint8Array): boolean {
  if (codec !== 'h264') return false;
  for (let at = 1; at + 2 < information.length;) {
    let type = 0;
    let bytes = 0;
    for (; information[at] === 0xff; at++) type += 255;
    type += information[at++] ?? 0;
    for (; information[at] === 0xff; at++) bytes += 255;
    bytes += information[at++] ?? 0;
    if (type === 6) return ((information[at] ?? 0) & 0x80) !== 0;
    at += bytes;
  }
  return false;
}

/** Parameter sets replace older ones of the same type and number; this names both. */
export function parameterSetKey(codec: VideoCodec, nal: Uint8Array): string {
  const type = codec === 'h264' ? (nal[0] ?? 0) & 0x1f : ((nal[0] ?? 0) >> 1) & 0x3f;
  // An SPS begins with profile and level, its number comes after; streams with several of one type are not known from cameras.
  return codec === 'h264' && type === 8 ? `8/${leadingGolomb(nal[1] ?? 0)}` : String(type);
}

/** The parameter set that tells the size of the pictures (see `parameterSetKey`). */
export const SEQUENCE_SET: Readonly<Record<VideoCodec, string>> = { h264: '7', h265: '33' };

/** The first Exp-Golomb number of a byte, as far as it lies in it. */
function leadingGolomb(byte: number): number {
  const zeros = Math.clz32(byte | 1) - 24;
  return zeros > 3 ? 15 : (byte >> (7 - 2 * zeros)) - 1;
}
