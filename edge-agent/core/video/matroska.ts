import type { AccessUnit, VideoCodec } from './access-unit.ts';
import { unitBytes } from './unit-hub.ts';

/**
 * Coded pictures for a decoder behind a pipe, as Matroska (RFC 9559). Unlike a bare stream it says where each picture ends, so that
 * nothing waits for the next one, and carries each picture's time through the decoder; and unlike with MP4 a reader does not keep a growing
 * list of what it has read. Pictures stay in start codes (Annex B): ffmpeg takes them so; other readers are not meant to.
 */
const CODEC_ID: Readonly<Record<VideoCodec, string>> = { h264: 'V_MPEG4/ISO/AVC', h265: 'V_MPEGH/ISO/HEVC' };

const UNKNOWN_SIZE = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const VIDEO = 1;
/** Size of the pictures: the stream's own parameter sets tell the true one. */
const SOME_SIZE = 16;

/** What comes before the first picture. @param parameterSets of the first keyframe, without start codes */
export function matroskaHead(codec: VideoCodec, parameterSets: readonly Uint8Array[]): Uint8Array {
  const head = element(
    [0x1a, 0x45, 0xdf, 0xa3],
    element([0x42, 0x82], ascii('matroska')),
    element([0x42, 0x87], [4]),
    element([0x42, 0x85], [2]),
  );
  const milliseconds = element([0x2a, 0xd7, 0xb1], [0x0f, 0x42, 0x40]);
  const track = element(
    [0xae],
    element([0xd7], [VIDEO]),
    element([0x73, 0xc5], [VIDEO]),
    element([0x83], [VIDEO]),
    // No lacing.
    element([0x9c], [0]),
    element([0x86], ascii(CODEC_ID[codec])),
    element([0x63, 0xa2], joined(parameterSets.flatMap((set) => [START_CODE, set]))),
    element([0xe0], element([0xb0], [SOME_SIZE]), element([0xba], [SOME_SIZE])),
  );
  return joined([
    head,
    [0x18, 0x53, 0x80, 0x67],
    UNKNOWN_SIZE,
    element([0x15, 0x49, 0xa9, 0x66], milliseconds),
    element([0x16, 0x54, 0xae, 0x6b], track),
  ]);
}

const START_CODE = [0, 0, 0, 1];

/** One picture, in a cluster of its own. @param atMs its time, 0 or more */
export function matroskaPicture(unit: AccessUnit, atMs: number): Uint8Array {
  const flags = unit.isKey ? 0x80 : 0;
  const start = [0x81, 0, 0, flags];
  const size = start.length + unitBytes(unit) + START_CODE.length * unit.nals.length;
  const time = element([0xe7], uint40(atMs));
  return joined([
    [0x1f, 0x43, 0xb6, 0x75],
    length(time.length + 1 + 8 + size),
    time,
    [0xa3],
    length(size),
    start,
    ...unit.nals.flatMap((nal) => [START_CODE, nal]),
  ]);
}

type Part = Uint8Array | readonly number[];

function element(id: readonly number[], ...parts: readonly Part[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return joined([id, length(size), ...parts]);
}

/** A size in its longest form, 8 bytes. */
function length(bytes: number): number[] {
  return [0x01, 0, 0, ...uint40(bytes)];
}

/** Big-endian, up to 2^40: 34 years in ms. */
function uint40(value: number): number[] {
  return [Math.floor(value / 2 ** 32), value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 0xff);
}

function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

function joined(parts: readonly Part[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
