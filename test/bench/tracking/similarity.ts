import { iou } from '../../../ingest/core/geometry/box.ts';
import type { LabelledFrames } from './mot-file.ts';

/** One frame of truth against result, with identities renumbered 0, 1, 2, … */
export interface ComparedFrame {
  readonly truth: readonly number[];
  readonly result: readonly number[];
  /** IoU, row-major truth × result. */
  readonly similarity: Float64Array;
}

/** Truth and result of one sequence, ready for all metrics. */
export interface ComparedSequence {
  readonly frames: readonly ComparedFrame[];
  readonly truthIds: number;
  readonly resultIds: number;
  readonly truthBoxes: number;
  readonly resultBoxes: number;
}

/** Lines truth and result up frame by frame. */
export function compare(truth: LabelledFrames, result: LabelledFrames): ComparedSequence {
  const truthNumber = createNumbering();
  const resultNumber = createNumbering();
  const length = Math.max(truth.frames.length, result.frames.length);
  const frames = Array.from({ length }, (_, at): ComparedFrame => {
    const expected = truth.frames[at] ?? [];
    const found = result.frames[at] ?? [];
    const similarity = new Float64Array(expected.length * found.length);
    for (const [row, a] of expected.entries()) {
      for (const [column, b] of found.entries()) similarity[row * found.length + column] = iou(a.box, b.box);
    }
    return {
      truth: expected.map(({ id }) => truthNumber.of(id)),
      result: found.map(({ id }) => resultNumber.of(id)),
      similarity,
    };
  });
  return {
    frames,
    truthIds: truthNumber.count(),
    resultIds: resultNumber.count(),
    truthBoxes: frames.reduce((sum, frame) => sum + frame.truth.length, 0),
    resultBoxes: frames.reduce((sum, frame) => sum + frame.result.length, 0),
  };
}

function createNumbering(): { of(id: number): number; count(): number } {
  const numbers = new Map<number, number>();
  return {
    of(id) {
      const known = numbers.get(id) ?? numbers.size;
      numbers.set(id, known);
      return known;
    },
    count: () => numbers.size,
  };
}
