import { createAssignment } from '../../../ingest/core/tracking/assignment.ts';
import type { ComparedSequence } from './similarity.ts';

/** Counts of the CLEAR MOT metrics; sums over sequences are meaningful. */
export interface ClearMotCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly misses: number;
  readonly switches: number;
  readonly fragmentations: number;
}

const LEAST_IOU = 0.5;
/** Keeps last frame's pairs wherever they still hold, as the definition asks; larger than any sum of similarities. */
const KEPT = 1000;
const EPSILON = 1e-12;

/**
 * CLEAR MOT (Bernardin and Stiefelhagen 2008) at IoU 0.5, with pairs of the frame before kept where they still hold,
 * as in the reference implementation of the benchmark (TrackEval).
 */
export function clearMot(sequence: ComparedSequence): ClearMotCounts {
  const assignment = createAssignment();
  const counts = { truePositives: 0, falsePositives: 0, misses: 0, switches: 0, fragmentations: 0 };
  /** Last result paired with each truth at any time, and in the frame before. */
  const lastPartner = new Int32Array(sequence.truthIds).fill(-1);
  const partnerBefore = new Int32Array(sequence.truthIds).fill(-1);
  const stretches = new Int32Array(sequence.truthIds);

  for (const { truth, result, similarity } of sequence.frames) {
    const columns = result.length;
    const cost = new Float64Array(truth.length * columns).fill(Infinity);
    for (const [row, truthId] of truth.entries()) {
      for (const [column, resultId] of result.entries()) {
        const similar = similarity[row * columns + column] as number;
        if (similar < LEAST_IOU - EPSILON) continue;
        cost[row * columns + column] = -similar - (partnerBefore[truthId] === resultId ? KEPT : 0);
      }
    }
    const columnOf = assignment.solve(cost, truth.length, columns, 0);
    const now = new Int32Array(sequence.truthIds).fill(-1);
    let pairs = 0;
    for (const [row, truthId] of truth.entries()) {
      const resultId = result[columnOf[row] ?? -1];
      if (resultId === undefined) continue;
      pairs++;
      now[truthId] = resultId;
      if (lastPartner[truthId] !== -1 && lastPartner[truthId] !== resultId) counts.switches++;
      if (partnerBefore[truthId] === -1) stretches[truthId] = (stretches[truthId] as number) + 1;
      lastPartner[truthId] = resultId;
    }
    partnerBefore.set(now);
    counts.truePositives += pairs;
    counts.misses += truth.length - pairs;
    counts.falsePositives += columns - pairs;
  }
  counts.fragmentations = stretches.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
  return counts;
}
