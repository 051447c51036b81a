import type { CodedFormat } from './coded-format.ts';
import { ascii, box, join, type Part, u16, u32, u64, zeros } from './mp4-box.ts';

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

/** Shown as it is, neither turned nor stretched. */
const MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].flatMap(u32);
/** Language `und`. */
const UNDETERMINED = u16(0x55c4);
const DEPENDS_ON_NOTHING = 0x02000000;
const DEPENDS_ON_OTHERS = 0x01010000;

/** The segment that every player needs first: `ftyp` and `moov` of one video track (ISO/IEC 14496-12). */
export function initSegment(format: CodedFormat): Uint8Array {
  const description = box('stsd', u32(0), u32(1), sampleEntry(format));
  const tables = [box('stts', zeros(8)), box('stsc', zeros(8)), box('stsz', zeros(12)), box('stco', zeros(8))];
  const fragmented = box('mvex', box('trex', u32(0), u32(1), u32(1), zeros(12)));
  return join([
    box('ftyp', ascii('iso5'), u32(512), ascii('iso5iso6mp41')),
    movie({ size: format, duration: 0, tables: [description, ...tables], rest: [fragmented] }),
  ]);
}

/** `moov` of one video track. Duration in {@link TIMESCALE}; 0: it is told by fragments. */
export function movie({
  size: { width, height },
  duration,
  tables,
  rest = [],
}: {
  readonly size: { readonly width: number; readonly height: number };
  readonly duration: number;
  /** What is in `stbl`. */
  readonly tables: readonly Part[];
  readonly rest?: readonly Part[];
}): Uint8Array {
  const dataInformation = box('dinf', box('dref', u32(0), u32(1), box('url ', u32(1))));
  const media = box(
    'mdia',
    box('mdhd', zeros(12), u32(TIMESCALE), u32(duration), UNDETERMINED, u16(0)),
    box('hdlr', zeros(8), ascii('vide'), zeros(13)),
    box('minf', box('vmhd', u32(1), zeros(8)), dataInformation, box('stbl', ...tables)),
  );
  const shown = [...u16(width), ...u16(0), ...u16(height), ...u16(0)];
  const trackHeader = box('tkhd', u32(3), zeros(8), u32(1), zeros(4), u32(duration), zeros(16), MATRIX, shown);
  const speedAndVolume = [...u32(0x10000), ...u16(0x100), ...zeros(10)];
  const movieHeader = box('mvhd', zeros(12), u32(TIMESCALE), u32(duration), speedAndVolume, MATRIX, zeros(24), u32(2));
  return box('moov', movieHeader, box('trak', trackHeader, media), ...rest);
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
