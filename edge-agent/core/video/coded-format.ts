import type { AccessUnit } from './access-unit.ts';
import { h264Format } from './h264-format.ts';
import { h265Format } from './h265-format.ts';

/** What a player has to know before it can decode a stream. */
export type CodedFormat = {
  /** For `MediaSource.isTypeSupported` (RFC 6381), e.g. `avc1.4d401f`. */
  readonly codec: string;
  /** Pixels shown. */
  readonly width: number;
  readonly height: number;
  /** Sample entry of the MP4 track (ISO/IEC 14496-15) with its configuration box's name and contents. */
  readonly entry: 'avc1' | 'hvc1';
  readonly configuration: { readonly box: 'avcC' | 'hvcC'; readonly bytes: Uint8Array };
};

/** The format that a keyframe's own parameter sets describe; undefined when they are missing or senseless. */
export function formatOf(unit: AccessUnit): CodedFormat | undefined {
  return unit.codec === 'h264' ? h264Format(unit.nals) : h265Format(unit.nals);
}

/** Whether a NAL unit belongs into a sample: parameter sets are in the configuration, delimiters say nothing. */
export function isSampleNal(codec: AccessUnit['codec'], nal: Uint8Array): boolean {
  const first = nal[0] ?? 0;
  if (codec === 'h264') return ![7, 8, 9, 12, 13].includes(first & 0x1f);
  const type = (first >> 1) & 0x3f;
  return type < 32 || type === 39 || type === 40;
}
