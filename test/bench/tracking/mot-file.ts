import type { Box } from '../../../contracts/geometry.ts';

/** One line of a MOTChallenge file. `frame` counts from 1; `box` is in pixels with the picture's corner at 0,0. */
export interface MotRow {
  readonly frame: number;
  readonly id: number;
  readonly box: Box;
  readonly confidence: number;
  /** Class column of MOT16 and later truth; NaN where the file has none (MOT15). */
  readonly classId: number;
}

/** What programs write for numbers that are none. */
const NOT_A_NUMBER = /(?:^|[,;\s])[+-]?(?:nan|inf(?:inity)?)(?=[,;\s]|$)/i;

/** Classes of MOT16 and later. */
const CLASSES: ReadonlySet<number> = new Set(Array.from({ length: 13 }, (_, at) => at + 1));

function refused(name: string, line: number): void {
  console.warn(`${name}, line ${line}: holds what is no number, left out`);
}

/**
 * Reads MOTChallenge text: frame, id, left, top, width, height, confidence, … (Leal-Taixé et al. 2015, section 3.2).
 * Positions are 1-based in the format; here they become 0-based.
 * @throws Error that names the line when a line is not of this form.
 */
export function parseMot(text: string, name: string): MotRow[] {
  const rows: MotRow[] = [];
  let columns = 0;
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '') continue;
    const fields = line
      .split(/[,;\s]+/)
      .filter((field) => field !== '')
      .map(Number);
    const [frame = NaN, id = NaN, x = NaN, y = NaN, w = NaN, h = NaN, confidence = 1] = fields;
    // A detector's broken line is the detector's: the tracker would refuse it as well, and a camera goes on.
    if (NOT_A_NUMBER.test(line) && Number.isInteger(frame) && frame >= 1) {
      refused(name, index + 1);
      continue;
    }
    const classId = fields.length >= 9 ? (fields[7] ?? NaN) : NaN;
    if (!Number.isInteger(frame) || frame < 1 || !Number.isFinite(id + x + y + w + h + confidence)) {
      throw new Error(`${name}, line ${index + 1}: not a MOTChallenge line: ${line.slice(0, 80)}`);
    }
    rows.push({ frame, id, box: { x: x - 1, y: y - 1, w, h }, confidence, classId });
    columns = Math.max(columns, fields.length);
  }
  // MOT16 and later have nine columns, the eighth being the class; MOT15 has ten, with a place in the world at the end. Whoever writes
  // further columns behind the class leaves whole numbers there, as no place in the world does in every line.
  const haveClasses = columns === 9 || rows.every(({ classId }) => CLASSES.has(classId));
  return haveClasses ? rows : rows.map((row) => ({ ...row, classId: NaN }));
}

/** Boxes with identities, frame by frame. */
export interface LabelledFrames {
  /** Index 0 is frame 1. */
  readonly frames: readonly (readonly { readonly id: number; readonly box: Box }[])[];
}

/**
 * Truth as the benchmark counts it: entries with confidence 0 are left out; where there is a class column (MOT16 and later)
 * only class 1 (pedestrian) counts.
 */
export function truthFrames(rows: readonly MotRow[], length: number): LabelledFrames {
  const hasClasses = rows.some(({ classId }) => classId > 1);
  const counted = rows.filter(({ confidence, classId }) => confidence !== 0 && (!hasClasses || classId === 1));
  return toFrames(counted, length);
}

/** Groups rows by frame; frames beyond `length` are left out. */
export function toFrames(rows: readonly MotRow[], length: number): LabelledFrames {
  const frames: { id: number; box: Box }[][] = Array.from({ length }, () => []);
  for (const { frame, id, box } of rows) frames[frame - 1]?.push({ id, box });
  return { frames };
}

/** Writes rows in the same format. */
export function formatMot(rows: readonly MotRow[]): string {
  const number = (value: number): string => String(Math.round(value * 100) / 100);
  return rows
    .map(({ frame, id, box, confidence }) =>
      [
        frame,
        id,
        number(box.x + 1),
        number(box.y + 1),
        number(box.w),
        number(box.h),
        number(confidence),
        -1,
        -1,
        -1,
      ].join(','),
    )
    .join('\n');
}
