import { movie } from './fmp4.ts';
import { ascii, box, type Box, boxesIn, join, u32 } from './mp4-box.ts';

/** A recording as the segmenter wrote it, taken apart: what is needed to put it into one film with others. */
export type RecordingIndex = {
  /** `stsd`: how its pictures are coded. */
  readonly description: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly pictures: readonly RecordedPicture[];
};

/** One coded picture in a recording. Times in 1/90,000 s. */
type RecordedPicture = {
  /** Where its bytes lie in the file. */
  readonly at: number;
  readonly size: number;
  readonly isKey: boolean;
  readonly duration: number;
  /** From when it is decoded to when it is shown. */
  readonly offset: number;
};

/** `sample_is_non_sync_sample`. */
const NOT_A_KEY = 0x00010000;
const MOST_BYTES = 0xffffffff;

/**
 * @param bytes a whole file, or what has been written of it so far
 * @returns undefined when it is not of the segmenter's making or holds no picture yet
 */
export function indexRecording(bytes: Uint8Array): RecordingIndex | undefined {
  const boxes = boxesIn(bytes);
  const track = child(boxes.find(({ type }) => type === 'moov')?.body, 'trak');
  const header = child(track, 'tkhd');
  const tables = child(child(child(track, 'mdia'), 'minf'), 'stbl');
  const description = child(tables, 'stsd');
  if (header === undefined || header.length < 84 || description === undefined) return undefined;
  const pictures = boxes.flatMap((moof, index) => {
    const data = boxes[index + 1];
    return moof.type === 'moof' && data?.type === 'mdat' ? recordedPicture(moof, data) : [];
  });
  if (pictures.length === 0) return undefined;
  const facts = viewOf(header);
  return { description: box('stsd', description), width: facts.getUint16(76), height: facts.getUint16(80), pictures };
}

/** One picture per fragment, with all its fields in the run: see `fragment`. */
function recordedPicture(moof: Box, data: Box): RecordedPicture[] {
  const run = child(child(moof.body, 'traf'), 'trun');
  if (run === undefined || run.length < 28) return [];
  const facts = viewOf(run);
  const size = facts.getUint32(16);
  if (facts.getUint32(4) !== 1 || size !== data.body.length) return [];
  const isKey = (facts.getUint32(20) & NOT_A_KEY) === 0;
  return [{ at: data.at + 8, size, isKey, duration: facts.getUint32(12), offset: facts.getInt32(24) }];
}

/**
 * The beginning of a film that is played while it loads and can be sought in: everything but the pictures themselves, which follow in
 * the order of the recordings.
 * @param recordings of one format, one after another; what was not recorded between them is left out of the film
 * @throws RangeError when there is nothing to play, or more than 4 GiB
 */
export function filmHead(recordings: readonly RecordingIndex[]): Uint8Array {
  const [first] = recordings;
  if (first === undefined) throw new RangeError('no recordings');
  const pictures = recordings.flatMap((recording) => recording.pictures);
  const bytes = sum(pictures.map(({ size }) => size));
  const duration = sum(pictures.map((picture) => picture.duration));
  const keys = pictures.flatMap(({ isKey }, index) => (isKey ? [index + 1] : []));
  const made = (dataAt: number): Uint8Array => {
    const tables = [
      first.description,
      box('stts', u32(0), counted(runs(pictures.map((picture) => picture.duration)))),
      // Version 1: offsets may be negative.
      box('ctts', u32(0x01000000), counted(runs(pictures.map(({ offset }) => offset)))),
      box('stss', u32(0), counted(keys.map((key) => [key]))),
      box('stsz', u32(0), u32(0), counted(pictures.map(({ size }) => [size]))),
      // One chunk for all, as they lie one behind the other.
      box('stsc', u32(0), counted([[1, pictures.length, 1]])),
      box('stco', u32(0), counted([[dataAt]])),
    ];
    return join([
      box('ftyp', ascii('isom'), u32(512), ascii('isomiso2mp41')),
      movie({ size: first, duration, tables }),
      u32(8 + bytes),
      ascii('mdat'),
    ]);
  };
  const head = made(made(0).length);
  if (head.length + bytes > MOST_BYTES) throw new RangeError('longer than 4 GiB');
  return head;
}

function child(body: Uint8Array | undefined, type: string): Uint8Array | undefined {
  return body && boxesIn(body).find((one) => one.type === type)?.body;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** How often each value comes, and which. */
function runs(values: readonly number[]): number[][] {
  const found: [number, number][] = [];
  for (const value of values) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === value) last[0]++;
    else found.push([1, value]);
  }
  return found;
}

/** A table: how many rows, and these. */
function counted(rows: readonly (readonly number[])[]): Uint8Array {
  return join([u32(rows.length), ...rows.map((row) => row.flatMap(u32))]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
