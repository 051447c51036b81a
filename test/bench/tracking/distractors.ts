import { createAssignment } from '../../../ingest/core/tracking/assignment.ts';
import { iou } from '../../../ingest/core/geometry/box.ts';
import type { LabelledFrames, MotRow } from './mot-file.ts';

/** Classes of MOT16 and later whose boxes may be found or not: people on vehicles, static people, distractors, reflections. */
const DISTRACTORS: ReadonlySet<number> = new Set([2, 7, 8, 12]);
/** In MOT20 also vehicles that are none of the benchmark's. */
const FOREIGN_VEHICLE = 6;
const LEAST_IOU = 0.5;

/** Truth of all classes, frame by frame, of which some boxes are distractors. */
export interface FullTruth {
  readonly frames: readonly (readonly { readonly box: MotRow['box']; readonly isDistractor: boolean }[])[];
}

/** Full truth of a file with classes, or null where the file has none (MOT15). */
export function fullTruth(rows: readonly MotRow[], length: number, isMot20 = false): FullTruth | null {
  if (!rows.some(({ classId }) => classId > 1)) return null;
  const frames: { box: MotRow['box']; isDistractor: boolean }[][] = Array.from({ length }, () => []);
  for (const { frame, box, classId } of rows) {
    const isDistractor = DISTRACTORS.has(classId) || (isMot20 && classId === FOREIGN_VEHICLE);
    frames[frame - 1]?.push({ box, isDistractor });
  }
  return { frames };
}

/**
 * Takes results away that were found on distractors: neither right nor wrong. Result and all truth are paired frame by frame at IoU
 * 0.5, as the benchmark's own kit does (TrackEval, MOTChallenge2DBox preprocessing).
 */
export function withoutDistractors(result: LabelledFrames, truth: FullTruth): LabelledFrames {
  const assignment = createAssignment();
  return {
    frames: result.frames.map((found, at) => {
      const expected = truth.frames[at] ?? [];
      if (!expected.some(({ isDistractor }) => isDistractor)) return found;
      const cost = new Float64Array(expected.length * found.length).fill(Infinity);
      for (const [row, { box }] of expected.entries()) {
        for (const [column, one] of found.entries()) {
          const overlap = iou(box, one.box);
          if (overlap >= LEAST_IOU) cost[row * found.length + column] = -overlap;
        }
      }
      const columnOf = assignment.solve(cost, expected.length, found.length, 0);
      const dropped = new Set(expected.flatMap(({ isDistractor }, row) => (isDistractor ? [columnOf[row] ?? -1] : [])));
      return found.filter((_, column) => !dropped.has(column));
    }),
  };
}
