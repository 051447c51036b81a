import type { Candidates } from './candidates.ts';

/** Limits of the suppression. */
export interface NmsLimits {
  /** Overlap (IoU, 0..1) above which the weaker of two boxes of one class goes. */
  readonly iou: number;
  /** Only so many of the strongest candidates are compared; bounds the time at very low score thresholds. */
  readonly maxCandidates: number;
  /** At most so many boxes are kept. */
  readonly maxDetections: number;
}

/**
 * Greedy non-maximum suppression within each class. Returns positions in `list` by falling score; equal scores keep the
 * order of the list, so the same output always gives the same answer.
 */
export function suppress(list: Candidates, limits: NmsLimits): number[] {
  const order = strongest(list, limits.maxCandidates);
  const kept: number[] = [];
  for (const at of order) {
    if (kept.length === limits.maxDetections) break;
    let free = true;
    for (const other of kept) {
      if (list.classIndex[other] === list.classIndex[at] && overlap(list, other, at) > limits.iou) {
        free = false;
        break;
      }
    }
    if (free) kept.push(at);
  }
  return kept;
}

/** Positions in `list` by falling score, at most `limit`. What models that suppress by themselves need. */
export function strongest(list: Candidates, limit: number): number[] {
  const order = Array.from({ length: list.count }, (_, at) => at);
  order.sort((a, b) => (list.score[b] ?? 0) - (list.score[a] ?? 0) || a - b);
  if (order.length > limit) order.length = limit;
  return order;
}

/** Intersection over union of two candidates. */
function overlap(list: Candidates, a: number, b: number): number {
  const aLeft = list.left[a] ?? 0;
  const aTop = list.top[a] ?? 0;
  const aRight = list.right[a] ?? 0;
  const aBottom = list.bottom[a] ?? 0;
  const bLeft = list.left[b] ?? 0;
  const bTop = list.top[b] ?? 0;
  const bRight = list.right[b] ?? 0;
  const bBottom = list.bottom[b] ?? 0;
  const width = Math.min(aRight, bRight) - Math.max(aLeft, bLeft);
  if (width <= 0) return 0;
  const height = Math.min(aBottom, bBottom) - Math.max(aTop, bTop);
  if (height <= 0) return 0;
  const shared = width * height;
  return shared / ((aRight - aLeft) * (aBottom - aTop) + (bRight - bLeft) * (bBottom - bTop) - shared);
}
