import { addCandidate } from './candidates.ts';
import type { Decoder } from './decoder.ts';
import type { Size } from './letterbox.ts';
import { floatsOf, isBest } from './tensor.ts';

/** Ultralytics YOLOv8 and YOLO11: one output 1×(4+C)×N, a row per number: centre x, centre y, width, height, classes. */
export interface Yolov8Spec {
  readonly kind: 'yolov8';
}

const STRIDES = [8, 16, 32];

/** Reads 1×(4+C)×N, boxes in pixels of the input, scores already 0..1. A box goes by its best class only. */
export function createYolov8Decoder(_spec: Yolov8Spec, input: Size, classes: number): Decoder {
  const n = STRIDES.reduce((sum, s) => sum + Math.floor(input.width / s) * Math.floor(input.height / s), 0);
  const best = new Float32Array(n);
  const bestClass = new Int32Array(n);
  return {
    outputs: [{ name: null, dims: [1, 4 + classes, n], meaning: '4 box numbers and one score per class, per place' }],
    needsNms: true,
    decode([output], filter, minScore, into) {
      const data = floatsOf(output);
      best.fill(minScore);
      bestClass.fill(-1);
      for (const wanted of filter.wanted) {
        const row = (4 + wanted) * n;
        for (let i = 0; i < n; i++) {
          const score = data[row + i] ?? 0;
          // also true for NaN, which is looked at once more inside: the common case stays one comparison
          if (!(score <= (best[i] ?? 0))) {
            if (Number.isNaN(score)) {
              into.nanScores++;
            } else {
              best[i] = score;
              bestClass[i] = wanted;
            }
          }
        }
      }
      for (let i = 0; i < n; i++) {
        const winner = bestClass[i] ?? -1;
        if (winner < 0) continue;
        const score = best[i] ?? 0;
        if (filter.wanted.length < classes && !isBest(data, 4 * n + i, n, classes, score)) continue;
        const x = data[i] ?? 0;
        const y = data[n + i] ?? 0;
        const halfWidth = (data[2 * n + i] ?? 0) / 2;
        const halfHeight = (data[3 * n + i] ?? 0) / 2;
        addCandidate(into, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, score, winner);
      }
    },
  };
}
