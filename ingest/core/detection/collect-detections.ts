import type { Candidates } from './candidates.ts';
import type { Detection } from './detection.ts';
import { toPicture, type Placement } from './letterbox.ts';

/** Turns the chosen candidates into detections on the picture; those that lie wholly in the border are counted as empty. */
export function collectDetections(
  list: Candidates,
  chosen: readonly number[],
  placement: Placement,
  classNames: readonly string[],
): Detection[] {
  const detections: Detection[] = [];
  for (const at of chosen) {
    const box = toPicture(placement, list.left[at] ?? 0, list.top[at] ?? 0, list.right[at] ?? 0, list.bottom[at] ?? 0);
    const classIndex = list.classIndex[at] ?? 0;
    if (box) detections.push({ className: classNames[classIndex] ?? '', classIndex, score: list.score[at] ?? 0, box });
    else list.emptyBoxes++;
  }
  return detections;
}
