import type { Box } from '../../../../contracts/geometry.ts';
import { createAssignment } from '../../../../ingest/core/tracking/assignment.ts';
import { iou } from '../../../../ingest/core/geometry/box.ts';

const assignment = createAssignment();

/** Pairs rows with columns so that the sum of overlaps is largest, none below `least`; -1 where a row stays alone. */
export function pairByOverlap(rows: readonly Box[], columns: readonly Box[], least: number): number[] {
  const cost = new Float64Array(rows.length * columns.length);
  for (const [row, a] of rows.entries()) {
    for (const [column, b] of columns.entries()) {
      const overlap = iou(a, b);
      cost[row * columns.length + column] = overlap >= least ? 1 - overlap : Infinity;
    }
  }
  return [...assignment.solve(cost, rows.length, columns.length, 1).subarray(0, rows.length)];
}
