/** Whether confidences can be probabilities: all in 0..1, and not all the same. */
export function areProbabilities(confidences: readonly number[]): boolean {
  const first = confidences.find((value) => Number.isFinite(value));
  return (
    confidences.every((value) => !Number.isFinite(value) || (value >= 0 && value <= 1)) &&
    confidences.some((value) => Number.isFinite(value) && value !== first)
  );
}

/**
 * Public detections come with confidences on any scale: probabilities, margins of a support vector machine (around 0), sums of a
 * boosted forest (0 to over 100). The tracker wants 0..1. Values that all lie in 0..1 stay as they are. Others are measured
 * against the file itself: its lowest value becomes 0, its 90 % quantile 1. A high quantile is taken because false detections are
 * mostly weak: however many there are, they hardly move it. A file with one value only means "all are detections": 1.
 */
export function confidenceScale(confidences: readonly number[]): (confidence: number) => number {
  const sorted = confidences.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  const lowest = sorted[0] ?? 0;
  const highest = sorted.at(-1) ?? 1;
  if (lowest === highest) return () => 1;
  if (lowest >= 0 && highest <= 1) return (confidence) => confidence;
  const strong = sorted[Math.floor(0.9 * (sorted.length - 1))] ?? highest;
  const span = strong > lowest ? strong - lowest : highest - lowest;
  return (confidence) => Math.min(1, Math.max(0, (confidence - lowest) / span));
}
