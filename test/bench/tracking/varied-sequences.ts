import { createRandom, normal } from './made-numbers.ts';
import type { MotRow } from './mot-file.ts';
import { thinSequence, type Sequence } from './sequence.ts';

/** One way to make another sequence of a given one, whose truth is still exact. */
interface Variation {
  readonly name: string;
  readonly make: (sequence: Sequence, played: number) => Sequence;
  /** Whether another throw gives another sequence. */
  readonly byChance?: true;
}

/** Most frames without detections at a stretch, in seconds, and how often such a stretch comes. */
const GAP_S = 0.4;
const GAP_EVERY_S = 3;
/** A detector that misses somebody goes on missing them. */
const MISSED_AGAIN = 0.75;
/** Between the seeds of two throws. */
const NEXT_THROW = 1000;

const VARIATIONS: readonly Variation[] = [
  { name: 'as it is', make: (sequence) => sequence },
  { name: 'backwards', make: backwards },
  { name: 'half the rate', make: (sequence) => thinSequence(sequence, 2) },
  { name: 'half, backwards', make: (sequence) => thinSequence(backwards(sequence), 2) },
  { name: 'a third the rate', make: (sequence) => thinSequence(sequence, 3) },
  { name: 'a third, backwards', make: (sequence) => thinSequence(backwards(sequence), 3) },
  { name: 'probabilities', make: (sequence) => rescored(sequence, (z) => 1 / (1 + Math.exp(-1.5 * z - 1.5))) },
  { name: 'strong only', make: (sequence) => rescored(sequence, (z) => (z < -0.5 ? NaN : 0.97 - 0.06 * Math.exp(-z))) },
  { name: 'margins', make: (sequence) => rescored(sequence, (z) => 0.6 * z - 0.2) },
  { name: 'constant scores', make: (sequence) => rescored(sequence, () => 1) },
  { name: 'random scores', make: (sequence) => rescored(sequence, (_, random) => 100 * random()) },
  { name: 'missed in runs', make: missedInRuns, byChance: true },
  { name: 'gaps', make: withGaps },
  { name: 'trembling boxes', make: trembling, byChance: true },
  { name: 'false boxes', make: withFalseBoxes, byChance: true },
  { name: 'pan', make: (sequence) => swayed(sequence, (s) => [0.25 * s, 0]) },
  { name: 'swing', make: (sequence) => swayed(sequence, (s) => [0.1 * Math.sin(2 * s), 0.03 * Math.sin(5 * s)]) },
  { name: 'jolts', make: jolted, byChance: true },
];

/**
 * Every sequence in every variation: what holds for one film and not for its variations was fitted, not found.
 *
 * @param throws how often those that chance has a part in are made, each time by other chances: one throw's few switches are luck
 */
export function variedSequences(sequences: readonly Sequence[], throws = 1): Sequence[] {
  return VARIATIONS.flatMap(({ name, make, byChance }) =>
    Array.from({ length: byChance ? throws : 1 }, (_, played) =>
      sequences.map((sequence) => ({ ...make(sequence, played), name: `${sequence.name}: ${name}` })),
    ).flat(),
  );
}

/** The variation that a sequence of `variedSequences` shows. */
export function variationOf({ name }: Sequence): string {
  return name.slice(name.lastIndexOf(': ') + 2);
}

function backwards(sequence: Sequence): Sequence {
  const turned = <T>(frames: readonly T[]): T[] => [...frames].reverse();
  return {
    ...sequence,
    detections: turned(sequence.detections),
    truth: sequence.truth && { frames: turned(sequence.truth.frames) },
    distractors: sequence.distractors && { frames: turned(sequence.distractors.frames) },
  };
}

/** Detections alone are changed, box by box; null leaves one out. */
function changed(sequence: Sequence, change: (row: MotRow, at: number) => MotRow | null): Sequence {
  const detections = sequence.detections.map((rows, at) => rows.flatMap((row) => change(row, at) ?? []));
  return { ...sequence, detections };
}

/** @param score from how many standard deviations a confidence lies above the middle; NaN leaves the box out. */
function rescored(sequence: Sequence, score: (z: number, random: () => number) => number): Sequence {
  const all = sequence.detections.flatMap((rows) => rows.map(({ confidence }) => confidence)).sort((a, b) => a - b);
  const middle = all[Math.floor(all.length / 2)] ?? 0;
  const spread = Math.sqrt(all.reduce((sum, one) => sum + (one - middle) ** 2, 0) / Math.max(1, all.length)) || 1;
  const random = createRandom(3);
  return changed(sequence, (row) => {
    const confidence = score((row.confidence - middle) / spread, random);
    return Number.isNaN(confidence) ? null : { ...row, confidence };
  });
}

/** Each third second or so of each part of the picture is one in which the detector is blind there. */
function missedInRuns(sequence: Sequence, played: number): Sequence {
  const random = createRandom(5 + NEXT_THROW * played);
  const cells = 12;
  const blind = Array.from({ length: cells }, () => false);
  let frame = -1;
  return changed(sequence, (row, at) => {
    if (at !== frame) {
      frame = at;
      for (let cell = 0; cell < cells; cell++) blind[cell] = random() < (blind[cell] ? MISSED_AGAIN : 0.08);
    }
    const cell = Math.floor((cells * (row.box.x + row.box.w / 2)) / sequence.width);
    return blind[Math.min(cells - 1, Math.max(0, cell))] ? null : row;
  });
}

function withGaps(sequence: Sequence): Sequence {
  const { fps } = sequence;
  return changed(sequence, (row, at) => ((at / fps) % GAP_EVERY_S > GAP_EVERY_S - GAP_S ? null : row));
}

function trembling(sequence: Sequence, played: number): Sequence {
  const random = createRandom(11 + NEXT_THROW * played);
  return changed(sequence, (row) => {
    const { x, y, w, h } = row.box;
    const grown = Math.exp(0.07 * normal(random));
    const box = {
      x: x + (w - w * grown) / 2 + 0.08 * w * normal(random),
      y: y + (h - h * grown) / 2 + 0.05 * h * normal(random),
      w: w * grown,
      h: h * grown,
    };
    return { ...row, box };
  });
}

/** Two more boxes a frame, as large and as sure as others, anywhere. */
function withFalseBoxes(sequence: Sequence, played: number): Sequence {
  const random = createRandom(13 + NEXT_THROW * played);
  const all = sequence.detections.flat();
  const detections = sequence.detections.map((rows) => {
    const added = [0, 1].flatMap(() => {
      const like = all[Math.floor(random() * all.length)];
      const other = all[Math.floor(random() * all.length)];
      if (!like || !other) return [];
      const x = random() * (sequence.width - like.box.w);
      return { ...like, confidence: other.confidence, box: { ...like.box, x } };
    });
    return [...rows, ...added];
  });
  return { ...sequence, detections };
}

/** @param way where the picture has moved to after so many seconds, in picture heights. */
function swayed(sequence: Sequence, way: (seconds: number, at: number) => readonly [number, number]): Sequence {
  const moved = <T extends { readonly box: MotRow['box'] }>(frames: readonly (readonly T[])[]): T[][] =>
    frames.map((rows, at) => {
      const [dx, dy] = way(at / sequence.fps, at);
      return rows.map((row) => ({
        ...row,
        box: { ...row.box, x: row.box.x + dx * sequence.height, y: row.box.y + dy * sequence.height },
      }));
    });
  // The picture is widened, so that nobody leaves it by its movement.
  const margin = 8 * sequence.height;
  const inside = <T extends { readonly box: MotRow['box'] }>(frames: readonly (readonly T[])[]): T[][] =>
    moved(frames).map((rows) => rows.map((row) => ({ ...row, box: { ...row.box, x: row.box.x + margin } })));
  return {
    ...sequence,
    width: sequence.width + 2 * margin,
    detections: inside(sequence.detections),
    truth: sequence.truth && { frames: inside(sequence.truth.frames) },
    distractors: sequence.distractors && { frames: inside(sequence.distractors.frames) },
  };
}

/** A mast in gusts: each frame a little, now and then much. */
function jolted(sequence: Sequence, played: number): Sequence {
  const random = createRandom(17 + NEXT_THROW * played);
  const places = sequence.detections.map(() => {
    const size = random() < 0.06 ? 0.06 : 0.008;
    return [size * normal(random), size * normal(random)] as const;
  });
  return swayed(sequence, (_, at) => places[at] ?? [0, 0]);
}
