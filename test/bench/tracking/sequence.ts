import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fullTruth, type FullTruth } from './distractors.ts';
import { parseMot, toFrames, truthFrames, type LabelledFrames, type MotRow } from './mot-file.ts';

/** One sequence to be tracked: detections, and truth where there is any. */
export interface Sequence {
  readonly name: string;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly length: number;
  /** Index 0 is frame 1. */
  readonly detections: readonly (readonly MotRow[])[];
  readonly truth: LabelledFrames | null;
  /** Truth of all classes, where the file has classes (MOT16 and later). */
  readonly distractors: FullTruth | null;
}

/** Of most sequences; a tracker that counts in seconds follows badly where it is three times wrong. */
const USUAL_FPS = 25;

/** What is known about a sequence besides its files. */
export interface SequenceHints {
  readonly fps?: number | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Folder of the sequence's pictures; its facts may lie beside it. */
  readonly images?: string | undefined;
}

/** Finds the sequences below a folder: every folder that holds `det/det.txt`. */
export function findSequences(folder: string): { detections: string; truth: string | null }[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => join(folder, entry.name))
    .filter((path) => existsSync(join(path, 'det', 'det.txt')))
    .sort()
    .map((path) => {
      const truth = join(path, 'gt', 'gt.txt');
      return { detections: join(path, 'det', 'det.txt'), truth: existsSync(truth) ? truth : null };
    });
}

/**
 * Reads one sequence. Frame rate, size and length come from the `seqinfo.ini` beside the files where there is one.
 * @throws Error when a file is missing or not in MOTChallenge format.
 */
export function readSequence(detectionFile: string, truthFile: string | null, hints: SequenceHints): Sequence {
  const rows = parseMot(readFileSync(detectionFile, 'utf8'), detectionFile);
  const truthRows = truthFile ? parseMot(readFileSync(truthFile, 'utf8'), truthFile) : [];
  const info = readInfo([truthFile, detectionFile, ...(hints.images === undefined ? [] : [join(hints.images, 'any')])]);
  const extent = [...rows, ...truthRows];
  const length = Number(info.get('seqLength') ?? furthest(extent, ({ frame }) => frame));
  const fps = hints.fps ?? Number(info.get('frameRate') ?? USUAL_FPS);
  if (hints.fps === undefined && !info.has('frameRate')) {
    console.warn(`${detectionFile}: no frame rate is known; ${USUAL_FPS} a second are taken, --fps says another`);
  }
  if (!(fps > 0 && length > 0)) throw new Error(`${detectionFile}: no frames or no frame rate`);
  const detections: MotRow[][] = Array.from({ length }, () => []);
  const hasClasses = rows.some(({ classId }) => classId >= 1);
  for (const row of rows) if (!hasClasses || row.classId === 1) detections[row.frame - 1]?.push(row);
  const name = info.get('name') ?? (basename(dirname(dirname(detectionFile))) || basename(detectionFile));
  return {
    name,
    fps,
    width: hints.width ?? Number(info.get('imWidth') ?? furthest(extent, ({ box }) => box.x + box.w)),
    height: hints.height ?? Number(info.get('imHeight') ?? furthest(extent, ({ box }) => box.y + box.h)),
    length,
    detections,
    truth: truthFile ? truthFrames(truthRows, length) : null,
    distractors: fullTruth(truthRows, length, /MOT20/i.test(`${name} ${truthFile}`)),
  };
}

/** Without any other word of the picture's size, it reaches as far as its boxes do. */
function furthest(rows: readonly MotRow[], edge: (row: MotRow) => number): number {
  return Math.ceil(rows.reduce((most, row) => Math.max(most, edge(row)), 1));
}

/** The same sequence seen at a lower frame rate: every n-th frame only. */
export function thinSequence(sequence: Sequence, every: number): Sequence {
  if (every <= 1) return sequence;
  const kept = <T>(frames: readonly T[]): T[] => frames.filter((_, at) => at % every === 0);
  const detections = kept(sequence.detections);
  return {
    ...sequence,
    fps: sequence.fps / every,
    length: detections.length,
    detections,
    truth: sequence.truth && { frames: kept(sequence.truth.frames) },
    distractors: sequence.distractors && { frames: kept(sequence.distractors.frames) },
  };
}

/** Result rows as frames, for comparison with truth. */
export function resultFrames(rows: readonly MotRow[], length: number): LabelledFrames {
  return toFrames(rows, length);
}

function readInfo(files: readonly (string | null)[]): ReadonlyMap<string, string> {
  for (const file of files) {
    if (file === null) continue;
    for (const folder of [dirname(file), dirname(dirname(file))]) {
      const path = join(folder, 'seqinfo.ini');
      if (!existsSync(path)) continue;
      const pairs = readFileSync(path, 'utf8').matchAll(/^\s*(\w+)\s*=\s*(.*?)\s*$/gm);
      return new Map(Array.from(pairs, ([, key = '', value = '']) => [key, value]));
    }
  }
  return new Map();
}
