import { createAssignment } from '../../../ingest/core/tracking/assignment.ts';
import type { ComparedSequence } from './similarity.ts';

/** Counts of the identity metrics; sums over sequences are meaningful. */
export interface IdentityCounts {
  readonly idTruePositives: number;
  readonly idFalsePositives: number;
  readonly idMisses: number;
}

const LEAST_IOU = 0.5;

/** Identity metrics (Ristani et al. 2016): the one-to-one pairing of whole truth and result tracks with the most frames in common. */
export function identity(sequence: ComparedSequence): IdentityCounts {
  const { truthIds, resultIds } = sequence;
  const cost = new Float64Array(truthIds * resultIds);
  for (const { truth, result, similarity } of sequence.frames) {
    for (const [row, truthId] of truth.entries()) {
      for (const [column, resultId] of result.entries()) {
        if ((similarity[row * result.length + column] as number) < LEAST_IOU) continue;
        const at = truthId * resultIds + resultId;
        cost[at] = (cost[at] as number) - 1;
      }
    }
  }
  const partners = createAssignment().solve(cost, truthIds, resultIds, 0);
  let common = 0;
  for (let truthId = 0; truthId < truthIds; truthId++) {
    const partner = partners[truthId] as number;
    if (partner >= 0) common -= cost[truthId * resultIds + partner] as number;
  }
  return {
    idTruePositives: common,
    idFalsePositives: sequence.resultBoxes - common,
    idMisses: sequence.truthBoxes - common,
  };
}
