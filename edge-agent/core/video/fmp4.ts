import type { CodedFormat } from './coded-format.ts';

/** Units of all times in the segments, per second: the 90 kHz of RTP, so that nothing is rounded. */
export const TIMESCALE = 90_000;

/** One picture to be put into a fragment. Times in {@link TIMESCALE}. */
export type Sample = {
  /** NAL units without start codes. */
  readonly nals: readonly Uint8Array[];
  readonly isKey: boolean;
  readonly decodeTime: number;
  /** From the decode time to when it is shown; may be negative. */
  readonly offset: number;
  readonly duration: number;
};

type Part = Uint8Array | readonly number[];

/** Shown as it is, neither turned nor stretched. */
const MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].flatMap(u32);
/** Language `und`. */
const UNDETERMINED = u16(0x55c4);
const DEPENDS_ON_NOTHING = 0x02000000;
const DEPENDS_ON_OTHERS = 0x01010000;

/** The segment that every player needs first: `ftyp` and `moov` of one video track (ISO/IEC 14496-12). */
export function initSegment(format: CodedFormat): Uint8Array {
  const { width, height } = format;
  const tables = box(
    'stbl',
    box('stsd', u32(0), u32(1), sampleEntry(format)),
    box('stts', zeros(8)),
    box('stsc', zeros(8)),
    box('stsz', zeros(12)),
    box('stco', zeros(8)),
  );
  const dataInformation = box('dinf', box('dref', u32(0), u32(1), box('url ', u32(1))));
  const media = box(
    'mdia',
    box('mdhd', zeros(12), u32(TIMESCALE), u32(0), UNDETERMINED, u16(0)),
    box('hdlr', zeros(8), ascii('vide'), zeros(13)),
    box('minf', box('vmhd', u32(1), zeros(8)), dataInformation, tables),
  );
  const size = [...u16(width), ...u16(0), ...u16(height), ...u16(0)];
  const trackHeader = box('tkhd', u32(3), zeros(8), u32(1), zeros(24), MATRIX, size);
  const speedAndVolume = [...u32(0x10000), ...u16(0x100), ...zeros(10)];
  const movieHeader = box('mvhd', zeros(12), u32(TIMESCALE), u32(0), speedAndVolume, MATRIX, zeros(24), u32(2));
  const fragmented = box('mvex', box('trex', u32(0), u32(1), u32(1), zeros(12)));
  return join([
    box('ftyp', ascii('iso5'), u32(512), ascii('iso5iso6mp41')),
    box('moov', movieHeader, box('trak', trackHeader, media), fragmented),
  ]);
}

/** VisualSampleEntry (ISO/IEC 14496-12, 12.1.3) with the decoder's configuration. */
function sampleEntry({ entry, configuration, width, height }: CodedFormat): Uint8Array {
  const reference = [...zeros(6), ...u16(1)];
  const dotsPerInch = [...u32(0x480000), ...u32(0x480000)];
  const oneFrame = [...u32(0), ...u16(1), ...zeros(32)];
  const depth = [...u16(24), ...u16(0xffff)];
  const own = box(configuration.box, configuration.bytes);
  return box(entry, reference, zeros(16), u16(width), u16(height), dotsPerInch, oneFrame, depth, own);
}

/** A fragment of one picture: `moof` and `mdat`. */
export function fragment(sequence: number, sample: Sample): Uint8Array {
  const size = sample.nals.reduce((sum, nal) => sum + 4 + nal.length, 0);
  const head = movieFragment(sequence, sample, size);
  const whole = new Uint8Array(head.length + 8 + size);
  whole.set(head);
  whole.set(u32(8 + size), head.length);
  whole.set(ascii('mdat'), head.length + 4);
  let at = head.length + 8;
  for (const nal of sample.nals) {
    whole.set(u32(nal.length), at);
    whole.set(nal, at + 4);
    at += 4 + nal.length;
  }
  return whole;
}

function movieFragment(sequence: number, sample: Sample, size: number): Uint8Array {
  const { decodeTime, offset, duration, isKey } = sample;
  const made = (dataOffset: number): Uint8Array => {
    const flags = isKey ? DEPENDS_ON_NOTHING : DEPENDS_ON_OTHERS;
    // One sample; which of its fields follow is in the flags: where its data is, duration, size, flags, offset.
    const run = box(
      'trun',
      u32(0x01000f01),
      u32(1),
      u32(dataOffset),
      u32(duration),
      u32(size),
      u32(flags),
      u32(offset),
    );
    const time = box('tfdt', u32(0x01000000), u64(decodeTime));
    // The flag says that data offsets count from this moof.
    return box('moof', box('mfhd', u32(0), u32(sequence)), box('traf', box('tfhd', u32(0x020000), u32(1)), time, run));
  };
  return made(made(0).length + 8);
}

function box(type: string, ...parts: readonly Part[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  return join([[...u32(size), ...ascii(type)], ...parts]);
}

function join(parts: readonly Part[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

function u16(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

function u32(value: number): number[] {
  return [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

function u64(value: number): number[] {
  return [...u32(Math.floor(value / 2 ** 32)), ...u32(value % 2 ** 32)];
}
