import type { ScoredBox } from './scored-box.ts';

/** Detections as the tracker can use them, and how many could not be used, by reason. */
export interface HealedDetections {
  /** In canonical order: the tracker's result does not depend on the order in which the detector lists its boxes. */
  readonly usable: readonly ScoredBox[];
  readonly notNumbers: number;
  readonly empty: number;
  readonly outside: number;
}

/** A box below this share of the picture's area is no object: a ten-thousandth of a pixel in a 4K picture. */
const SMALLEST_SHARE = 1e-11;

/** A box wider or higher than this many pictures shows nothing that is in the picture. */
const LARGEST = 4;

/**
 * Drops boxes that hold NaN or infinite numbers, boxes without area and boxes wholly outside the picture or far larger than it;
 * a score above 1 or below 0 is clamped.
 */
export function healDetections(
  detections: readonly ScoredBox[],
  picture: { readonly width: number; readonly height: number },
): HealedDetections {
  const usable: ScoredBox[] = [];
  const smallest = picture.width * picture.height * SMALLEST_SHARE;
  let notNumbers = 0;
  let empty = 0;
  let outside = 0;
  for (const detection of detections) {
    const { x, y, w, h } = detection.box;
    if (!Number.isFinite(x + y + w + h) || Number.isNaN(detection.score)) notNumbers++;
    else if (!(w > 0 && h > 0 && w * h >= smallest)) empty++;
    else if (w > LARGEST * picture.width || h > LARGEST * picture.height) outside++;
    else if (x >= picture.width || y >= picture.height || x + w <= 0 || y + h <= 0) outside++;
    else if (detection.score >= 0 && detection.score <= 1) usable.push(detection);
    else usable.push({ ...detection, score: Math.min(1, Math.max(0, detection.score)) });
  }
  usable.sort(inCanonicalOrder);
  return { usable, notNumbers, empty, outside };
}

function inCanonicalOrder(a: ScoredBox, b: ScoredBox): number {
  return (
    rising(b.score, a.score) ||
    rising(a.box.x, b.box.x) ||
    rising(a.box.y, b.box.y) ||
    rising(a.box.w, b.box.w) ||
    rising(a.box.h, b.box.h) ||
    rising(a.className, b.className)
  );
}

function rising<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
