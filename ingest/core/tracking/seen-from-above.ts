import type { ScoredBox } from './scored-box.ts';

/** What models trained on street-level pictures (COCO) call cars whose roofs they see. */
const ROOFS: ReadonlySet<string> = new Set(['cell phone', 'suitcase', 'remote', 'laptop', 'mouse', 'keyboard']);
/** The real things are specks in a traffic camera's picture; a roof is not. */
const SMALLEST_ROOF = 0.01;

/** Classes that must be asked of the detector besides the wanted ones for a camera that looks straight down. */
export const ROOF_CLASSES: readonly string[] = [...ROOFS];

/**
 * For cameras that look straight down on a road: takes what the model calls phones and suitcases for the cars they are, when they
 * fill at least 1 % of the picture.
 * @param detections boxes in fractions of the picture.
 */
export function asSeenFromAbove(detections: readonly ScoredBox[]): readonly ScoredBox[] {
  return detections.map((detection) =>
    ROOFS.has(detection.className) && detection.box.w * detection.box.h >= SMALLEST_ROOF
      ? { ...detection, className: 'car' }
      : detection,
  );
}
