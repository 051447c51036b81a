import { createAssignment } from '../../../ingest/core/tracking/assignment.ts';
import type { ComparedSequence } from './similarity.ts';

/** HOTA's parts for each of the 19 localisation thresholds 0.05, 0.10, … 0.95; sums over sequences are meaningful. */
export interface HotaCounts {
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly misses: Float64Array;
  /** Sum over true positives of each one's association accuracy. */
  readonly association: Float64Array;
  /** Sum over true positives of their IoU. */
  readonly overlap: Float64Array;
}

/** The localisation thresholds. */
export const ALPHAS: readonly number[] = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
const EPSILON = 1e-12;

/** Higher-order tracking accuracy (Luiten et al. 2021), pairing by global alignment as in the reference implementation (TrackEval). */
export function hota(sequence: ComparedSequence): HotaCounts {
  const { truthIds, resultIds, frames } = sequence;
  const potential = new Float64Array(truthIds * resultIds);
  const truthCount = new Float64Array(truthIds);
  const resultCount = new Float64Array(resultIds);

  for (const { truth, result, similarity } of frames) {
    const columns = result.length;
    const rowSums = new Float64Array(truth.length);
    const columnSums = new Float64Array(columns);
    for (let row = 0; row < truth.length; row++) {
      for (let column = 0; column < columns; column++) {
        const similar = similarity[row * columns + column] as number;
        rowSums[row] = (rowSums[row] as number) + similar;
        columnSums[column] = (columnSums[column] as number) + similar;
      }
    }
    for (const [row, truthId] of truth.entries()) {
      truthCount[truthId] = (truthCount[truthId] as number) + 1;
      for (const [column, resultId] of result.entries()) {
        const similar = similarity[row * columns + column] as number;
        const either = (rowSums[row] as number) + (columnSums[column] as number) - similar;
        const at = truthId * resultIds + resultId;
        if (either > EPSILON) potential[at] = (potential[at] as number) + similar / either;
      }
    }
    for (const resultId of result) resultCount[resultId] = (resultCount[resultId] as number) + 1;
  }

  const alignment = potential.map((common, at) => {
    const total = (truthCount[Math.floor(at / resultIds)] as number) + (resultCount[at % resultIds] as number) - common;
    return total > 0 ? common / total : 0;
  });

  const truePositives = new Float64Array(ALPHAS.length);
  const overlap = new Float64Array(ALPHAS.length);
  const pairsOf = ALPHAS.map(() => new Float64Array(truthIds * resultIds));
  const assignment = createAssignment();
  for (const { truth, result, similarity } of frames) {
    const columns = result.length;
    const cost = new Float64Array(truth.length * columns);
    for (const [row, truthId] of truth.entries()) {
      for (const [column, resultId] of result.entries()) {
        const at = row * columns + column;
        cost[at] = -(alignment[truthId * resultIds + resultId] as number) * (similarity[at] as number);
      }
    }
    const columnOf = assignment.solve(cost, truth.length, columns, 0);
    for (const [row, truthId] of truth.entries()) {
      const column = columnOf[row] ?? -1;
      const resultId = result[column];
      if (resultId === undefined) continue;
      const similar = similarity[row * columns + column] as number;
      for (const [level, alpha] of ALPHAS.entries()) {
        if (similar < alpha - EPSILON) break;
        truePositives[level] = (truePositives[level] as number) + 1;
        overlap[level] = (overlap[level] as number) + similar;
        const pairs = pairsOf[level];
        const at = truthId * resultIds + resultId;
        if (pairs) pairs[at] = (pairs[at] as number) + 1;
      }
    }
  }

  const association = Float64Array.from(pairsOf, (pairs) =>
    pairs.reduce((sum, common, at) => {
      if (common === 0) return sum;
      const total =
        (truthCount[Math.floor(at / resultIds)] as number) + (resultCount[at % resultIds] as number) - common;
      return sum + (common * common) / total;
    }, 0),
  );
  return {
    truePositives,
    falsePositives: truePositives.map((hits) => sequence.resultBoxes - hits),
    misses: truePositives.map((hits) => sequence.truthBoxes - hits),
    association,
    overlap,
  };
}
