/** One picture of a film as it is sent: its NAL units (without start codes), and whether a decoder can begin here. */
export type AccessUnit = {
  readonly nals: readonly Buffer[];
  readonly keyframe: boolean;
};

/** A film held in memory, shared by all cameras that show it. `units[0]` is always a keyframe. */
export type Film = {
  readonly units: readonly AccessUnit[];
  readonly sps: Buffer;
  readonly pps: Buffer;
};

/** The film file cannot be played by a simulated camera; the message says what to do about it. */
export class FilmError extends Error {
  override readonly name = 'FilmError';
}

const SLICE = 1;
const IDR_SLICE = 5;
const SEI = 6;
const SPS = 7;
const PPS = 8;

const START_CODE = Buffer.from([0, 0, 1]);
const SLICE_TYPE_B = 1;

/**
 * Splits an H.264 Annex-B byte stream into access units (ITU-T H.264, 7.4.1.2.3, for streams as encoders write them).
 * Every keyframe carries the SPS and PPS that hold for it, whether the file repeats them or not (a film may change its picture size).
 * Pictures before the first keyframe are left out.
 * @throws FilmError when there is no keyframe, no parameter set, or the film has B-frames (sent in decoding order, they would get wrong times)
 */
export function parseFilm(bytes: Buffer): Film {
  let sps: Buffer | undefined;
  let pps: Buffer | undefined;
  const units: { nals: Buffer[]; keyframe: boolean; hasSlice: boolean }[] = [];
  let unit = { nals: [] as Buffer[], keyframe: false, hasSlice: false };
  const close = (): void => {
    if (unit.hasSlice) units.push(unit);
    unit = { nals: [], keyframe: false, hasSlice: false };
  };

  for (const nal of splitNals(bytes)) {
    const type = (nal[0] ?? 0) & 0x1f;
    if (type === SLICE || type === IDR_SLICE) {
      if (unit.hasSlice && startsPicture(nal)) close();
      if (sliceType(nal) === SLICE_TYPE_B) throw new FilmError('the film has B-frames: encode it with -bf 0');
      if (type === IDR_SLICE && !unit.keyframe && sps !== undefined && pps !== undefined) {
        unit.keyframe = true;
        unit.nals.unshift(sps, pps);
      }
      unit.hasSlice = true;
      unit.nals.push(nal);
      continue;
    }
    if (unit.hasSlice) close();
    if (type === SPS) sps = nal;
    else if (type === PPS) pps = nal;
    else if (type === SEI) unit.nals.push(nal);
  }
  close();

  const first = units.findIndex((u) => u.keyframe);
  if (sps === undefined || pps === undefined) throw new FilmError('not an H.264 Annex-B film: no SPS and PPS found');
  if (first < 0) throw new FilmError('the film has no keyframe (IDR picture)');
  const [firstSps = sps, firstPps = pps] = units[first]?.nals ?? [];
  return {
    sps: firstSps,
    pps: firstPps,
    units: units.slice(first).map(({ nals, keyframe }) => ({ nals, keyframe })),
  };
}

function* splitNals(bytes: Buffer): Generator<Buffer> {
  let start = bytes.indexOf(START_CODE);
  while (start >= 0) {
    const next = bytes.indexOf(START_CODE, start + 3);
    let end = next < 0 ? bytes.length : next;
    // Zero bytes before a start code belong to it (a NAL unit never ends with one).
    while (end > start + 3 && bytes[end - 1] === 0) end--;
    if (end > start + 3) yield bytes.subarray(start + 3, end);
    start = next;
  }
}

/** first_mb_in_slice is the first Exp-Golomb number of a slice; zero is written as a single one bit. */
function startsPicture(slice: Buffer): boolean {
  return ((slice[1] ?? 0) & 0x80) !== 0;
}

function sliceType(slice: Buffer): number {
  let bit = 8;
  const readBit = (): number => {
    const value = ((slice[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
    bit++;
    return value;
  };
  const readExpGolomb = (): number => {
    let zeros = 0;
    while (readBit() === 0 && zeros < 31) zeros++;
    let value = 1;
    for (let i = 0; i < zeros; i++) value = value * 2 + readBit();
    return value - 1;
  };
  readExpGolomb();
  return readExpGolomb() % 5;
}
